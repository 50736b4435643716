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

import org.jooq.Condition;
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
    /** So many cards a transaction lets expire; the rest is for the next one. */
    static final int EXPIRED_AT_ONCE = 200;

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

        /** It lets a supervisor act at the counters. */
        record SupervisorsCard(CardId uid) implements Outcome {}

        /** No chip of that kind carries such a number. */
        record ImpossibleUid(String why) implements Outcome {}
    }

    /** One move of a card, for a person; {@code actor} is empty when it expired by itself. */
    public record Moved(
            Optional<CardState> from,
            CardState to,
            Optional<StudentId> student,
            Optional<UserId> actor,
            Optional<String> reason,
            Instant at) {}

    /**
     * What a card shall be once it was shown: whose, and what becomes of the one the child has.
     *
     * @param type empty: as the length of its number tells
     * @param endsOld what is done to the child's active card; empty: it must have none
     */
    public record FirstTap(
            StudentId student,
            Optional<CardType> type,
            String form,
            Optional<CardAction> endsOld,
            UserId actor) {}

    /** Every card of the school, by id. */
    public List<Card> all(DSLContext tx, SchoolId school) {
        return tx.selectFrom(CARDS)
                .where(CARDS.SCHOOL.eq(school.value()))
                .orderBy(CARDS.ID)
                .fetch(Cards::card);
    }

    /** The cards that are a child's now, whatever their state. */
    public List<Card> of(DSLContext tx, SchoolId school, StudentId student) {
        return tx.selectFrom(CARDS)
                .where(CARDS.SCHOOL.eq(school.value()), CARDS.STUDENT.eq(student.value()))
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

    /**
     * A card that belongs to nobody is bound and activated in one go; one the school does not know
     * is registered first. On any outcome but {@link Outcome.Done} nothing was changed.
     */
    public Outcome firstTap(DSLContext tx, SchoolId school, CardId uid, FirstTap wish) {
        if (!active(tx, school, wish.student())) {
            return new Outcome.NoSuchStudent(wish.student());
        }
        if (supervisors.has(tx, school, uid, Optional.empty())) {
            return new Outcome.SupervisorsCard(uid);
        }
        CardType type = wish.type().orElseGet(() -> CardType.likely(uid));
        Optional<Card> known = held(tx, school, CARDS.UID.eq(uid.hex()));
        Optional<String> impossible = known.isPresent() ? Optional.empty() : type.refuse(uid);
        if (impossible.isPresent()) {
            return new Outcome.ImpossibleUid(impossible.get());
        }
        Optional<CardState> notFree =
                known.map(Card::state).filter(state -> state.after(CardAction.BIND).isEmpty());
        if (notFree.isPresent()) {
            return new Outcome.Illegal(notFree.get(), CardAction.BIND);
        }
        Optional<Card> old = active(tx, wish.student().value());
        if (old.isPresent()) {
            if (wish.endsOld().isEmpty()) {
                return new Outcome.OtherCardActive(wish.student(), old.get().uid());
            }
            Outcome ended =
                    act(
                            tx,
                            school,
                            old.get().id(),
                            wish.endsOld().get(),
                            wish.actor(),
                            "replaced by " + uid.masked());
            if (!(ended instanceof Outcome.Done)) {
                return ended;
            }
        }
        long id =
                known.or(() -> register(tx, school, uid, type, wish.form(), null, wish.actor()))
                        .orElseThrow(
                                () ->
                                        new IllegalStateException(
                                                "card %s came meanwhile".formatted(uid)))
                        .id();
        if (!(bind(tx, school, id, wish.student(), wish.actor()) instanceof Outcome.Done)) {
            throw new IllegalStateException("card %d was free and cannot be bound".formatted(id));
        }
        return act(tx, school, id, CardAction.ACTIVATE, wish.actor(), "first tap");
    }

    /** The child's active card. */
    public Optional<Card> active(DSLContext tx, StudentId student) {
        return active(tx, student.value());
    }

    /** The card's moves, oldest first. */
    List<Moved> history(DSLContext tx, long card) {
        return tx.selectFrom(CARD_HISTORY)
                .where(CARD_HISTORY.CARD.eq(card))
                .orderBy(CARD_HISTORY.ID)
                .fetch(
                        row ->
                                new Moved(
                                        Optional.ofNullable(row.getFromState()).map(CardState::of),
                                        CardState.of(row.getToState()),
                                        Optional.ofNullable(row.getStudent()).map(StudentId::new),
                                        Optional.ofNullable(row.getActor()).map(UserId::new),
                                        Optional.ofNullable(row.getReason()),
                                        row.getChanged()));
    }

    /** The card with this id; empty for one of another school. */
    Optional<Card> find(DSLContext tx, SchoolId school, long id) {
        return some(tx, school, List.of(id)).stream().findFirst();
    }

    /** The same, and nobody else moves it until the transaction ends. */
    Optional<Card> held(DSLContext tx, SchoolId school, long id) {
        return held(tx, school, CARDS.ID.eq(id));
    }

    private static Optional<Card> held(DSLContext tx, SchoolId school, Condition which) {
        return tx.selectFrom(CARDS)
                .where(which, CARDS.SCHOOL.eq(school.value()))
                .forUpdate()
                .fetchOptional(Cards::card);
    }

    /**
     * Ends every card of the school whose last day is over.
     *
     * @param today by the school's zone
     * @return how many
     */
    int expire(DSLContext tx, SchoolId school, LocalDate today) {
        List<Long> over =
                tx.select(CARDS.ID)
                        .from(CARDS)
                        .where(
                                CARDS.SCHOOL.eq(school.value()),
                                CARDS.LAST_DAY.lt(today),
                                CARDS.STATE.in(
                                        CardState.BOUND.label(),
                                        CardState.ACTIVE.label(),
                                        CardState.BLOCKED.label()))
                        .orderBy(CARDS.ID)
                        .limit(EXPIRED_AT_ONCE)
                        .fetch(CARDS.ID);
        int ended = 0;
        for (long id : over) {
            if (act(tx, school, id, CardAction.EXPIRE, null, null, "its last day is over")
                    instanceof Outcome.Done) {
                ended++;
            }
        }
        return ended;
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
            @Nullable UserId actor,
            @Nullable String reason) {
        Optional<Card> found = held(tx, school, id);
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
            @Nullable UserId actor,
            @Nullable String reason) {
        tx.insertInto(CARD_HISTORY)
                .set(CARD_HISTORY.CARD, card)
                .set(CARD_HISTORY.FROM_STATE, from == null ? null : from.label())
                .set(CARD_HISTORY.TO_STATE, to.label())
                .set(CARD_HISTORY.STUDENT, student)
                .set(CARD_HISTORY.ACTOR, actor == null ? null : actor.value())
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
