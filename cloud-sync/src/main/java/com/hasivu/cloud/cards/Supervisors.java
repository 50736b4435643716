package com.hasivu.cloud.cards;

import static com.hasivu.cloud.schema.Tables.CARDS;
import static com.hasivu.cloud.schema.Tables.SUPERVISORS;

import com.hasivu.cloud.outbox.Outbox;
import com.hasivu.cloud.schema.tables.records.SupervisorsRecord;
import com.hasivu.protocol.CardId;
import com.hasivu.protocol.PinVerifier;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StaffId;

import org.jooq.DSLContext;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * Who may serve by hand at a school's counters and take a serve back; its stations get them in the
 * snapshot. Thread-safe; every call runs in the caller's transaction.
 */
public final class Supervisors {
    private final Outbox outbox;
    private final Clock clock;

    Supervisors(Outbox outbox, Clock clock) {
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * One of them.
     *
     * @param card no child's card; empty: shows itself by PIN only
     * @param pin empty: shows itself by card only
     */
    public record Supervisor(
            StaffId id,
            SchoolId school,
            String name,
            Optional<CardId> card,
            Optional<PinVerifier> pin,
            boolean active) {}

    /** Those who may, by id. */
    public List<Supervisor> active(DSLContext tx, SchoolId school) {
        return tx.selectFrom(SUPERVISORS)
                .where(SUPERVISORS.SCHOOL.eq(school.value()), SUPERVISORS.ACTIVE.isTrue())
                .orderBy(SUPERVISORS.ID)
                .fetch(Supervisors::supervisor);
    }

    List<Supervisor> page(DSLContext tx, SchoolId school, long after, int limit) {
        return tx.selectFrom(SUPERVISORS)
                .where(SUPERVISORS.SCHOOL.eq(school.value()), SUPERVISORS.ID.gt(after))
                .orderBy(SUPERVISORS.ID)
                .limit(limit)
                .fetch(Supervisors::supervisor);
    }

    /** Holds the row until the transaction ends. */
    Optional<Supervisor> lock(DSLContext tx, SchoolId school, StaffId id) {
        return tx.selectFrom(SUPERVISORS)
                .where(SUPERVISORS.ID.eq(id.value()), SUPERVISORS.SCHOOL.eq(school.value()))
                .forUpdate()
                .fetchOptional(Supervisors::supervisor);
    }

    /** Whether a child, or another supervisor, has this card. */
    boolean isTaken(DSLContext tx, SchoolId school, CardId card, Optional<StaffId> by) {
        return tx.fetchExists(CARDS, CARDS.SCHOOL.eq(school.value()), CARDS.UID.eq(card.hex()))
                || has(tx, school, card, by);
    }

    /** Whether a supervisor has this card; {@code but} is not looked at. */
    boolean has(DSLContext tx, SchoolId school, CardId card, Optional<StaffId> but) {
        return tx.fetchExists(
                SUPERVISORS,
                SUPERVISORS.SCHOOL.eq(school.value()),
                SUPERVISORS.CARD.eq(card.hex()),
                SUPERVISORS.ID.ne(but.map(StaffId::value).orElse(0L)));
    }

    Supervisor add(
            DSLContext tx,
            SchoolId school,
            String name,
            Optional<CardId> card,
            Optional<PinVerifier> pin) {
        long id =
                tx.insertInto(SUPERVISORS)
                        .set(SUPERVISORS.SCHOOL, school.value())
                        .set(SUPERVISORS.NAME, name)
                        .set(SUPERVISORS.CARD, card.map(CardId::hex).orElse(null))
                        .set(SUPERVISORS.PIN, pin.map(PinVerifier::text).orElse(null))
                        .set(SUPERVISORS.ACTIVE, true)
                        .set(SUPERVISORS.CREATED, clock.instant().truncatedTo(ChronoUnit.MILLIS))
                        .returningResult(SUPERVISORS.ID)
                        .fetchSingle()
                        .value1();
        outbox.schoolChanged(tx, school, "supervisor " + id);
        return new Supervisor(new StaffId(id), school, name, card, pin, true);
    }

    void update(DSLContext tx, Supervisor fresh) {
        tx.update(SUPERVISORS)
                .set(SUPERVISORS.NAME, fresh.name())
                .set(SUPERVISORS.CARD, fresh.card().map(CardId::hex).orElse(null))
                .set(SUPERVISORS.PIN, fresh.pin().map(PinVerifier::text).orElse(null))
                .set(SUPERVISORS.ACTIVE, fresh.active())
                .where(SUPERVISORS.ID.eq(fresh.id().value()))
                .execute();
        outbox.schoolChanged(tx, fresh.school(), "supervisor " + fresh.id());
    }

    private static Supervisor supervisor(SupervisorsRecord row) {
        return new Supervisor(
                new StaffId(row.getId()),
                new SchoolId(row.getSchool()),
                row.getName(),
                Optional.ofNullable(row.getCard()).map(CardId::new),
                Optional.ofNullable(row.getPin()).flatMap(PinVerifier::read),
                row.getActive());
    }
}
