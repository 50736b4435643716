package com.hasivu.cloud.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.cloud.Engine;
import com.hasivu.cloud.TestClock;
import com.hasivu.cloud.db.Database;
import com.hasivu.protocol.SchoolId;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** What {@link Outbox} promises. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Outboxes {
    private final Database database;
    private final TestClock clock = TestClock.at("2026-11-23T04:30:00Z");

    Outboxes(Engine engine) throws Exception {
        database = engine.migrated(Files.createTempDirectory("hasivu-outbox"));
    }

    @AfterAll
    void stop() {
        database.close();
    }

    private List<Change> pending(Outbox outbox, SchoolId school) {
        return database.read(tx -> outbox.pending(tx, school, Outbox.SCHOOL_CHANGED, 100));
    }

    private boolean change(Outbox outbox, SchoolId school, String what) {
        return database.transaction(
                tx -> {
                    outbox.schoolChanged(tx, school, what);
                    return true;
                });
    }

    @Test
    void listener_hearsOfTheCommittedRowAndOfNoOther() {
        var school = new SchoolId("hears");
        var outbox = new Outbox(clock);
        var seen = new ArrayList<Integer>();
        outbox.onCommitted(s -> seen.add(pending(outbox, s).size()));
        change(outbox, school, "card 1");
        assertThatThrownBy(
                        () ->
                                database.transaction(
                                        tx -> {
                                            outbox.schoolChanged(tx, school, "card 2");
                                            throw new IllegalStateException("no");
                                        }))
                .hasMessage("no");
        assertThat(seen).containsExactly(1);
        assertThat(pending(outbox, school)).extracting(Change::payload).containsExactly("card 1");
    }

    @Test
    void rows_areFoundAgainByTheNextProcessUntilConsumed() {
        var school = new SchoolId("restart");
        change(new Outbox(clock), school, "order 1");
        var next = new Outbox(clock);
        List<SchoolId> waiting = database.read(tx -> next.waiting(tx, Outbox.SCHOOL_CHANGED));
        assertThat(waiting).contains(school);
        List<Change> changes = pending(next, school);
        change(next, school, "order 2");
        database.transaction(
                tx -> {
                    next.consume(tx, changes);
                    return true;
                });
        assertThat(pending(next, school)).extracting(Change::payload).containsExactly("order 2");
    }

    @Test
    void consume_isUndoneWithItsTransaction() {
        var school = new SchoolId("undone");
        var outbox = new Outbox(clock);
        change(outbox, school, "order 1");
        assertThatThrownBy(
                        () ->
                                database.transaction(
                                        tx -> {
                                            outbox.consume(
                                                    tx,
                                                    outbox.pending(
                                                            tx, school, Outbox.SCHOOL_CHANGED, 9));
                                            throw new IllegalStateException("no");
                                        }))
                .hasMessage("no");
        assertThat(pending(outbox, school)).hasSize(1);
    }
}
