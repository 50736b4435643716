package com.hasivu.cloud.rfid;

import com.google.protobuf.ByteString;
import com.hasivu.cloud.broker.Publisher;
import com.hasivu.cloud.broker.Seldom;
import com.hasivu.cloud.broker.Seldom.Counter;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.rfid.TapLog.Head;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.Wire;
import com.hasivu.protocol.WireException;
import com.hasivu.protocol.fault.FaultPoint;
import com.hasivu.protocol.wire.Ack;
import com.hasivu.protocol.wire.SetAside;
import com.hasivu.protocol.wire.StationStatus;
import com.hasivu.protocol.wire.TapBatch;

import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Takes tap batches: one transaction each, an ack after its commit. The chain's head row is locked
 * while a batch is applied, so threads and cloud nodes may race; correctness rests on the inbox's
 * key. docs/wire-protocol.md, "Batches and acks". Threading: any thread; blocks on the database.
 */
public final class TapIntake {
    private static final Logger LOG = LoggerFactory.getLogger(TapIntake.class);

    /** Batches a station may have in flight. */
    static final int WINDOW = 4;

    private static final int MAX_LOUD = 1000;

    private final Database database;
    private final TapEffects effects;
    private final Publisher publisher;
    private final Clock clock;
    private final DrainPace pace;
    private final TapLog log = new TapLog();
    private final Chains chains = new Chains();
    private final Counter refused =
            new Seldom(LOG).counter("tap payloads refused, nothing changed");
    private final Counter versions =
            new Seldom(LOG).counter("tap payloads of another protocol version set aside");
    private final Set<String> loud = ConcurrentHashMap.newKeySet();

    /** With the default pace for backlogs. */
    public TapIntake(Database database, TapEffects effects, Publisher publisher, Clock clock) {
        this(database, effects, publisher, clock, new DrainPace(DrainPace.DEFAULT_RATE, clock));
    }

    public TapIntake(
            Database database,
            TapEffects effects,
            Publisher publisher,
            Clock clock,
            DrainPace pace) {
        this.pace = pace;
        this.database = database;
        this.effects = effects;
        this.publisher = publisher;
        this.clock = clock;
    }

    /**
     * One payload of {@code up/taps}. What cannot be read changes nothing, is counted and dropped.
     */
    public void receive(Topics.Address sender, byte[] payload) {
        FaultPoint.INTAKE_RECEIVED.reach();
        Batch batch;
        try {
            batch = Batch.read(sender, Wire.open(payload, TapBatch.parser()));
        } catch (WireException e) {
            if (e.kind() == WireException.Kind.UNKNOWN_VERSION) {
                setAside(sender, payload, String.valueOf(e.getMessage()));
            } else {
                refused.add(
                        "%s/%s: %s".formatted(sender.school(), sender.station(), e.getMessage()));
            }
            return;
        }
        Optional<Ack> answer =
                database.transaction(
                        tx -> {
                            Optional<Ack> made = admitted(tx, sender, batch, payload);
                            FaultPoint.INTAKE_WRITTEN.reach();
                            return made;
                        });
        if (answer.isEmpty()) {
            refused.add("%s/%s is not enrolled".formatted(sender.school(), sender.station()));
            return;
        }
        int share = pace.share(sender, batch.live(), batch.waiting());
        Ack ack = answer.get().toBuilder().setRecordsPerSecond(share).build();
        FaultPoint.INTAKE_COMMITTED.reach();
        tell(batch.chain(), ack);
        FaultPoint.INTAKE_ACKED.reach();
    }

    /**
     * A station's status, which tells how far its journal goes and how far it was acked. What shows
     * there is not left to the next batch, which may never come: records this database lost are
     * asked for again, and another story than the committed one ends the merging. Any thread;
     * blocks on the database.
     */
    public void reported(Topics.Address sender, StationStatus status) {
        var chain = new ChainId(sender.school(), sender.station(), status.getEpoch());
        boolean nothingTold =
                !status.getOnline()
                        || status.getEpoch() == 0
                        || status.getAckedSequence() < 0
                        || status.getLastSequence() < 0
                        || status.getLastSequence() > Batch.MAX_SEQUENCE;
        if (nothingTold) {
            return;
        }
        database.transaction(tx -> answered(tx, chain, status)).ifPresent(ack -> tell(chain, ack));
    }

