package com.hasivu.cloud.binding;

import static com.hasivu.cloud.schema.Tables.CARD_BINDINGS;

import com.hasivu.cloud.cards.CardType;
import com.hasivu.cloud.cards.Cards;
import com.hasivu.cloud.http.UserId;
import com.hasivu.cloud.rfid.RefusedCard;
import com.hasivu.cloud.schema.tables.records.CardBindingsRecord;
import com.hasivu.protocol.CardId;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.Topics;

import org.jooq.Condition;
import org.jooq.DSLContext;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The wishes and what became of them. At most one is open at a station: {@code open_at} is unique.
 * Thread-safe; every call runs in the caller's transaction.
 */
public final class Bindings implements RefusedCard.Listener {
    private static final String OPEN = Binding.State.OPEN.label();

    private final Cards cards;
    private final Clock clock;

    public Bindings(Cards cards, Clock clock) {
        this.cards = cards;
        this.clock = clock;
    }

    /** What is wished. */
    record Wish(
            StudentId student,
            Optional<CardType> type,
            String form,
            Optional<String> endsOldAs,
            Instant expires,
            UserId by) {}

    /** A new wish; empty when one is open at the station. */
    Optional<Binding> open(DSLContext tx, Topics station, Wish wish, Binding.Mark from) {
        Instant now = now();
        tx.update(CARD_BINDINGS)
                .set(CARD_BINDINGS.STATE, Binding.State.EXPIRED.label())
                .setNull(CARD_BINDINGS.OPEN_AT)
                .set(CARD_BINDINGS.CHANGED, now)
                .where(openAt(station), CARD_BINDINGS.EXPIRES.le(now))
                .execute();
        if (tx.fetchExists(CARD_BINDINGS, openAt(station))) {
            return Optional.empty();
        }
        long id =
                tx.insertInto(CARD_BINDINGS)
                        .set(CARD_BINDINGS.SCHOOL, station.school().value())
                        .set(CARD_BINDINGS.STATION, station.station().value())
                        .set(CARD_BINDINGS.STUDENT, wish.student().value())
                        .set(CARD_BINDINGS.CARD_TYPE, wish.type().map(CardType::label).orElse(null))
                        .set(CARD_BINDINGS.FORM, wish.form())
                        .set(CARD_BINDINGS.ENDS_OLD_AS, wish.endsOldAs().orElse(null))
                        .set(CARD_BINDINGS.STATE, OPEN)
                        .set(CARD_BINDINGS.OPEN_AT, key(station))
                        .set(CARD_BINDINGS.FROM_EPOCH, from.epoch())
                        .set(CARD_BINDINGS.FROM_SEQUENCE, from.sequence())
                        .set(CARD_BINDINGS.OPENED, now)
                        .set(CARD_BINDINGS.OPENED_BY, wish.by().value())
                        .set(CARD_BINDINGS.EXPIRES, wish.expires())
                        .set(CARD_BINDINGS.CHANGED, now)
                        .returningResult(CARD_BINDINGS.ID)
                        .fetchSingle()
                        .value1();
        return find(tx, CARD_BINDINGS.ID.eq(id));
    }

    /** The newest at a station. */
    Optional<Binding> newest(DSLContext tx, Topics station) {
        return find(
                tx,
                CARD_BINDINGS
                        .SCHOOL
                        .eq(station.school().value())
                        .and(CARD_BINDINGS.STATION.eq(station.station().value())));
    }

    /** Ends the one that is open at the station; false when none is. */
    boolean cancel(DSLContext tx, Topics station) {
        return tx.update(CARD_BINDINGS)
                        .set(CARD_BINDINGS.STATE, Binding.State.CANCELLED.label())
                        .setNull(CARD_BINDINGS.OPEN_AT)
                        .set(CARD_BINDINGS.CHANGED, now())
                        .where(openAt(station), CARD_BINDINGS.EXPIRES.gt(now()))
                        .execute()
                == 1;
    }

