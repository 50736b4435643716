package com.hasivu.cloud;

import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.observe.Health;
import com.hasivu.cloud.observe.Health.Finding;
import com.hasivu.cloud.observe.Health.Level;
import com.hasivu.cloud.observe.Metric;
import com.hasivu.cloud.observe.Metrics;
import com.hasivu.cloud.outbox.Outbox;
import com.hasivu.cloud.saga.Sagas;
import com.hasivu.cloud.saga.WaitingSagas;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * What health looks at: database, pool, disk, broker, sagas, outbox. One question to the database
 * at a time, and nobody waits longer than {@link #PATIENCE} for it: an exhausted pool is what this
 * has to tell. Thread-safe.
 */
final class CloudHealth {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration SLOW_ANSWER = Duration.ofMillis(500);
    private static final Duration SAGAS_LATE = Duration.ofMinutes(1);
    private static final Duration OUTBOX_LATE = Duration.ofMinutes(5);
    private static final long LITTLE_DISK = 1L << 30;
    private static final long NO_DISK = 128L << 20;

    private final Database database;
    private final Sagas sagas;
    private final Outbox outbox;
    private final Path dataDir;
    private final Clock clock;
    private CompletableFuture<Answer> asked = CompletableFuture.completedFuture(Answer.NONE);
    private volatile Answer last = Answer.NONE;
    private volatile boolean failing;

    /** What the database said, and how long it took. */
    private record Answer(WaitingSagas sagas, Optional<Instant> oldestChange, Duration took) {
        static final Answer NONE =
                new Answer(new WaitingSagas(0, Optional.empty()), Optional.empty(), Duration.ZERO);
    }

    CloudHealth(Database database, Sagas sagas, Outbox outbox, Path dataDir, Clock clock) {
        this.database = database;
        this.sagas = sagas;
        this.outbox = outbox;
        this.dataDir = dataDir;
        this.clock = clock;
    }

    /**
     * Adds the checks and what they measure.
     *
     * @param linkUp whether the broker can be reached; empty without a broker
     */
    void register(Health health, Metrics metrics, Optional<BooleanSupplier> linkUp) {
        health.check("database", this::answers);
        health.check("pool", this::pool);
        health.check("sagas", this::sagas);
        health.check("outbox", this::outbox);
        health.check("disk", this::disk);
        linkUp.ifPresent(up -> health.check("broker", () -> broker(up)));
        metrics.gauge(Metric.SAGAS_WAITING, () -> last.sagas().count());
        metrics.gauge(Metric.OUTBOX_AGE, () -> age(last.oldestChange()).toSeconds());
        metrics.gauge(Metric.DISK_FREE, () -> dataDir.toFile().getUsableSpace());
    }

    private Finding answers() {
        CompletableFuture<Answer> answer = ask();
        try {
            last = answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return new Finding(
                    Level.CRITICAL,
                    "no answer in %d ms; look at the pool and at the database"
                            .formatted(PATIENCE.toMillis()));
        } catch (ExecutionException e) {
            return new Finding(Level.CRITICAL, "does not answer; the log says why");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Finding(Level.CRITICAL, "the service ends");
        }
        long millis = last.took().toMillis();
        return last.took().compareTo(SLOW_ANSWER) > 0
                ? new Finding(Level.DEGRADED, "answers slowly, in %d ms".formatted(millis))
                : new Finding(Level.HEALTHY, "answers in %d ms".formatted(millis));
    }

    /** The question that is still open, or a new one. */
    private synchronized CompletableFuture<Answer> ask() {
        if (asked.isDone()) {
            var answer = new CompletableFuture<Answer>();
            asked = answer;
            Thread.ofVirtual().name("health").start(() -> answerTo(answer));
        }
        return asked;
    }

    private void answerTo(CompletableFuture<Answer> answer) {
        try {
            long begun = System.nanoTime();
            Answer said =
                    database.read(
                            tx -> new Answer(sagas.waiting(tx), outbox.oldest(tx), Duration.ZERO));
            failing = false;
            answer.complete(
                    new Answer(
                            said.sagas(),
                            said.oldestChange(),
                            Duration.ofNanos(System.nanoTime() - begun)));
        } catch (RuntimeException e) {
            if (!failing) {
                failing = true;
                org.slf4j.LoggerFactory.getLogger(CloudHealth.class)
                        .warn("the database does not answer: {}", e.getMessage());
            }
            answer.completeExceptionally(e);
        }
    }

    private Finding pool() {
        Database.Pool pool = database.pool();
        return pool.exhausted()
                ? new Finding(
                        Level.DEGRADED,
                        "all %d connections are in use and %d calls wait; raise database.connections or find who holds them"
                                .formatted(pool.most(), pool.waiting()))
                : new Finding(
                        Level.HEALTHY,
                        "%d of %d connections in use".formatted(pool.active(), pool.most()));
    }

    private Finding sagas() {
        WaitingSagas backlog = last.sagas();
        Duration late = age(backlog.oldest());
        String detail = "%d wait, the first for %d s".formatted(backlog.count(), late.toSeconds());
        return late.compareTo(SAGAS_LATE) > 0
                ? new Finding(Level.DEGRADED, detail + "; the log says why they do not go on")
                : new Finding(Level.HEALTHY, detail);
    }

    private Finding outbox() {
        Duration age = age(last.oldestChange());
        String detail = "the oldest change waits for %d s".formatted(age.toSeconds());
        return age.compareTo(OUTBOX_LATE) > 0
                ? new Finding(Level.DEGRADED, detail + "; its consumer does not come by")
                : new Finding(Level.HEALTHY, detail);
    }

    private Finding disk() {
        long free = dataDir.toFile().getUsableSpace();
        String detail = "%d MiB free in the data folder".formatted(free >> 20);
        if (free < NO_DISK) {
            return new Finding(Level.CRITICAL, detail + "; make room now");
        }
        return free < LITTLE_DISK
                ? new Finding(Level.DEGRADED, detail + "; make room")
                : new Finding(Level.HEALTHY, detail);
    }

    private static Finding broker(BooleanSupplier up) {
        return up.getAsBoolean()
                ? new Finding(Level.HEALTHY, "connected")
                : new Finding(Level.DEGRADED, "no link; stations keep their taps until it is back");
    }

    private Duration age(Optional<Instant> since) {
        Duration age = since.map(at -> Duration.between(at, clock.instant())).orElse(Duration.ZERO);
        return age.isNegative() ? Duration.ZERO : age;
    }
}
