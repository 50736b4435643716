package com.hasivu.edge.decision;

import com.hasivu.protocol.wire.CardProof;
import com.hasivu.protocol.wire.Reason;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is known of a card besides its number. A chip that can prove itself never stops to: one that
 * has proven itself here and now gives its number alone is a copy of the number on another chip.
 *
 * @param proof what it proved at this read
 * @param readCount with {@link CardProof#CARD_PROOF_SIGNED_READ}, its own count of its reads
 * @param floor the highest count it has shown here before, 0 if it proved itself without one; empty
 *     if it never did
 * @param rule what this station asks for
 */
public record CardEvidence(CardProof proof, long readCount, OptionalLong floor, CardRule rule) {
    /** Its number, at a station that asks for no more. */
    public static final CardEvidence NUMBER_ONLY =
            new CardEvidence(CardProof.CARD_PROOF_NONE, 0, OptionalLong.empty(), CardRule.NUMBER);

    /** Why this card is not served; empty when nothing is to be said against it. */
    public Optional<Reason> doubt() {
        return switch (proof) {
            case CARD_PROOF_REFUTED -> Optional.of(Reason.CARD_NOT_GENUINE);
            case CARD_PROOF_SIGNED_READ ->
                    floor.isPresent() && readCount <= floor.getAsLong()
                            ? Optional.of(Reason.CARD_REPLAYED)
                            : Optional.empty();
            case CARD_PROOF_KEY -> Optional.empty();
            case CARD_PROOF_NONE, UNRECOGNIZED ->
                    floor.isPresent() || rule == CardRule.PROVEN
                            ? Optional.of(Reason.CARD_NOT_PROVEN)
                            : Optional.empty();
        };
    }

    /** What the doubt refers to, for the person at the counter. */
    String detail() {
        return switch (proof) {
            case CARD_PROOF_SIGNED_READ ->
                    "its count is %d, it has shown %d".formatted(readCount, floor.orElse(0));
            case CARD_PROOF_NONE, UNRECOGNIZED ->
                    floor.isPresent() ? "it has proven itself here before" : "";
            case CARD_PROOF_REFUTED, CARD_PROOF_KEY -> "";
        };
    }
}
