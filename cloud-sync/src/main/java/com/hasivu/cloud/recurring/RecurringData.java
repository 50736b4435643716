package com.hasivu.cloud.recurring;

import com.hasivu.cloud.personal.PersonalData;

import org.jooq.DSLContext;

import java.util.List;

/**
 * Recurring orders of a child, or of a guardian. Erased, they end; the reasons why a day has no
 * order go, as they may say what a child does not stand.
 */
public final class RecurringData implements PersonalData {
    @Override
    public String part() {
        return "recurringOrders";
    }

    @Override
    public List<?> of(DSLContext tx, Subject subject) {
        return RecurringRows.of(tx, subject).stream().map(RecurringRoutes::view).toList();
    }

    @Override
    public void erase(DSLContext tx, Subject subject, String actor) {
        RecurringRows.of(tx, subject)
                .forEach(
                        kept -> {
                            RecurringRows.end(tx, kept.id());
                            RecurringRows.forgetReasons(tx, kept.id());
                        });
    }
}
