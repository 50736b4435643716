package com.hasivu.cloud.cards;

import static com.hasivu.cloud.schema.Tables.CARDS;
import static com.hasivu.cloud.schema.Tables.CARD_HISTORY;

import com.hasivu.cloud.http.UserId;
import com.hasivu.cloud.outbox.Outbox;
import com.hasivu.cloud.schema.tables.records.CardsRecord;
import com.hasivu.cloud.schools.Student;
import com.hasivu.cloud.schools.Students;
import com.hasivu.protocol.CardId;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StudentId;

import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The cards of the schools. Thread-safe; every call runs in the caller's transaction. */
public final class Cards {
    private final Students students;
    private final Outbox outbox;
    private final Clock clock;
    private final Supervisors supervisors;

    public Cards(Students students, Outbox outbox, Clock clock) {
        this.students = students;
        this.outbox = outbox;
        this.clock = clock;
        this.supervisors = new Supervisors(outbox, clock);
    }

    /** Who may serve by hand at the school's counters. */
    public Supervisors supervisors() {
        return supervisors;
    }

    /** What became of an action on a card. */
    public sealed interface Outcome {
        record Done(Card card) implements Outcome {}

        /** The card's state does not allow it. */
        record Illegal(CardState state, CardAction action) implements Outcome {}

        /** No such card in this school. */
        record NoSuchCard() implements Outcome {}

        /** No such child in this school, or it has left, or nobody consents for it. */
        record NoSuchStudent(StudentId student) implements Outcome {}

        /** The child has another active card. */
        record OtherCardActive(StudentId student, CardId uid) implements Outcome {}
    }

    /** Every card of the school, by id. */
    public List<Card> all(DSLContext tx, SchoolId school) {
        return tx.selectFrom(CARDS)
                .where(CARDS.SCHOOL.eq(school.value()))
                .orderBy(CARDS.ID)
                .fetch(Cards::card);
    }

    /** Those of the school's cards that have these ids. */
    public List<Card> some(DSLContext tx, SchoolId school, Collection<Long> ids) {
        return ids.isEmpty()
                ? List.of()
                : tx.selectFrom(CARDS)
                        .where(CARDS.SCHOOL.eq(school.value()), CARDS.ID.in(ids))
                        .fetch(Cards::card);
    }

    /** Those of the children that have a card of the school, in whatever state. */
    public Set<StudentId> owners(DSLContext tx, SchoolId school, Collection<StudentId> students) {
        return tx.selectDistinct(CARDS.STUDENT)
                .from(CARDS)
                .where(
                        CARDS.SCHOOL.eq(school.value()),
                        CARDS.STUDENT.in(students.stream().map(StudentId::value).toList()))
                .fetchSet(row -> new StudentId(row.value1()));
    }

    /** A part of the school's cards: those with ids above {@code after}. */
    public List<Card> page(DSLContext tx, SchoolId school, long after, int limit) {
        return tx.selectFrom(CARDS)
                .where(CARDS.SCHOOL.eq(school.value()), CARDS.ID.gt(after))
                .orderBy(CARDS.ID)
                .limit(limit)
                .fetch(Cards::card);
    }

    /** A new card that belongs to nobody; empty when the school has one with this UID. */
    Optional<Card> register(
            DSLContext tx,
            SchoolId school,
            CardId uid,
            CardType type,
            String form,
            @Nullable LocalDate lastDay,
            UserId actor) {
        if (supervisors.has(tx, school, uid, Optional.empty())) {
            return Optional.empty();
        }
        Instant now = now();
        int added =
                tx.insertInto(CARDS)
                        .set(CARDS.SCHOOL, school.value())
                        .set(CARDS.UID, uid.hex())
                        .set(CARDS.CARD_TYPE, type.label())
                        .set(CARDS.FORM, form)
                        .set(CARDS.STATE, CardState.REGISTERED.label())
                        .set(CARDS.LAST_DAY, lastDay)
                        .set(CARDS.CREATED, now)
                        .set(CARDS.CHANGED, now)
                        .onConflict(CARDS.SCHOOL, CARDS.UID)
                        .doNothing()
                        .execute();
        if (added == 0) {
            return Optional.empty();
        }
        Card card =
                tx.selectFrom(CARDS)
                        .where(CARDS.SCHOOL.eq(school.value()), CARDS.UID.eq(uid.hex()))
                        .fetchSingle(Cards::card);
        record(tx, card.id(), null, CardState.REGISTERED, null, actor, null);
        outbox.schoolChanged(tx, school, "card " + card.id());
        return Optional.of(card);
    }

    /** Gives a card to a child. */
    Outcome bind(DSLContext tx, SchoolId school, long id, StudentId student, UserId actor) {
        if (!active(tx, school, student)) {
            return new Outcome.NoSuchStudent(student);
        }
        return act(tx, school, id, CardAction.BIND, student, actor, null);
    }

