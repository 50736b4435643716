package com.hasivu.cloud.saga;

import static com.hasivu.cloud.schema.Tables.SAGAS;

import com.hasivu.cloud.schema.tables.records.SagasRecord;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/** The sagas' rows. */
final class SagaTable {
    private static final int LONGEST = 300;

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
                .set(SAGAS.CREATED, now)
                .set(SAGAS.CHANGED, now)
                .execute();
    }

    /** Takes one that is due and that no other worker holds; held until the transaction ends. */
    static Optional<SagaRow> take(DSLContext tx, Collection<String> definitions, Instant now) {
        return tx.selectFrom(SAGAS)
                .where(
                        SAGAS.STATE.in(SagaState.RUNNING.label(), SagaState.UNDOING.label()),
                        SAGAS.DUE.le(now),
                        SAGAS.DEFINITION.in(definitions))
                .orderBy(SAGAS.DUE, SAGAS.ID)
                .limit(1)
                .forUpdate()
                .skipLocked()
                .fetchOptional(SagaTable::row);
    }

    /** How many are due and not done, and since when the first of them is. */
    static SagaBacklog backlog(DSLContext tx, Instant now) {
        var waiting =
                tx.select(DSL.count(), DSL.min(SAGAS.DUE))
                        .from(SAGAS)
                        .where(
                                SAGAS.STATE.in(
                                        SagaState.RUNNING.label(), SagaState.UNDOING.label()),
                                SAGAS.DUE.le(now))
                        .fetchSingle();
        return new SagaBacklog(waiting.value1(), Optional.ofNullable(waiting.value2()));
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
                Optional.ofNullable(row.getFailure()));
    }
}
