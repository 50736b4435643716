package com.hasivu.cloud.rfid;

import static com.hasivu.cloud.schema.Tables.TAP_HEADS;
import static com.hasivu.cloud.schema.Tables.TAP_QUARANTINE;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.cloud.Engine;
import com.hasivu.cloud.devices.Desk;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.Wire;
import com.hasivu.protocol.WireException;
import com.hasivu.protocol.wire.Ack;
import com.hasivu.protocol.wire.Reason;
import com.hasivu.protocol.wire.StationStatus;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the intake learns from a status, before any batch. */
class StatusIntakeTest {
    private static final long EPOCH = 0xC0DE000000000002L;

    @TempDir Path folder;

    private final List<Ack> acks = new ArrayList<>();
    private Desk desk;
    private TapIntake intake;
    private Topics station;
    private TapChain chain;

    @BeforeEach
    void fiveRecordsAreCommitted() {
        desk = new Desk(Engine.H2, folder);
        intake =
                new TapIntake(
                        desk.database,
                        new TapEffects(desk.orders, new Deliveries()),
                        (topic, payload, delivery) -> acks.add(read(payload)),
                        desk.clock);
        station = desk.station("c1");
        chain = new TapChain(station, EPOCH);
        grow(chain, 5, Reason.UNKNOWN_CARD);
        intake.receive(address("up/taps"), Wire.seal(chain.all()));
        acks.clear();
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void status_thatFitsIsNotAnswered() {
        grow(chain, 2, Reason.UNKNOWN_CARD);
        report(chain, 7, 5, true);
        assertThat(acks).isEmpty();
    }

    @Test
    void status_thatToldOfMoreAckedThanIsCommittedIsAskedForTheRestAtOnce() {
        grow(chain, 4, Reason.UNKNOWN_CARD);
        report(chain, 9, 8, true);

        assertThat(acks).hasSize(1);
        assertThat(acks.getFirst().getUpTo()).isEqualTo(5);
        assertThat(acks.getFirst().getResendFrom()).isEqualTo(6);
        assertThat(acks.getFirst().getHashAtUpTo()).isEqualTo(chain.hash(5));
        assertThat(quarantined()).isEmpty();
    }

    @Test
    void status_ofAChainThisDatabaseNeverSawIsAskedForAllOfIt() {
        var unknown = new TapChain(station, EPOCH + 1);
        grow(unknown, 3, Reason.UNKNOWN_CARD);
        report(unknown, 3, 3, true);

        assertThat(acks.getFirst().getResendFrom()).isEqualTo(1);
        assertThat(acks.getFirst().getHashAtUpTo()).isEqualTo(unknown.hash(0));
    }

    @Test
    void status_withAnotherHashAtACommittedRecordEndsTheMerging() {
        var copy = new TapChain(station, EPOCH); // an old card, put back at record 3
        grow(copy, 3, Reason.UNKNOWN_CARD);
        grow(copy, 1, Reason.CARD_LOST);
        report(copy, 4, 3, true);

        assertThat(acks).hasSize(1);
        assertThat(acks.getFirst().getQuarantined()).contains("record 4");
        assertThat(quarantined()).contains("record 4");

        report(copy, 4, 3, true); // the answer may have been lost
        assertThat(acks).hasSize(2).allMatch(ack -> !ack.getQuarantined().isEmpty());
    }

    @Test
    void batch_afterThatIsKeptForReviewAndSaidToBe() {
        var copy = new TapChain(station, EPOCH);
        grow(copy, 3, Reason.UNKNOWN_CARD);
        grow(copy, 4, Reason.CARD_LOST);
        report(copy, 4, 3, true);
        assertThat(acks.getLast().getBatchUpTo()).isZero(); // a status is no batch

        intake.receive(address("up/taps"), Wire.seal(copy.batch(4, 6)));
        assertThat(acks.getLast().getBatchUpTo()).isEqualTo(6);
        assertThat(acks.getLast().getUpTo()).isEqualTo(5);
        assertThat(desk.count(TAP_QUARANTINE)).isEqualTo(1);
    }

    @Test
    void batch_behindAGapIsNotSaidToBeHere() {
        grow(chain, 4, Reason.UNKNOWN_CARD);
        intake.receive(address("up/taps"), Wire.seal(chain.batch(8, 9)));
        assertThat(acks.getLast().getBatchUpTo()).isZero();
        intake.receive(address("up/taps"), Wire.seal(chain.batch(6, 7)));
        assertThat(acks.getLast().getBatchUpTo()).isEqualTo(7);
    }

    @Test
    void status_withAnotherHashAtTheAckedRecordEndsTheMerging() {
        var other = new TapChain(station, EPOCH);
        grow(other, 7, Reason.CARD_LOST);
        report(other, 7, 5, true);
        assertThat(quarantined()).contains("record 5");
    }

    @Test
    void status_ofAnOfflineStationOrOneThatIsNotEnrolledIsNotAnswered() {
        grow(chain, 4, Reason.UNKNOWN_CARD);
        report(chain, 9, 8, false);
        desk.database.transaction(
                tx -> desk.stations.revoke(tx, station.school(), station.station()));
        report(chain, 9, 8, true);
        assertThat(acks).isEmpty();
    }

    private void report(TapChain told, long last, long acked, boolean online) {
        intake.reported(
                address("up/status"),
                StationStatus.newBuilder()
                        .setOnline(online)
                        .setEpoch(told.epoch())
                        .setLastSequence(last)
                        .setLastHash(told.hash(last))
                        .setAckedSequence(acked)
                        .setAckedHash(told.hash(acked))
                        .build());
    }

    private static void grow(TapChain chain, int records, Reason reason) {
        for (int i = 0; i < records; i++) {
            chain.refuse(reason);
        }
    }

    private String quarantined() {
        return desk.database.read(
                tx ->
                        tx.selectFrom(TAP_HEADS)
                                .where(TAP_HEADS.EPOCH.eq(EPOCH))
                                .fetchSingle()
                                .getQuarantined());
    }

    private Topics.Address address(String leaf) {
        return new Topics.Address(station.school(), station.station(), leaf);
    }

    private static Ack read(byte[] payload) {
        try {
            return Wire.open(payload, Ack.parser());
        } catch (WireException e) {
            throw new AssertionError(e);
        }
    }
}
