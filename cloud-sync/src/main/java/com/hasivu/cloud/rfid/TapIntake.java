package com.hasivu.cloud.rfid;

import com.hasivu.cloud.broker.Publisher;
import com.hasivu.cloud.broker.Seldom;
import com.hasivu.cloud.broker.Seldom.Counter;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.rfid.IntakeGroup.Arrival;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.Wire;
import com.hasivu.protocol.WireException;
import com.hasivu.protocol.fault.FaultPoint;
import com.hasivu.protocol.wire.Ack;
import com.hasivu.protocol.wire.StationStatus;
import com.hasivu.protocol.wire.TapBatch;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Takes tap batches: those that come together in one transaction, an ack to each after its commit.
 * The heads of their chains are locked meanwhile, so threads and cloud nodes may race; correctness
 * rests on the inbox's key. docs/wire-protocol.md, "Batches and acks". Threading: any thread, one
 * for each batch; blocks on the database.
 */
public final class TapIntake {
    private static final Logger LOG = LoggerFactory.getLogger(TapIntake.class);

    private static final int MAX_LOUD = 1000;

    private final Database database;
    private final TapMerge merge;
    private final IntakeGroup group;
    private final Publisher publisher;
    private final Clock clock;
    private final DrainPace pace;
    private final TapLog log = new TapLog();
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
        this.merge = new TapMerge(log, effects);
        this.group = new IntakeGroup(this::commit);
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
        Optional<Ack> answer = group.pass(new Arrival(sender, batch, payload));
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
        boolean nothingTold =
                !status.getOnline()
                        || status.getEpoch() == 0
                        || status.getAckedSequence() < 0
                        || status.getLastSequence() < 0
                        || status.getLastSequence() > Batch.MAX_SEQUENCE;
        if (nothingTold) {
            return;
        }
        var chain = new ChainId(sender.school(), sender.station(), status.getEpoch());
        database.transaction(tx -> merge.judge(tx, chain, status, now()))
                .ifPresent(ack -> tell(chain, ack));
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

    private List<Optional<Ack>> commit(List<Arrival> arrivals) {
        return database.transaction(
                tx -> {
                    List<Optional<Ack>> made = merge.apply(tx, arrivals, now());
                    FaultPoint.INTAKE_WRITTEN.reach();
                    return made;
                });
    }

    private void setAside(Topics.Address sender, byte[] payload, String reason) {
        versions.add("%s/%s: %s".formatted(sender.school(), sender.station(), reason));
        sayOnce(
                "%s/%s version".formatted(sender.school(), sender.station()),
                "%s/%s speaks another protocol: %s; its payloads are kept, see `hasivu-cloud review quarantine`; update one side"
                        .formatted(sender.school(), sender.station(), reason));
        database.transaction(
                tx -> {
                    log.keep(tx, sender, sender.topics().taps(), payload, reason, now());
                    return true;
                });
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** ERROR wakes a person: once for each thing he can mend. */
    private void sayOnce(String subject, String what) {
        if (loud.size() < MAX_LOUD && loud.add(subject)) {
            LOG.error("{}", what);
        }
    }
}
