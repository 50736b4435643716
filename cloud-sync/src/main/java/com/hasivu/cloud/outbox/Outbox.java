package com.hasivu.cloud.outbox;

import static com.hasivu.cloud.schema.Tables.OUTBOX;

import com.hasivu.cloud.db.Bulk;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.observe.Trace;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.fault.FaultPoint;

import org.jooq.DSLContext;
import org.jooq.Records;
import org.jooq.impl.DSL;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Changes that somebody must hear of. {@link #write} puts a row into the change's own transaction;
 * once that is committed every listener is told the school, on the committing thread. The row keeps
 * the ids of the request that wrote it, and stays until its consumer removes it, so a restart
 * forgets nothing: see {@link #waiting}. Thread-safe.
 */
public final class Outbox {
    /** Something a station must know has changed: card, student, order or window. */
    public static final String SCHOOL_CHANGED = "school-changed";

    private static final String INSERT =
            """
            insert into outbox (created, trace, kind, school, payload)
            select cast(? as timestamp with time zone), nullif(cast(? as varchar), ''), v.*
            from unnest(
                cast(? as varchar array), cast(? as varchar array), cast(? as varchar array)) as v
            """;

    private final Clock clock;
    private final List<Consumer<SchoolId>> listeners = new CopyOnWriteArrayList<>();
    private final Map<String, Predicate<String>> others = new ConcurrentHashMap<>();

    public Outbox(Clock clock) {
        this.clock = clock;
    }

    /** Tells after each commit whose transaction wrote a row. Be quick; coalesce and hand over. */
    public void onCommitted(Consumer<SchoolId> listener) {
        listeners.add(listener);
    }

    /**
     * Whoever else works through the school's changes gets a row of its own kind for each whose
     * words fit, and removes it when it is done. Say so before the first change.
     */
    public void also(String kind, Predicate<String> words) {
        others.put(kind, words);
    }

    /**
     * Notes that something a station must know has changed.
     *
     * @param what names the rows, for example {@code card 12}: who hears reads these again, or all
     *     when it does not know the words
     */
    public void schoolChanged(DSLContext tx, SchoolId school, String what) {
        write(tx, Map.of(school, what), SCHOOL_CHANGED);
    }

    /** The same for many schools. */
    public void schoolsChanged(DSLContext tx, Map<SchoolId, String> whatBySchool) {
        write(tx, whatBySchool, SCHOOL_CHANGED);
    }

    /** Adds a row to the transaction; the listeners hear of it after the commit only. */
    public void write(DSLContext tx, SchoolId school, String kind, String payload) {
        write(tx, Map.of(school, payload), kind);
    }

    private void write(DSLContext tx, Map<SchoolId, String> payloads, String kind) {
        List<SchoolId> schools = List.copyOf(payloads.keySet());
        var rows = new ArrayList<Row>();
        payloads.forEach((school, payload) -> rows.add(new Row(kind, school, payload)));
        if (kind.equals(SCHOOL_CHANGED)) {
            others.forEach(
                    (other, words) ->
                            payloads.forEach(
                                    (school, payload) -> {
                                        if (words.test(payload)) {
                                            rows.add(new Row(other, school, payload));
                                        }
                                    }));
        }
        Bulk.execute(
                tx,
                INSERT,
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                Trace.current().map(Trace::words).orElse(""),
                Bulk.texts(rows, Row::kind),
                Bulk.texts(rows, row -> row.school().value()),
                Bulk.texts(rows, Row::payload));
        Database.afterCommit(
                tx, () -> listeners.forEach(listener -> schools.forEach(listener::accept)));
    }

    private record Row(String kind, SchoolId school, String payload) {}

    /** The rows of a kind nobody has consumed, oldest first, at most {@code limit}. */
    public List<Change> pending(DSLContext tx, SchoolId school, String kind, int limit) {
        return tx.select(
                        OUTBOX.ID,
                        OUTBOX.SCHOOL,
                        OUTBOX.KIND,
                        OUTBOX.PAYLOAD,
                        OUTBOX.CREATED,
                        OUTBOX.TRACE)
                .from(OUTBOX)
                .where(OUTBOX.SCHOOL.eq(school.value()), OUTBOX.KIND.eq(kind))
                .orderBy(OUTBOX.ID)
                .limit(limit)
                .fetch(
                        Records.mapping(
                                (id, at, of, payload, created, trace) ->
                                        new Change(
                                                id,
                                                new SchoolId(at),
                                                of,
                                                payload,
                                                created,
                                                Trace.ofWords(trace))));
    }

    /** The schools with rows of a kind that nobody has consumed: ask after a restart. */
    public List<SchoolId> waiting(DSLContext tx, String kind) {
        return tx.selectDistinct(OUTBOX.SCHOOL)
                .from(OUTBOX)
                .where(OUTBOX.KIND.eq(kind))
                .fetch(row -> new SchoolId(row.value1()));
    }

    /** When the oldest row that nobody has consumed was written. */
    public Optional<Instant> oldest(DSLContext tx) {
        return Optional.ofNullable(
                tx.select(DSL.min(OUTBOX.CREATED)).from(OUTBOX).fetchSingle().value1());
    }

    /**
     * Removes rows in the transaction that holds their effect. Name exactly the rows that were
     * read: a lower id may be committed later.
     */
    public void consume(DSLContext tx, Collection<Change> changes) {
        tx.deleteFrom(OUTBOX)
                .where(OUTBOX.ID.in(changes.stream().map(Change::id).toList()))
                .execute();
        FaultPoint.OUTBOX_CONSUMED.reach();
    }
}
