package com.hasivu.cloud.db;

import static com.hasivu.cloud.schema.Tables.DATABASE_IDENTITY;
import static com.hasivu.cloud.schema.Tables.OUTBOX;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.cloud.Engine;
import com.hasivu.cloud.Parallel;

import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** What {@link Database} promises. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Transactions {
    private static final Instant NOW = Instant.parse("2026-11-23T04:30:00.123Z");

    private final Database database;

    Transactions(Engine engine) throws Exception {
        database = engine.migrated(Files.createTempDirectory("hasivu-db"));
    }

    @AfterAll
    void stop() {
        database.close();
    }

    private static int insert(DSLContext tx, String school) {
        return tx.insertInto(OUTBOX)
                .set(OUTBOX.SCHOOL, school)
                .set(OUTBOX.KIND, "k")
                .set(OUTBOX.PAYLOAD, "p")
                .set(OUTBOX.CREATED, NOW)
                .execute();
    }

    private int count(String school) {
        return database.read(tx -> tx.fetchCount(OUTBOX, OUTBOX.SCHOOL.eq(school)));
    }

    @Test
    void transaction_keepsAllOrNothing() {
        database.transaction(tx -> insert(tx, "kept"));
        assertThatThrownBy(
                        () ->
                                database.transaction(
                                        tx -> {
                                            insert(tx, "undone");
                                            throw new IllegalStateException("no");
                                        }))
                .hasMessage("no");
        assertThat(count("kept")).isEqualTo(1);
        assertThat(count("undone")).isZero();
    }

    @Test
    void transaction_keepsInstantsAsTheyAre() {
        database.transaction(tx -> insert(tx, "instant"));
        Instant kept =
                database.read(
                        tx ->
                                tx.select(OUTBOX.CREATED)
                                        .from(OUTBOX)
                                        .where(OUTBOX.SCHOOL.eq("instant"))
                                        .fetchSingle(OUTBOX.CREATED));
        assertThat(kept).isEqualTo(NOW);
    }

    @Test
    void transaction_refusesAnotherInside() {
        assertThatThrownBy(() -> database.transaction(tx -> database.read(inner -> 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("pass the DSLContext along");
    }

    @Test
    void afterCommit_isToldAfterTheCommitAndNeverWithoutOne() {
        var seen = new ArrayList<Integer>();
        database.transaction(
                tx -> {
                    Database.afterCommit(tx, () -> seen.add(count("after")));
                    return insert(tx, "after");
                });
        assertThat(seen).containsExactly(1);
        assertThatThrownBy(
                        () ->
                                database.transaction(
                                        tx -> {
                                            Database.afterCommit(tx, () -> seen.add(99));
                                            throw new IllegalStateException("no");
                                        }))
                .hasMessage("no");
        assertThat(seen).containsExactly(1);
    }

    @Test
    void afterCommit_failureLeavesTheCommit() {
        int rows =
                database.transaction(
                        tx -> {
                            Database.afterCommit(
                                    tx,
                                    () -> {
                                        throw new IllegalStateException("listener");
                                    });
                            return insert(tx, "deaf");
                        });
        assertThat(rows).isEqualTo(1);
        assertThat(count("deaf")).isEqualTo(1);
    }

    @Test
    void transaction_runsAgainWhenItLosesARace() throws Exception {
        var runs = new AtomicInteger();
        var together = new CountDownLatch(2);
        var results =
                Parallel.run(
                        2,
                        i ->
                                () ->
                                        database.transaction(
                                                tx -> {
                                                    boolean first = runs.incrementAndGet() <= 2;
                                                    int before =
                                                            tx.fetchCount(
                                                                    DATABASE_IDENTITY,
                                                                    DATABASE_IDENTITY.ID.eq(
                                                                            "race"));
                                                    if (first) {
                                                        together.countDown();
                                                        await(together);
                                                    }
                                                    if (before == 0) {
                                                        tx.insertInto(DATABASE_IDENTITY)
                                                                .values("race", NOW)
                                                                .execute();
                                                    }
                                                    return before;
                                                }));
        assertThat(results).containsExactlyInAnyOrder(0, 1);
        assertThat(runs.get()).isGreaterThan(2);
    }

    @Test
    void read_seesOneStateWhateverIsCommittedMeanwhile() throws Exception {
        var counts = new ArrayList<Integer>();
        database.read(
                tx -> {
                    counts.add(tx.fetchCount(OUTBOX, OUTBOX.SCHOOL.eq("meanwhile")));
                    var other =
                            Thread.ofVirtual()
                                    .start(() -> database.transaction(t -> insert(t, "meanwhile")));
                    join(other);
                    return counts.add(tx.fetchCount(OUTBOX, OUTBOX.SCHOOL.eq("meanwhile")));
                });
        assertThat(counts).containsExactly(0, 0);
        assertThat(count("meanwhile")).isEqualTo(1);
    }

    @Test
    void read_leavesNothingBehind() {
        assertThatThrownBy(() -> database.read(tx -> insert(tx, "sneaky")))
                .hasMessageContaining("read-only");
        assertThatThrownBy(() -> database.readOnce(tx -> insert(tx, "sneaky")))
                .hasMessageContaining("read-only");
        assertThatThrownBy(
                        () ->
                                database.read(
                                        tx ->
                                                tx.execute(
                                                        "update outbox set payload = 'x' where school = 'kept'")))
                .hasMessageContaining("read-only");
        assertThat(count("sneaky")).isZero();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
