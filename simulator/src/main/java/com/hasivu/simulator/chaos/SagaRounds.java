package com.hasivu.simulator.chaos;

import com.hasivu.simulator.demo.CloudApi;
import com.hasivu.simulator.demo.CloudException;
import com.hasivu.simulator.demo.Site;
import com.hasivu.simulator.process.Program;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Two cloud nodes as processes on one PostgreSQL; in each round one of them dies in the middle of a
 * saga while families order through both, and what it left is ended by the other, or, when that one
 * is killed too, by whoever is started again. Then every row is read. One thread drives.
 */
final class SagaRounds implements AutoCloseable {
    private static final int KILLED = 137;
    private static final int TRIES = 40;
    private static final Duration DIES = Duration.ofSeconds(3);
    private static final Duration REST = Duration.ofSeconds(90);

    private final Site site;
    private final Path dir;
    private final Canteen canteen;
    private final RawMoney rows;
    private final Random random;
    private final List<Canteen.Family> others = new ArrayList<>();
    private final AtomicInteger families = new AtomicInteger();

    /** Starts both nodes and opens the school. */
    SagaRounds(Path dir, long seed) {
        this.dir = dir;
        this.random = new Random(seed);
        this.site = Site.withoutStations(dir);
        try {
            Site.awaitReady(launch(1));
            Site.awaitReady(launch(2));
            this.canteen = Canteen.open(site);
            this.rows = RawMoney.open(site.postgresUrl());
            for (int i = 0; i < 2; i++) {
                others.add(canteen.family(1, "other" + i, 1_000 * Canteen.PRICE));
            }
        } catch (RuntimeException e) {
            site.close();
            throw e;
        }
    }

    private Program launch(int node) {
        disarm(node);
        return site.launchNode(node, "-Dhasivu.fault-file=" + faults(node));
    }

    private Path faults(int node) {
        return dir.resolve("faults-" + node);
    }

    /** One round; a problem is told, not thrown. */
    Round round(int number, SagaStrike strike) throws InterruptedException {
        int victim = 1 + random.nextInt(2);
        boolean both = random.nextInt(4) == 0;
        String proof = "";
        long dead = System.nanoTime();
        List<String> problems = new ArrayList<>();
        try {
            proof = strike(strike, victim);
            dead = System.nanoTime();
            if (both) {
                site.node(3 - victim).kill();
                proof += "; then the other one too";
                Site.awaitReady(launch(3 - victim));
            } else {
                CloudApi other = canteen.guardian(3 - victim, others.getFirst());
                Canteen.cancel(other, canteen.orderAndPay(other, others.getFirst()));
            }
            await("every saga ended", REST, () -> rows.open().isEmpty());
            Site.awaitReady(launch(victim));
            await("every saga ended", REST, () -> rows.open().isEmpty());
            problems.addAll(rows.faults());
        } catch (NoBiteException e) {
            problems.add("did not bite: " + e.getMessage());
        } catch (RuntimeException e) {
            problems.add(e.toString());
        }
        return new Round(
                number,
                strike.path().label(),
                proof,
                Duration.ofNanos(System.nanoTime() - dead),
                List.copyOf(problems));
    }

    /** How many of each saga ended how, for a person and for a test that all ways were gone. */
    long ended(String definition, String state) {
        return rows.ended(definition, state);
    }

