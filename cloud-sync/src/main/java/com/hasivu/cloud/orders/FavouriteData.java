package com.hasivu.cloud.orders;

import static com.hasivu.cloud.schema.Tables.FAVOURITES;

import com.hasivu.cloud.http.Once;
import com.hasivu.cloud.personal.PersonalData;
import com.hasivu.cloud.schema.tables.records.FavouritesRecord;

import org.jooq.Condition;
import org.jooq.DSLContext;

import java.time.Instant;
import java.util.List;

/** A guardian's favourites. Their names are free text and often a child's: they go with either. */
public final class FavouriteData implements PersonalData {
    private final Orders orders;

    public FavouriteData(Orders orders) {
        this.orders = orders;
    }

    private record Favourite(long id, String name, long order, Instant created) {
        static Favourite of(FavouritesRecord row) {
            return new Favourite(row.getId(), row.getName(), row.getOrderId(), row.getCreated());
        }
    }

    @Override
    public String part() {
        return "favourites";
    }

    @Override
    public List<?> of(DSLContext tx, Subject subject) {
        return subject instanceof Subject.Guardian
                ? tx.selectFrom(FAVOURITES)
                        .where(theirs(tx, subject))
                        .orderBy(FAVOURITES.ID)
                        .fetch(Favourite::of)
                : List.of();
    }

    @Override
    public void erase(DSLContext tx, Subject subject, String actor) {
        for (long id :
                tx.deleteFrom(FAVOURITES)
                        .where(theirs(tx, subject))
                        .returning(FAVOURITES.ID)
                        .fetch(FAVOURITES.ID)) {
            Once.forget(tx, "createFavourite", id); // its kept answer has the name
        }
    }

    private Condition theirs(DSLContext tx, Subject subject) {
        return switch (subject) {
            case Subject.Child child ->
                    FAVOURITES.ORDER_ID.in(
                            orders.of(tx, child).stream()
                                    .map(order -> order.id().value())
                                    .toList());
            case Subject.Guardian guardian -> FAVOURITES.GUARDIAN.eq(guardian.id().value());
        };
    }
}
