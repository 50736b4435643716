package com.hasivu.cloud.saga;

import static com.hasivu.cloud.schema.Tables.SAGAS;

import com.hasivu.cloud.observe.Trace;
import com.hasivu.cloud.schema.tables.records.SagasRecord;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The sagas' rows. */
final class SagaTable {
    private static final int LONGEST = 300;
    private static final Condition OPEN =
            SAGAS.STATE.in(SagaState.RUNNING.label(), SagaState.UNDOING.label());

    private SagaTable() {}

    static void insert(
            DSLContext tx,
            String definition,
            String subject,
            Optional<Instant> deadline,
            Instant now) {
        tx.insertInto(SAGAS)
                .set(SAGAS.DEFINITION, definition)
                .set(SAGAS.SUBJECT, subject)
                .set(SAGAS.STATE, SagaState.RUNNING.label())
                .set(SAGAS.STEP, 0)
                .set(SAGAS.ATTEMPT, 0)
                .set(SAGAS.DUE, now)
                .set(SAGAS.DEADLINE, deadline.orElse(null))
                .set(SAGAS.TRACE, Trace.currentWords())
                .set(SAGAS.CREATED, now)
                .set(SAGAS.CHANGED, now)
                .execute();
    }

    /** Takes one that is due and that no other worker holds; held until the transaction ends. */
    static Optional<SagaRow> take(DSLContext tx, Collection<String> definitions, Instant now) {
        return tx.selectFrom(SAGAS)
                .where(OPEN, SAGAS.DUE.le(now), SAGAS.DEFINITION.in(definitions))
                .orderBy(SAGAS.DUE, SAGAS.ID)
                .limit(1)
                .forUpdate()
                .skipLocked()
                .fetchOptional(SagaTable::row);
    }

    /** How many are due and not done, and since when the first of them is. */
    static WaitingSagas waiting(DSLContext tx, Instant now) {
        var waiting =
                tx.select(DSL.count(), DSL.min(SAGAS.DUE))
                        .from(SAGAS)
                        .where(
                                SAGAS.STATE.in(
                                        SagaState.RUNNING.label(), SagaState.UNDOING.label()),
                                SAGAS.DUE.le(now))
                        .fetchSingle();
        return new WaitingSagas(waiting.value1(), Optional.ofNullable(waiting.value2()));
    }

    static Optional<SagaRow> find(DSLContext tx, String definition, String subject) {
        return tx.selectFrom(SAGAS)
                .where(SAGAS.DEFINITION.eq(definition), SAGAS.SUBJECT.eq(subject))
                .fetchOptional(SagaTable::row);
    }

    /** Compare and set: false when another worker was there since. */
    static boolean move(DSLContext tx, SagaRow from, SagaRow to, Instant due, Instant now) {
        return tx.update(SAGAS)
                        .set(SAGAS.STATE, to.state().label())
                        .set(SAGAS.STEP, to.step())
                        .set(SAGAS.ATTEMPT, to.attempt())
                        .set(SAGAS.FAILURE, to.failure().map(SagaTable::cut).orElse(null))
                        .set(SAGAS.DUE, due)
                        .set(SAGAS.CHANGED, now)
                        .where(is(from))
                        .execute()
                == 1;
    }

    /** Those with ids above {@code after} whose next step was tried in vain so often. */
    static List<OpenSaga> open(DSLContext tx, int attempts, long after, int limit) {
        return tx.selectFrom(SAGAS)
                .where(OPEN, SAGAS.ATTEMPT.ge(attempts), SAGAS.ID.gt(after))
                .orderBy(SAGAS.ID)
                .limit(limit)
                .fetch(SagaTable::open);
    }

    /** Due at once; empty when it has ended or never was. */
    static Optional<OpenSaga> hasten(DSLContext tx, long id, Instant now) {
        return tx.selectFrom(SAGAS)
                .where(OPEN, SAGAS.ID.eq(id))
                .forUpdate()
                .fetchOptional()
                .map(
                        row -> {
                            row.setDue(now);
                            tx.executeUpdate(row);
                            return open(row);
                        });
    }

    static SagaBacklog backlog(DSLContext tx) {
        return tx.select(
                        count(SAGAS.STATE.eq(SagaState.RUNNING.label())),
                        count(SAGAS.STATE.eq(SagaState.UNDOING.label())),
                        count(SAGAS.ATTEMPT.gt(1)),
                        DSL.min(SAGAS.CREATED))
                .from(SAGAS)
                .where(OPEN)
                .fetchSingle(
                        row ->
                                new SagaBacklog(
                                        row.value1(),
                                        row.value2(),
                                        row.value3(),
                                        Optional.ofNullable(row.value4())));
    }

    private static Field<Long> count(Condition condition) {
        return DSL.count(DSL.when(condition, 1)).cast(Long.class);
    }

    private static OpenSaga open(SagasRecord row) {
        return new OpenSaga(
                row.getId(),
                row.getDefinition(),
                row.getSubject(),
                row.getState(),
                row.getStep(),
                row.getAttempt(),
                row.getFailure(),
                row.getCreated(),
                row.getDue(),
                row.getDeadline());
    }

    private static Condition is(SagaRow row) {
        return SAGAS.ID
                .eq(row.id())
                .and(SAGAS.STATE.eq(row.state().label()))
                .and(SAGAS.STEP.eq(row.step()))
                .and(SAGAS.ATTEMPT.eq(row.attempt()));
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }

    private static SagaRow row(SagasRecord row) {
        return new SagaRow(
                row.getId(),
                row.getDefinition(),
                row.getSubject(),
                SagaState.of(row.getState()),
                row.getStep(),
                row.getAttempt(),
                Optional.ofNullable(row.getDeadline()),
                Optional.ofNullable(row.getFailure()),
                Trace.ofWords(row.getTrace()));
    }
}