    /**
     * Families go on through the other node; the victim is made to pass the point until it dies.
     */
    private String strike(SagaStrike strike, int victim) throws InterruptedException {
        Program node = site.node(victim);
        boolean busy = strike.path() == SagaStrike.Path.ANYWHERE || random.nextBoolean();
        Thread load =
                Thread.ofVirtual()
                        .name("load")
                        .start(
                                () -> {
                                    if (busy) {
                                        load(3 - victim);
                                    }
                                });
        try {
            if (strike.path() == SagaStrike.Path.ANYWHERE) {
                Thread more = Thread.ofVirtual().name("more").start(() -> load(victim));
                TimeUnit.MILLISECONDS.sleep(200 + random.nextInt(1_500)); // the moment is the input
                node.kill();
                more.join();
            } else {
                prepared(strike, victim);
            }
        } finally {
            load.interrupt();
            load.join();
        }
        int code = node.exit(Duration.ZERO).orElse(-1);
        if (code != KILLED) {
            throw new NoBiteException("node %d ended with %d".formatted(victim, code));
        }
        return "node %d%s: exit %d %s; left behind: %s"
                .formatted(
                        victim,
                        busy ? " of two at work" : "",
                        code,
                        strike.path() == SagaStrike.Path.ANYWHERE
                                ? "at a random moment"
                                : "at arrival %d of %s"
                                        .formatted(strike.arrival(), strike.point().label()),
                        rows.open());
    }

    private void prepared(SagaStrike strike, int victim) {
        Program node = site.node(victim);
        String name = "family" + families.incrementAndGet();
        boolean poor = strike.path() == SagaStrike.Path.POOR;
        Canteen.Family family =
                canteen.family(victim, name, poor ? 100 : (TRIES + 1) * Canteen.PRICE);
        CloudApi guardian = canteen.guardian(victim, family);
        CloudApi across = canteen.guardian(3 - victim, family);
        Runnable once = work(strike.path(), guardian, across, family);
        arm(victim, strike.rule());
        for (int i = 0; i < TRIES && node.isAlive(); i++) {
            try {
                once.run();
            } catch (CloudException e) {
                if (e.status() != 0 && e.status() != 409) {
                    throw e; // 409: the saga was first; 0: it died meanwhile
                }
            }
            var unused = node.exit(DIES);
        }
    }

    /** What a family does through the victim, once. Made ready before the victim is armed. */
    private Runnable work(
            SagaStrike.Path path, CloudApi guardian, CloudApi across, Canteen.Family family) {
        return switch (path) {
            case PAID, POOR, ANYWHERE -> () -> canteen.orderAndPay(guardian, family);
            case CROSSED -> () -> Canteen.cancel(across, canteen.orderAndPay(guardian, family));
            case REFUND -> {
                List<Long> paid = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    long order = canteen.order(across, family);
                    Canteen.pay(across, order);
                    paid.add(order);
                }
                yield () -> Canteen.cancel(guardian, next(paid));
            }
            case FILL, REFUSED -> {
                List<Long> pending = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    pending.add(canteen.order(across, family));
                }
                Canteen.autoTopUp(
                        across, 1_000 * Canteen.PRICE, 1_000, path == SagaStrike.Path.FILL);
                yield () -> Canteen.pay(guardian, next(pending));
            }
        };
    }

    private static long next(List<Long> orders) {
        if (orders.isEmpty()) {
            throw new NoBiteException("it lives on after everything that was prepared");
        }
        return orders.removeFirst();
    }

    /** Orders and cancels through a node until it is dead or this thread is interrupted. */
    private void load(int node) {
        try {
            Canteen.Family family = others.get(node - 1);
            CloudApi guardian = canteen.guardian(node, family);
            while (!Thread.currentThread().isInterrupted()) {
                long order = canteen.orderAndPay(guardian, family);
                Canteen.cancel(guardian, order);
            }
        } catch (CloudException dead) {
            return; // killed, or told to stop while it asked
        }
    }

    private void arm(int node, String rule) {
        write(faults(node), rule + "\n");
        await(
                "fault taken",
                REST,
                () -> {
                    Path taken = dir.resolve("faults-" + node + ".taken");
                    return Files.exists(taken) && read(taken).strip().equals(rule);
                });
    }

    private void disarm(int node) {
        write(faults(node), "");
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private void await(String what, Duration patience, BooleanSupplier condition) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "no '%s' within %d s; not ended: %s"
                                .formatted(what, patience.toSeconds(), rows.open()));
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    @Override
    public void close() {
        rows.close();
        site.close();
    }
}
