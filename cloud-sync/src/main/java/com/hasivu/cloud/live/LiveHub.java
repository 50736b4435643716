package com.hasivu.cloud.live;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;

import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.UserId;
import com.hasivu.cloud.schools.Students;
import com.hasivu.protocol.SchoolId;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The streams of this node. One virtual thread sends what is new in the log, as soon as this node
 * wrote it and {@link #LOOK} after another did; one looks who may still watch, and keeps silent
 * connections alive. Neither waits for a reader: a slow one is cut off.
 */
public final class LiveHub implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveHub.class);

    /** How soon rows of another node are seen. */
    static final Duration LOOK = Duration.ofMillis(500);

    /** How soon a revoked session ends; also the time between beats. */
    static final Duration CHECK = Duration.ofSeconds(10);

    /** Streams of one person at this node. */
    static final int MOST_PER_PERSON = 4;

    private static final int ROWS = 500;

    private final Database database;
    private final Students students;
    private final LiveState state;
    private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
    private final Semaphore news = new Semaphore(0);
    private final CountDownLatch stopped = new CountDownLatch(1);

    public LiveHub(Database database, Students students, LiveState state) {
        this.database = database;
        this.students = students;
        this.state = state;
    }

    public void start() {
        Thread.ofVirtual().name("live-hub").start(this::send);
        Thread.ofVirtual().name("live-check").start(this::check);
    }

    /** There are new rows. Any thread; returns at once. */
    public void wake(SchoolId school) {
        if (watches.stream().anyMatch(watch -> watch.school().equals(school))) {
            news.release();
        }
    }

    int of(UserId person) {
        return (int)
                watches.stream()
                        .filter(watch -> watch.stream().open())
                        .filter(watch -> watch.caller().user().equals(person))
                        .count();
    }

    void add(Watch watch) {
        watches.add(watch);
        news.release();
    }

    private void send() {
        try {
            while (stopped.getCount() > 0) {
                var unused = news.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                news.drainPermits();
                try {
                    sendNew();
                } catch (RuntimeException e) {
                    LOG.warn("cannot read the live log; trying again in {}", LOOK, e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sendNew() {
        watches.removeIf(watch -> !watch.stream().open());
        if (watches.isEmpty()) {
            return;
        }
        Map<SchoolId, List<Watch>> bySchool = watches.stream().collect(groupingBy(Watch::school));
        Set<String> ids = bySchool.keySet().stream().map(SchoolId::value).collect(toSet());
        Map<String, Long> heads = database.readOnce(tx -> LiveLog.heads(tx, ids));
        bySchool.forEach(
                (school, all) -> {
                    long head = heads.getOrDefault(school.value(), 0L);
                    boolean taps = false;
                    for (long seen = seen(all, head); seen < head; seen = seen(all, head)) {
                        taps |= sendAfter(school, all, seen);
                    }
                    if (taps) {
                        count(school, all, head);
                    }
                });
    }

    private static long seen(List<Watch> all, long head) {
        return all.stream()
                .filter(watch -> watch.stream().open())
                .mapToLong(Watch::seen)
                .min()
                .orElse(head);
    }

    private boolean sendAfter(SchoolId school, List<Watch> all, long seen) {
        List<LiveLog.Row> rows = database.readOnce(tx -> LiveLog.after(tx, school, seen, ROWS));
        if (rows.isEmpty()) {
            throw new IllegalStateException(
                    "the live log of %s ends before its head, behind %d".formatted(school, seen));
        }
        all.forEach(watch -> watch.take(rows));
        return rows.stream().anyMatch(row -> row.kind().equals(LiveLog.Kind.TAP.label()));
    }

    /** Once for all rows that came together. */
    private void count(SchoolId school, List<Watch> all, long head) {
        if (all.stream().anyMatch(Watch::isStaff)) {
            String counts = database.read(tx -> Lines.json(state.counts(tx, school)));
            all.stream()
                    .filter(Watch::isStaff)
                    .forEach(watch -> watch.stream().event(head, "counts", counts));
        }
    }

    private void check() {
        try {
            while (!stopped.await(CHECK.toMillis(), TimeUnit.MILLISECONDS)) {
                watches.forEach(
                        watch -> {
                            try {
                                check(watch);
                            } catch (RuntimeException e) {
                                LOG.warn("cannot look who may watch; trying again in {}", CHECK, e);
                            }
                        });
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void check(Watch watch) {
        if (!watch.stillAdmitted()) {
            watch.stream().event(watch.seen(), "over", Lines.json(new Lines.Over("sign-in-over")));
            watch.stream().close();
            return;
        }
        if (!watch.caller().role().staff()) {
            watch.childrenAre(database.read(tx -> students.ofGuardian(tx, watch.caller().user())));
        }
        watch.stream().beat();
    }

    /** Ends every stream; their readers come again, to another node or this one. */
    @Override
    public void close() {
        stopped.countDown();
        news.release();
        watches.forEach(watch -> watch.stream().close());
        watches.clear();
    }
}