    /** Binds the first that counts at each station with an open wish, in the order of records. */
    @Override
    public void refused(DSLContext tx, List<RefusedCard> seen, Instant now) {
        List<String> stations =
                seen.stream().map(one -> key(one.school(), one.station())).distinct().toList();
        List<Binding> open =
                tx.selectFrom(CARD_BINDINGS)
                        .where(CARD_BINDINGS.OPEN_AT.in(stations), CARD_BINDINGS.EXPIRES.gt(now))
                        .orderBy(CARD_BINDINGS.ID)
                        .forUpdate()
                        .fetch(Bindings::binding);
        Set<Long> done = new HashSet<>();
        for (Binding wish : open) {
            for (RefusedCard one : seen) {
                boolean here =
                        one.school().equals(wish.school()) && one.station().equals(wish.station());
                if (here && !done.contains(wish.id()) && bind(tx, wish, one, now)) {
                    done.add(wish.id());
                }
            }
        }
    }

    private boolean bind(DSLContext tx, Binding wish, RefusedCard seen, Instant now) {
        Optional<String> why = wish.refuse(seen, now);
        if (why.isPresent()) {
            note(tx, wish, why.get(), now);
            return false;
        }
        switch (cards.firstTap(tx, wish.school(), seen.card(), wish.wish())) {
            case Cards.Outcome.Done(var card) -> {
                tx.update(CARD_BINDINGS)
                        .set(CARD_BINDINGS.STATE, Binding.State.BOUND.label())
                        .setNull(CARD_BINDINGS.OPEN_AT)
                        .set(CARD_BINDINGS.CARD, card.id())
                        .setNull(CARD_BINDINGS.NOTE)
                        .set(CARD_BINDINGS.CHANGED, now)
                        .where(CARD_BINDINGS.ID.eq(wish.id()), CARD_BINDINGS.STATE.eq(OPEN))
                        .execute();
                return true;
            }
            case Cards.Outcome refusal -> {
                note(tx, wish, words(seen.card(), refusal), now);
                return false;
            }
        }
    }

    private static String words(CardId card, Cards.Outcome refusal) {
        return switch (refusal) {
            case Cards.Outcome.Done done -> throw new IllegalStateException("no refusal: " + done);
            case Cards.Outcome.Illegal(var state, var action) ->
                    "card %s is %s: take another card".formatted(card.masked(), state.label());
            case Cards.Outcome.NoSuchStudent(var student) ->
                    "student %s has left the school".formatted(student);
            case Cards.Outcome.OtherCardActive(var student, var other) ->
                    "student %s has the active card %s: block, report or return that one first"
                            .formatted(student, other.masked());
            case Cards.Outcome.SupervisorsCard(var uid) ->
                    "card %s lets a supervisor act: take another card".formatted(uid.masked());
            case Cards.Outcome.ImpossibleUid(var why) ->
                    "card %s is of another kind: its number %s".formatted(card.masked(), why);
            case Cards.Outcome.NoSuchCard() ->
                    "card %s went away meanwhile: show it again".formatted(card.masked());
        };
    }

    private static void note(DSLContext tx, Binding wish, String note, Instant now) {
        tx.update(CARD_BINDINGS)
                .set(CARD_BINDINGS.NOTE, note)
                .set(CARD_BINDINGS.CHANGED, now)
                .where(CARD_BINDINGS.ID.eq(wish.id()))
                .execute();
    }

    private static Optional<Binding> find(DSLContext tx, Condition where) {
        return tx.selectFrom(CARD_BINDINGS)
                .where(where)
                .orderBy(CARD_BINDINGS.ID.desc())
                .limit(1)
                .fetchOptional(Bindings::binding);
    }

    private static Condition openAt(Topics station) {
        return CARD_BINDINGS.OPEN_AT.eq(key(station));
    }

    private static String key(Topics station) {
        return key(station.school(), station.station());
    }

    private static String key(SchoolId school, StationId station) {
        return "%s/%s".formatted(school, station);
    }

    private static Binding binding(CardBindingsRecord row) {
        return new Binding(
                row.getId(),
                new SchoolId(row.getSchool()),
                new StationId(row.getStation()),
                new StudentId(row.getStudent()),
                Optional.ofNullable(row.getCardType()).map(CardType::of),
                row.getForm(),
                Optional.ofNullable(row.getEndsOldAs()),
                Binding.State.valueOf(row.getState().toUpperCase(Locale.ROOT)),
                new Binding.Mark(row.getFromEpoch(), row.getFromSequence()),
                row.getOpened(),
                new UserId(row.getOpenedBy()),
                row.getExpires(),
                Optional.ofNullable(row.getCard()),
                Optional.ofNullable(row.getNote()));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
