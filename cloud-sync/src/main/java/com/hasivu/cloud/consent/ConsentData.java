package com.hasivu.cloud.consent;

import com.hasivu.cloud.personal.PersonalData;

import org.jooq.DSLContext;

import java.util.List;

/**
 * What was said of a child, and by a guardian. It stays: it proves what was allowed, and names
 * people by numbers only.
 */
public final class ConsentData implements PersonalData {
    private final Consents consents;

    public ConsentData(Consents consents) {
        this.consents = consents;
    }

    @Override
    public String part() {
        return "consents";
    }

    @Override
    public List<?> of(DSLContext tx, Subject subject) {
        List<Consent> entries =
                switch (subject) {
                    case Subject.Child child -> consents.of(tx, child.id());
                    case Subject.Guardian guardian -> consents.by(tx, guardian.id());
                };
        return entries.stream().map(ConsentView::of).toList();
    }
}
