package com.hasivu.cloud.rfid;

import com.google.protobuf.ByteString;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.rfid.IntakeGroup.Arrival;
import com.hasivu.cloud.rfid.TapLog.Addition;
import com.hasivu.cloud.rfid.TapLog.Head;
import com.hasivu.protocol.wire.Ack;
import com.hasivu.protocol.wire.SetAside;
import com.hasivu.protocol.wire.StationStatus;

import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What batches do to their chains, all in the caller's transaction: each is judged by its head,
 * which is locked; then what they add is written in bulk. docs/wire-protocol.md, "Batches and
 * acks".
 */
final class TapMerge {
    private static final Logger LOG = LoggerFactory.getLogger(TapMerge.class);

    /** Batches a station may have in flight. */
    static final int WINDOW = 4;

    private final TapLog log;
    private final TapEffects effects;
    private final Chains chains = new Chains();

    TapMerge(TapLog log, TapEffects effects) {
        this.log = log;
        this.effects = effects;
    }

    private sealed interface Judged {
        record Adds(Addition addition) implements Judged {}

        /** Nothing more to write for it; empty: its station is told nothing. */
        record Answered(Optional<Ack> ack) implements Judged {}
    }

    /**
     * Applies batches of different chains.
     *
     * @return the ack for each, to be sent after the commit; empty for a station that is not
     *     enrolled, or no more: the bytes are kept for a person
     */
    List<Optional<Ack>> apply(DSLContext tx, List<Arrival> arrivals, Instant now) {
        Map<ChainId, Head> heads =
                log.lock(tx, arrivals.stream().map(a -> a.batch().chain()).toList(), now);
        List<Judged> judged = new ArrayList<>(arrivals.size());
        List<Addition> additions = new ArrayList<>();
        for (Arrival arrival : arrivals) {
            Judged one =
                    Optional.ofNullable(heads.get(arrival.batch().chain()))
                            .map(head -> judge(tx, arrival, head, now))
                            .orElseGet(() -> stranger(tx, arrival, now));
            judged.add(one);
            if (one instanceof Judged.Adds(var addition)) {
                additions.add(addition);
            }
        }
        List<Map<Long, String>> setAside = effects.apply(tx, additions, now);
        log.insert(tx, additions, setAside, now);
        log.advance(tx, additions, now);
        List<Optional<Ack>> acks = new ArrayList<>(arrivals.size());
        int added = 0;
        for (Judged one : judged) {
            acks.add(
                    switch (one) {
                        case Judged.Answered(var ack) -> ack;
                        case Judged.Adds(var addition) ->
                                Optional.of(ack(addition, setAside.get(added++)));
                    });
        }
        return acks;
    }

    /**
     * A status is judged by what is committed; the chain's head is locked meanwhile.
     *
     * @return what to tell the station; empty: nothing that the next batch would not tell, or it is
     *     not enrolled
     */
    Optional<Ack> judge(DSLContext tx, ChainId chain, StationStatus status, Instant now) {
        return Optional.ofNullable(log.lock(tx, List.of(chain), now).get(chain))
                .flatMap(head -> judge(tx, chain, head, status, now));
    }

    private Optional<Ack> judge(
            DSLContext tx, ChainId chain, Head head, StationStatus status, Instant now) {
        if (!head.quarantined().isEmpty()) {
            return Optional.of(ack(chain, head).setQuarantined(head.quarantined()).build());
        }
        return switch (ToldChain.of(
                status, head, sequence -> log.hashAt(tx, chain, head, sequence))) {
            case ToldChain.Fits() -> Optional.empty();
            case ToldChain.WeWentBack() -> {
                Database.afterCommit(
                        tx,
                        () ->
                                LOG.warn(
                                        "{}: record {} was acked, {} is committed here; was the database restored? asking for the rest again",
                                        chain,
                                        status.getAckedSequence(),
                                        head.last()));
                yield Optional.of(ack(chain, head).setResendFrom(head.last() + 1).build());
            }
            case ToldChain.Parted(var fork) -> {
                chains.parted(tx, chain, fork);
                log.quarantine(tx, chain, fork.reason(), now);
                yield Optional.of(ack(chain, head).setQuarantined(fork.reason()).build());
            }
        };
    }

