package com.hasivu.edge.history;

import com.hasivu.edge.journal.Pending;
import com.hasivu.protocol.CardId;
import com.hasivu.protocol.wire.CardProof;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The highest count of reads each card has shown here: what the journal holds, and what is on its
 * way there; a count whose record fails was never shown. A card that proves itself without a count
 * has shown 0. Not thread-safe: {@link History}'s caller guards it.
 */
final class ReadFloors {
    /** A count whose record is not on disk yet. */
    private record Claim(long count, Pending pending) {}

    private final Map<CardId, Long> confirmed = new HashMap<>();
    private final Map<CardId, List<Claim>> claims = new HashMap<>();

    /** The count that a read with this proof shows; empty when it shows none. */
    static OptionalLong shown(CardProof proof, long readCount) {
        return switch (proof) {
            case CARD_PROOF_SIGNED_READ -> OptionalLong.of(readCount);
            case CARD_PROOF_KEY -> OptionalLong.of(0);
            case CARD_PROOF_NONE, CARD_PROOF_REFUTED, UNRECOGNIZED -> OptionalLong.empty();
        };
    }

    /** Empty for a card that never proved itself here. */
    OptionalLong find(CardId card) {
        long floor = confirmed.getOrDefault(card, -1L);
        for (Claim claim : claims.getOrDefault(card, List.of())) {
            if (!claim.pending().failed()) {
                floor = Math.max(floor, claim.count());
            }
        }
        return floor < 0 ? OptionalLong.empty() : OptionalLong.of(floor);
    }

    /** Its record is on its way to the disk. */
    void claim(CardId card, long count, Pending pending) {
        List<Claim> open = claims.computeIfAbsent(card, one -> new ArrayList<>(1));
        open.removeIf(claim -> claim.pending().failed());
        open.add(new Claim(count, pending));
    }

    /** A record with it is on disk. */
    void confirm(CardId card, long count) {
        confirmed.merge(card, count, Math::max);
        claims.computeIfPresent(
                card,
                (one, open) -> {
                    open.removeIf(claim -> claim.count() <= count);
                    return open.isEmpty() ? null : open;
                });
    }
}
