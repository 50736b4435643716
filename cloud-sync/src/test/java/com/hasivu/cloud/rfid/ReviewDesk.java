package com.hasivu.cloud.rfid;

import com.hasivu.cloud.Engine;
import com.hasivu.cloud.devices.Desk;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.Wire;
import com.hasivu.protocol.WireException;
import com.hasivu.protocol.wire.Ack;
import com.hasivu.protocol.wire.Reason;
import com.hasivu.protocol.wire.StationStatus;
import com.hasivu.protocol.wire.TapBatch;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The real intake and heartbeats over a real database, and the eyes of the person who reviews. */
final class ReviewDesk implements AutoCloseable {
    static final long EPOCH = 0xC0DE000000000001L;
    static final String CARD = "04A1B2C3";

    final Desk desk;
    final TapIntake intake;
    final Heartbeats beats;
    final ChainReview chains;
    final ConflictReview conflicts;
    final List<Ack> acks = new ArrayList<>();

    ReviewDesk(Engine engine, Path folder) {
        desk = new Desk(engine, folder);
        intake =
                new TapIntake(
                        desk.database,
                        new TapEffects(desk.orders, new Deliveries()),
                        (topic, payload, delivery) -> acks.add(read(payload)),
                        desk.clock);
        beats = new Heartbeats(desk.database, desk.clock);
        chains = new ChainReview(desk.clock);
        conflicts = new ConflictReview(desk.clock);
    }

    private static Ack read(byte[] payload) {
        try {
            return Wire.open(payload, Ack.parser());
        } catch (WireException e) {
            throw new AssertionError(e);
        }
    }

    static Topics.Address from(Topics station, String leaf) {
        return new Topics.Address(station.school(), station.station(), leaf);
    }

    Ack send(Topics station, TapBatch batch) {
        intake.receive(from(station, "up/taps"), Wire.seal(batch));
        return acks.getLast();
    }

    StationStatus.Builder status(long epoch, long boot, long last) {
        return StationStatus.newBuilder()
                .setOnline(true)
                .setEpoch(epoch)
                .setBootId(boot)
                .setLastSequence(last)
                .setWallMillis(desk.clock.millis());
    }

    void tell(Topics station, StationStatus.Builder status) {
        beats.receive(from(station, "up/status"), status.build());
    }

    void tell(Topics station, long epoch, long boot, long last) {
        tell(station, status(epoch, boot, last));
    }

    void later(Duration by) {
        desk.clock.advance(by);
    }

    /** A chain of refusals that a process of the station wrote. */
    static TapChain refusals(Topics station, long epoch, long boot, int count) {
        var chain = new TapChain(station, epoch);
        for (int i = 0; i < count; i++) {
            chain.refuse(Reason.UNKNOWN_CARD, boot, CARD);
        }
        return chain;
    }

    List<StationChain> chains(ChainReview.Which which) {
        return desk.database.read(
                tx ->
                        chains.page(
                                tx, ReviewScope.of(Desk.SCHOOL, Optional.empty()), which, 0, 500));
    }

    StationChain chain(Topics station, long epoch) {
        return desk.database.read(
                tx -> chains.find(tx, station.school(), station.station(), epoch).orElseThrow());
    }

    Station station(Topics station) {
        return desk.database.read(
                tx -> desk.stations.find(tx, station.school(), station.station()).orElseThrow());
    }

    Closure.Outcome close(Topics station, long epoch) {
        return desk.tx(
                tx -> chains.close(tx, station.school(), station.station(), epoch, user(), "seen"));
    }

    long user() {
        return 1;
    }

    @Override
    public void close() {
        desk.close();
    }
}
