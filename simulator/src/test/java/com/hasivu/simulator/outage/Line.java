package com.hasivu.simulator.outage;

import com.hasivu.cloud.broker.Publisher;
import com.hasivu.cloud.rfid.TapIntake;
import com.hasivu.edge.sync.LinkException;
import com.hasivu.edge.sync.MqttLink;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.Wire;
import com.hasivu.protocol.WireException;
import com.hasivu.protocol.wire.Ack;
import com.hasivu.protocol.wire.StationRequest;
import com.hasivu.protocol.wire.TapBatch;
import com.hasivu.protocol.wire.TimeNotice;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * What lies between a station and the shipped intake, on a virtual clock: each way takes {@link
 * #TRAVEL}, and the cloud takes one batch of this station at a time, in {@link #cost}. Notes what
 * passes. One thread.
 */
final class Line implements MqttLink.Door, Publisher {
    static final long TRAVEL = 10;

    /** A batch that came up, when it was handed over. */
    record Passed(long at, TapBatch batch, int bytes) {
        long last() {
            return batch.getFirstSequence() + batch.getRecordsCount() - 1;
        }
    }

    private record Event(long at, long order, Runnable what) {}

    private final LongSupplier now;
    private final Topics topics;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(
                    Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
    final List<Passed> passed = new ArrayList<>();
    final Map<Long, Long> committedAt = new TreeMap<>();
    int mostUnacked;
    boolean cut;
    private final List<Long> unacked = new ArrayList<>();
    private Optional<TapIntake> intake = Optional.empty();
    private Optional<MqttLink.Ear> ear = Optional.empty();
    private long busyUntil;
    private long order;

    Line(Topics topics, LongSupplier nowMillis) {
        this.topics = topics;
        this.now = nowMillis;
    }

    void leadsTo(TapIntake to) {
        intake = Optional.of(to);
    }

    /** Milliseconds one transaction takes: 1,500 records a second, as measured with serves. */
    static long cost(int records) {
        return 2 + records * 1_000L / 1_500;
    }

    void cut() {
        cut = true;
        ear.ifPresent(it -> it.lost("cut"));
        ear = Optional.empty();
        events.clear();
    }

    /** When the next thing happens here; {@link Long#MAX_VALUE} for never. */
    long nextAt() {
        return events.isEmpty() ? Long.MAX_VALUE : events.peek().at();
    }

    void pass() {
        events.remove().what().run();
    }

    private void at(long when, Runnable what) {
        events.add(new Event(when, ++order, what));
    }

    @Override
    public MqttLink open(byte[] will, MqttLink.Ear hears) throws LinkException {
        if (cut) {
            throw new LinkException("nobody listens");
        }
        ear = Optional.of(hears);
        return new MqttLink() {
            @Override
            public void publish(String topic, byte[] payload, int qos, boolean retained) {
                up(topic, payload);
            }

            @Override
            public void close() {
                ear = Optional.empty();
            }
        };
    }

    private void up(String topic, byte[] payload) {
        long here = now.getAsLong() + TRAVEL;
        Topics.Address from = Topics.parse(topic).orElseThrow();
        switch (from.leaf()) {
            case "up/taps" -> {
                Passed batch =
                        new Passed(
                                now.getAsLong(),
                                read(() -> Wire.open(payload, TapBatch.parser())),
                                payload.length);
                passed.add(batch);
                if (!batch.batch().getLive()) {
                    unacked.add(batch.last());
                    mostUnacked = Math.max(mostUnacked, unacked.size());
                }
                busyUntil = Math.max(here, busyUntil) + cost(batch.batch().getRecordsCount());
                at(busyUntil, () -> taken(from, payload, batch));
            }
            case "up/requests" -> {
                StationRequest asks = read(() -> Wire.open(payload, StationRequest.parser()));
                if (asks.hasTime()) {
                    TimeNotice time =
                            TimeNotice.newBuilder()
                                    .setMonotonicNanos(asks.getTime().getMonotonicNanos())
                                    .setCloudWallMillis(here)
                                    .build();
                    at(here, () -> publish(topics.time(), Wire.seal(time), Delivery.ONCE_AT_MOST));
                }
            }
            default -> {} // the status
        }
    }

    private void taken(Topics.Address from, byte[] payload, Passed batch) {
        intake.orElseThrow().receive(from, payload);
        for (long record = batch.batch().getFirstSequence(); record <= batch.last(); record++) {
            committedAt.putIfAbsent(record, now.getAsLong());
        }
    }

    @Override
    public boolean publish(String topic, byte[] payload, Delivery delivery) {
        at(
                now.getAsLong() + TRAVEL,
                () -> {
                    if (topic.equals(topics.acks())) {
                        Ack ack = read(() -> Wire.open(payload, Ack.parser()));
                        unacked.removeIf(last -> last <= ack.getUpTo());
                    }
                    ear.ifPresent(it -> it.arrived(topic, payload));
                });
        return true;
    }

    private interface Reading<T> {
        T read() throws WireException;
    }

    private static <T> T read(Reading<T> reading) {
        try {
            return reading.read();
        } catch (WireException e) {
            throw new AssertionError(e);
        }
    }
}
