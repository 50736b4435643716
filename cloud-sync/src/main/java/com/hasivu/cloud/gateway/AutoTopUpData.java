package com.hasivu.cloud.gateway;

import com.hasivu.cloud.personal.PersonalData;

import org.jooq.DSLContext;

import java.util.List;
import java.util.Optional;

/** A guardian's wish for a wallet that fills itself. The saved payment method goes with it. */
public final class AutoTopUpData implements PersonalData {
    private final Optional<AutoTopUps> autoTopUps;

    /**
     * @param autoTopUps empty without a gateway
     */
    public AutoTopUpData(Optional<AutoTopUps> autoTopUps) {
        this.autoTopUps = autoTopUps;
    }

    @Override
    public String part() {
        return "autoTopUp";
    }

    @Override
    public List<?> of(DSLContext tx, Subject subject) {
        return subject instanceof Subject.Guardian(var school, var id)
                ? autoTopUps.flatMap(on -> on.rule(tx, school, id)).stream().toList()
                : List.of();
    }

    @Override
    public void erase(DSLContext tx, Subject subject, String actor) {
        if (subject instanceof Subject.Guardian(var school, var id)) {
            autoTopUps.ifPresent(on -> on.clear(tx, school, id));
        }
    }
}
