package com.hasivu.cloud.cards;

import static com.hasivu.cloud.schema.Tables.CARDS;
import static com.hasivu.cloud.schema.Tables.CARD_HISTORY;

import com.hasivu.cloud.http.UserId;
import com.hasivu.cloud.personal.PersonalData;

import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/** A child's cards, their numbers masked, and what became of them. */
public final class CardData implements PersonalData {
    private final Cards cards;

    public CardData(Cards cards) {
        this.cards = cards;
    }

    private record Kept(
            long id, String card, String type, String form, String state, List<Event> history) {}

    private record Event(String to, @Nullable String reason, Instant at) {}

    @Override
    public String part() {
        return "cards";
    }

    @Override
    public List<?> of(DSLContext tx, Subject subject) {
        return subject instanceof Subject.Child(var school, var id)
                ? tx.selectFrom(CARDS)
                        .where(
                                CARDS.SCHOOL.eq(school.value()),
                                CARDS.STUDENT
                                        .eq(id.value())
                                        .or(
                                                CARDS.ID.in(
                                                        tx.select(CARD_HISTORY.CARD)
                                                                .from(CARD_HISTORY)
                                                                .where(
                                                                        CARD_HISTORY.STUDENT.eq(
                                                                                id.value())))))
                        .orderBy(CARDS.ID)
                        .fetch(row -> kept(tx, Cards.card(row), id.value()))
                : List.of();
    }

    /** Handed in, each: none is the child's any more. What people wrote about them goes. */
    @Override
    public void erase(DSLContext tx, Subject subject, String actor) {
        if (subject instanceof Subject.Child(var school, var id)) {
            var theirs =
                    tx.select(CARDS.ID)
                            .from(CARDS)
                            .where(CARDS.SCHOOL.eq(school.value()), CARDS.STUDENT.eq(id.value()))
                            .orderBy(CARDS.ID)
                            .fetch(CARDS.ID);
            theirs.forEach(card -> cards.unbind(tx, school, card, by(actor)));
            tx.update(CARD_HISTORY)
                    .setNull(CARD_HISTORY.REASON)
                    .where(CARD_HISTORY.STUDENT.eq(id.value()))
                    .execute();
        }
    }

    private static UserId by(String actor) {
        return new UserId(Long.parseLong(actor.substring(actor.indexOf(' ') + 1)));
    }

    private static Kept kept(DSLContext tx, Card card, long student) {
        return new Kept(
                card.id(),
                card.uid().masked(),
                card.type().label(),
                card.form(),
                card.state().label(),
                tx.selectFrom(CARD_HISTORY)
                        .where(CARD_HISTORY.CARD.eq(card.id()), CARD_HISTORY.STUDENT.eq(student))
                        .orderBy(CARD_HISTORY.ID)
                        .fetch(
                                row ->
                                        new Event(
                                                row.getToState(),
                                                row.getReason(),
                                                row.getChanged())));
    }
}