    private Judged stranger(DSLContext tx, Arrival arrival, Instant now) {
        keep(tx, arrival, "the station is not enrolled", now);
        return new Judged.Answered(Optional.empty());
    }

    private Judged judge(DSLContext tx, Arrival arrival, Head head, Instant now) {
        Batch batch = arrival.batch();
        if (!head.quarantined().isEmpty()) {
            keep(tx, arrival, head.quarantined(), now);
            return answer(done(batch, head).setQuarantined(head.quarantined()));
        }
        return switch (Verdict.of(
                batch, head, sequence -> log.hashAt(tx, batch.chain(), head, sequence))) {
            case Verdict.Duplicate() -> answer(done(batch, head));
            case Verdict.Gap() -> {
                chains.asked(tx, batch, head, now);
                yield answer(ack(batch.chain(), head).setResendFrom(head.last() + 1));
            }
            case Verdict.Early() ->
                    switch (Weave.of(batch, batch.first(), log.around(tx, batch))) {
                        case Weave.Fits(var fresh, var last) ->
                                adds(batch, fresh, head.last(), head.hash(), head);
                        case Weave.Torn(var fork) -> quarantine(tx, arrival, head, fork, now);
                    };
            case Verdict.Extend() ->
                    switch (Weave.of(batch, head.last() + 1, log.above(tx, batch, head))) {
                        case Weave.Fits(var fresh, var last) ->
                                adds(batch, fresh, last.sequence(), last.hash(), head);
                        case Weave.Torn(var fork) -> quarantine(tx, arrival, head, fork, now);
                    };
            case Verdict.Fork fork -> quarantine(tx, arrival, head, fork, now);
        };
    }

    private static Judged adds(
            Batch batch, List<Batch.Entry> fresh, long last, String hash, Head before) {
        long highest = Math.max(before.highest(), batch.last());
        return new Judged.Adds(new Addition(batch, fresh, new Head(last, hash, "", highest)));
    }

    private Judged quarantine(
            DSLContext tx, Arrival arrival, Head head, Verdict.Fork fork, Instant now) {
        Batch batch = arrival.batch();
        String reason = fork.reason();
        chains.parted(tx, batch.chain(), fork);
        log.quarantine(tx, batch.chain(), reason, now);
        keep(tx, arrival, reason, now);
        return answer(done(batch, head).setQuarantined(reason));
    }

    private void keep(DSLContext tx, Arrival arrival, String reason, Instant now) {
        var sender = arrival.sender();
        log.keep(tx, sender, sender.topics().taps(), arrival.payload(), reason, now);
    }

    private static Judged answer(Ack.Builder ack) {
        return new Judged.Answered(Optional.of(ack.build()));
    }

    private static Ack ack(Addition addition, Map<Long, String> setAside) {
        Batch batch = addition.batch();
        Head reached = addition.reached();
        boolean early = reached.last() < batch.first();
        Ack.Builder ack = early ? ack(batch.chain(), reached) : done(batch, reached);
        setAside.forEach(
                (sequence, reason) ->
                        ack.addSetAside(
                                SetAside.newBuilder().setSequence(sequence).setReason(reason)));
        return ack.build();
    }

    /** All of the batch is committed, or kept for a person: its station need not send it again. */
    private static Ack.Builder done(Batch batch, Head head) {
        return ack(batch.chain(), head).setBatchUpTo(batch.last());
    }

    private static Ack.Builder ack(ChainId chain, Head head) {
        return Ack.newBuilder()
                .setEpoch(chain.epoch())
                .setUpTo(head.last())
                .setHashAtUpTo(ByteString.copyFrom(HexFormat.of().parseHex(head.hash())))
                .setWindow(WINDOW);
    }
}