    /** Does anything but {@link #bind} to a card. */
    Outcome act(
            DSLContext tx,
            SchoolId school,
            long id,
            CardAction action,
            UserId actor,
            @Nullable String reason) {
        return act(tx, school, id, action, null, actor, reason);
    }

    /** The card is nobody's any more, whatever its state was: its child is erased. */
    void unbind(DSLContext tx, SchoolId school, long id, UserId actor) {
        if (act(tx, school, id, CardAction.RETURN, actor, null) instanceof Outcome.Illegal) {
            tx.update(CARDS) // damaged: it stays so, and nobody's
                    .setNull(CARDS.STUDENT)
                    .where(CARDS.ID.eq(id))
                    .execute();
            outbox.schoolChanged(tx, school, "card " + id);
        }
    }

    private Outcome act(
            DSLContext tx,
            SchoolId school,
            long id,
            CardAction action,
            @Nullable StudentId newStudent,
            UserId actor,
            @Nullable String reason) {
        Optional<Card> found =
                tx.selectFrom(CARDS)
                        .where(CARDS.ID.eq(id), CARDS.SCHOOL.eq(school.value()))
                        .forUpdate()
                        .fetchOptional(Cards::card);
        if (found.isEmpty()) {
            return new Outcome.NoSuchCard();
        }
        Card card = found.get();
        Optional<CardState> to = card.state().after(action);
        if (to.isEmpty()) {
            return new Outcome.Illegal(card.state(), action);
        }
        Long student = owner(card, to.get(), newStudent);
        boolean activates = to.get() == CardState.ACTIVE;
        if (activates && student != null) {
            if (!active(tx, school, new StudentId(student))) {
                return new Outcome.NoSuchStudent(new StudentId(student));
            }
            Optional<Card> other = active(tx, student);
            if (other.isPresent()) {
                return new Outcome.OtherCardActive(new StudentId(student), other.get().uid());
            }
        }
        int moved =
                tx.update(CARDS)
                        .set(CARDS.STATE, to.get().label())
                        .set(CARDS.STUDENT, student)
                        .set(CARDS.ACTIVE_STUDENT, activates ? student : null)
                        .set(CARDS.CHANGED, now())
                        .where(CARDS.ID.eq(id), CARDS.STATE.eq(card.state().label()))
                        .execute();
        if (moved != 1) {
            throw new IllegalStateException("card %d moved while its row was held".formatted(id));
        }
        record(tx, id, card.state(), to.get(), student, actor, reason);
        outbox.schoolChanged(tx, school, "card " + id);
        return new Outcome.Done(
                new Card(
                        id,
                        school,
                        card.uid(),
                        card.type(),
                        card.form(),
                        to.get(),
                        Optional.ofNullable(student).map(StudentId::new),
                        card.lastDay()));
    }

    private static @Nullable Long owner(Card card, CardState to, @Nullable StudentId newStudent) {
        return switch (to) {
            case RETURNED, REGISTERED -> null;
            case BOUND -> newStudent == null ? null : newStudent.value();
            case ACTIVE, BLOCKED, LOST, DAMAGED, EXPIRED ->
                    card.student().map(StudentId::value).orElse(null);
        };
    }

    /** Holds the child's row: it stays active until the card is its. */
    private boolean active(DSLContext tx, SchoolId school, StudentId student) {
        return students.held(tx, school, student).filter(Student::active).isPresent();
    }

    private static Optional<Card> active(DSLContext tx, long student) {
        return tx.selectFrom(CARDS)
                .where(CARDS.ACTIVE_STUDENT.eq(student))
                .fetchOptional(Cards::card);
    }

    private void record(
            DSLContext tx,
            long card,
            @Nullable CardState from,
            CardState to,
            @Nullable Long student,
            UserId actor,
            @Nullable String reason) {
        tx.insertInto(CARD_HISTORY)
                .set(CARD_HISTORY.CARD, card)
                .set(CARD_HISTORY.FROM_STATE, from == null ? null : from.label())
                .set(CARD_HISTORY.TO_STATE, to.label())
                .set(CARD_HISTORY.STUDENT, student)
                .set(CARD_HISTORY.ACTOR, actor.value())
                .set(CARD_HISTORY.REASON, reason)
                .set(CARD_HISTORY.CHANGED, now())
                .execute();
    }

    static Card card(CardsRecord row) {
        return new Card(
                row.getId(),
                new SchoolId(row.getSchool()),
                new CardId(row.getUid()),
                CardType.of(row.getCardType()),
                row.getForm(),
                CardState.of(row.getState()),
                Optional.ofNullable(row.getStudent()).map(StudentId::new),
                Optional.ofNullable(row.getLastDay()));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