    private Optional<Ack> answered(DSLContext tx, ChainId chain, StationStatus status) {
        if (!Stations.isEnrolled(tx, chain.school(), chain.station())) {
            return Optional.empty();
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Head head = log.lock(tx, chain, now);
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

    private void tell(ChainId chain, Ack ack) {
        publisher.publish(
                new Topics(chain.school(), chain.station()).acks(),
                Wire.seal(ack),
                Publisher.Delivery.ONCE_AT_LEAST);
        if (!ack.getQuarantined().isEmpty()) {
            sayOnce(
                    chain.toString(),
                    "%s is quarantined: %s; nothing of it is merged, see `hasivu-cloud review quarantine`"
                            .formatted(chain, ack.getQuarantined()));
        }
    }

    /** Payloads dropped because they could not be read. */
    public long refused() {
        return refused.count();
    }

    /** Empty for a station that is not enrolled, or no more: the bytes are kept for a person. */
    private Optional<Ack> admitted(
            DSLContext tx, Topics.Address sender, Batch batch, byte[] payload) {
        if (Stations.isEnrolled(tx, sender.school(), sender.station())) {
            return Optional.of(apply(tx, sender, batch, payload));
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        log.keep(tx, sender, sender.topics().taps(), payload, "the station is not enrolled", now);
        return Optional.empty();
    }

    private Ack apply(DSLContext tx, Topics.Address sender, Batch batch, byte[] payload) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Head head = log.lock(tx, batch.chain(), now);
        if (!head.quarantined().isEmpty()) {
            log.keep(tx, sender, sender.topics().taps(), payload, head.quarantined(), now);
            return answer(batch, head).setQuarantined(head.quarantined()).build();
        }
        return switch (Verdict.of(
                batch, head, sequence -> log.hashAt(tx, batch.chain(), head, sequence))) {
            case Verdict.Duplicate() -> answer(batch, head).build();
            case Verdict.Gap() -> {
                chains.asked(tx, batch, head, now);
                yield ack(batch.chain(), head).setResendFrom(head.last() + 1).build();
            }
            case Verdict.Early() ->
                    switch (Weave.of(batch, batch.first(), log.around(tx, batch))) {
                        case Weave.Fits(var fresh, var last) ->
                                merge(tx, batch, fresh, ack(batch.chain(), head), now);
                        case Weave.Torn(var fork) ->
                                quarantine(tx, sender, batch, head, fork, payload, now);
                    };
            case Verdict.Extend() ->
                    switch (Weave.of(batch, head.last() + 1, log.above(tx, batch, head))) {
                        case Weave.Fits(var fresh, var last) -> {
                            Head reached = new Head(last.sequence(), last.hash(), "");
                            log.advance(tx, batch, reached, now);
                            yield merge(tx, batch, fresh, answer(batch, reached), now);
                        }
                        case Weave.Torn(var fork) ->
                                quarantine(tx, sender, batch, head, fork, payload, now);
                    };
            case Verdict.Fork fork -> quarantine(tx, sender, batch, head, fork, payload, now);
        };
    }

    /** Each record once: the entries are not in the inbox yet, and the chain's head is locked. */
    private Ack merge(
            DSLContext tx, Batch batch, List<Batch.Entry> fresh, Ack.Builder ack, Instant now) {
        Map<Long, String> setAside = effects.apply(tx, batch, fresh, now);
        log.insert(tx, batch, fresh, setAside, now);
        setAside.forEach(
                (sequence, reason) ->
                        ack.addSetAside(
                                SetAside.newBuilder().setSequence(sequence).setReason(reason)));
        return ack.build();
    }

    private Ack quarantine(
            DSLContext tx,
            Topics.Address sender,
            Batch batch,
            Head head,
            Verdict.Fork fork,
            byte[] payload,
            Instant now) {
        String reason = fork.reason();
        chains.parted(tx, batch.chain(), fork);
        log.quarantine(tx, batch.chain(), reason, now);
        log.keep(tx, sender, sender.topics().taps(), payload, reason, now);
        return answer(batch, head).setQuarantined(reason).build();
    }

    /** All of the batch is committed, or kept for a person: its station need not send it again. */
    private static Ack.Builder answer(Batch batch, Head head) {
        return ack(batch.chain(), head).setBatchUpTo(batch.last());
    }

    private static Ack.Builder ack(ChainId chain, Head head) {
        return Ack.newBuilder()
                .setEpoch(chain.epoch())
                .setUpTo(head.last())
                .setHashAtUpTo(ByteString.copyFrom(HexFormat.of().parseHex(head.hash())))
                .setWindow(WINDOW);
    }

    private void setAside(Topics.Address sender, byte[] payload, String reason) {
        versions.add("%s/%s: %s".formatted(sender.school(), sender.station(), reason));
        sayOnce(
                "%s/%s version".formatted(sender.school(), sender.station()),
                "%s/%s speaks another protocol: %s; its payloads are kept, see `hasivu-cloud review quarantine`; update one side"
                        .formatted(sender.school(), sender.station(), reason));
        database.transaction(
                tx -> {
                    log.keep(
                            tx,
                            sender,
                            sender.topics().taps(),
                            payload,
                            reason,
                            clock.instant().truncatedTo(ChronoUnit.MILLIS));
                    return true;
                });
    }

    /** ERROR wakes a person: once for each thing he can mend. */
    private void sayOnce(String subject, String what) {
        if (loud.size() < MAX_LOUD && loud.add(subject)) {
            LOG.error("{}", what);
        }
    }
}
