package com.hasivu.simulator.bench;

import com.hasivu.cloud.rfid.TapIntake;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Single taps of many stations at the shipped intake, committed in PostgreSQL; seven of ten deliver
 * an order. Beside it, on the same server: one row inserted and committed at a time, over as many
 * connections as the cloud has. Without a broker: its share is measured by {@code drain}.
 */
final class LiveBench {
    private static final int STATIONS = 2_000;
    private static final int SENDERS = 64;
    private static final int ROUNDS = 3;
    private static final int CONNECTIONS = 10;

    private final Path dir;
    private final double seconds;

    LiveBench(Path dir, boolean quick) {
        this.dir = dir;
        this.seconds = quick ? 0.5 : 5;
    }

    private interface Sender {
        /** Sends one; {@code false} ends it. */
        boolean next() throws SQLException;
    }

    List<Outcome> run() throws IOException, SQLException, InterruptedException {
        try (BenchCloud cloud = new BenchCloud(dir)) {
            int orders = (int) (seconds * 60_000 * (ROUNDS + 2)) + 100_000;
            cloud.fill(STATIONS, orders);
            AtomicLong acks = new AtomicLong();
            Map<String, Long> acked = new ConcurrentHashMap<>();
            TapIntake intake =
                    cloud.intake(
                            (topic, payload, delivery) -> {
                                acks.incrementAndGet();
                                acked.put(topic, System.nanoTime());
                                return true;
                            });
            List<BenchStation> stations = new ArrayList<>();
            for (int i = 0; i < STATIONS; i++) {
                stations.add(new BenchStation(i));
            }
            AtomicInteger order = new AtomicInteger(1);
            prepareReference(cloud);
            AtomicLong row = new AtomicLong();
            flat(intake, stations, order, seconds); // warm-up
            double[] ours = new double[ROUNDS];
            double[] reference = new double[ROUNDS];
            for (int i = 0; i < ROUNDS; i++) {
                reference[i] = oneByOne(cloud, row);
                ours[i] = flat(intake, stations, order, seconds);
            }
            double rate = Samples.median(ours);
            long[] waits = paced(intake, stations, order, acked, rate / 2);
            long sent = stations.stream().mapToLong(BenchStation::sequence).sum();
            long committed = cloud.count("tap_inbox");
            if (committed != sent || acks.get() < sent) {
                throw new IllegalStateException(
                        "%d taps were sent, %d are in the inbox, %d acks came"
                                .formatted(sent, committed, acks.get()));
            }
            return List.of(
                    new Outcome(
                            "live",
                            "single taps committed, beside row by row",
                            "1/s",
                            rate,
                            Samples.median(reference),
                            rate / Samples.median(reference),
                            ">= 20000 1/s",
                            rate >= 20_000),
                    Outcome.under(
                            "live",
                            "ack p99 at half load",
                            "ms",
                            Samples.percentile(waits, 0.99) / 1e3,
                            50));
        }
    }

    /** As fast as it goes: each sender has its own stations and waits for each ack. */
    private static double flat(
            TapIntake intake, List<BenchStation> stations, AtomicInteger order, double seconds)
            throws InterruptedException {
        long until = System.nanoTime() + (long) (seconds * 1e9);
        AtomicLong done = new AtomicLong();
        long begun = System.nanoTime();
        all(
                SENDERS,
                sender -> {
                    int[] turn = {sender};
                    return () -> {
                        BenchStation station = stations.get(turn[0]);
                        turn[0] = (turn[0] + SENDERS) % (STATIONS / SENDERS * SENDERS);
                        intake.receive(
                                station.address(), station.batch(1, order.getAndIncrement()));
                        done.incrementAndGet();
                        return System.nanoTime() < until;
                    };
                });
        return done.get() / ((System.nanoTime() - begun) / 1e9);
    }

    /** At a rate, whatever the answers: the wait counts from when each tap was due. */
    private long[] paced(
            TapIntake intake,
            List<BenchStation> stations,
            AtomicInteger order,
            Map<String, Long> acked,
            double perSecond)
            throws InterruptedException {
        int count = (int) (perSecond * seconds);
        long begun = System.nanoTime();
        AtomicInteger next = new AtomicInteger();
        long[] waits = new long[count];
        all(
                SENDERS,
                sender ->
                        () -> {
                            int mine = next.getAndIncrement();
                            if (mine >= count) {
                                return false;
                            }
                            long due = begun + (long) (mine / perSecond * 1e9);
                            while (System.nanoTime() < due) {
                                LockSupport.parkNanos(due - System.nanoTime());
                            }
                            BenchStation station = stations.get(mine % STATIONS);
                            synchronized (station) {
                                intake.receive(
                                        station.address(),
                                        station.batch(1, order.getAndIncrement()));
                                Long at = acked.get(station.address().topics().acks());
                                waits[mine] = (at == null ? System.nanoTime() : at) - due;
                            }
                            return true;
                        });
        return waits;
    }

    private static void prepareReference(BenchCloud cloud) throws SQLException {
        try (Connection connection = cloud.connect();
                var sql = connection.createStatement()) {
            sql.execute(
                    "create table bench_rows (id bigint primary key, payload bytea, hash varchar(64))");
        }
    }

    private double oneByOne(BenchCloud cloud, AtomicLong row)
            throws SQLException, InterruptedException {
        long until = System.nanoTime() + (long) (seconds * 1e9);
        AtomicLong done = new AtomicLong();
        long begun = System.nanoTime();
        List<Connection> connections = new ArrayList<>();
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                connections.add(cloud.connect());
            }
            all(
                    CONNECTIONS,
                    sender -> {
                        PreparedStatement insert =
                                connections
                                        .get(sender)
                                        .prepareStatement(
                                                "insert into bench_rows values (?, ?, ?)");
                        return () -> {
                            insert.setLong(1, row.incrementAndGet());
                            insert.setBytes(2, new byte[90]);
                            insert.setString(3, "0".repeat(64));
                            insert.executeUpdate();
                            done.incrementAndGet();
                            return System.nanoTime() < until;
                        };
                    });
        } finally {
            for (Connection connection : connections) {
                connection.close();
            }
        }
        return done.get() / ((System.nanoTime() - begun) / 1e9);
    }

    private interface SenderOf {
        Sender number(int sender) throws SQLException;
    }

    private static void all(int senders, SenderOf of) throws InterruptedException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < senders; i++) {
                int number = i;
                running.add(
                        threads.submit(
                                () -> {
                                    Sender sender = of.number(number);
                                    while (sender.next()) {}
                                    return null;
                                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a sender failed", e.getCause());
        }
    }
}
