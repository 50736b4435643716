package com.hasivu.cloud.rfid;

import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;

import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;

import java.util.Optional;

/** Whose findings are looked at; what is empty narrows nothing. */
public record ReviewScope(Optional<SchoolId> school, Optional<StationId> station) {
    public static ReviewScope of(SchoolId school, Optional<StationId> station) {
        return new ReviewScope(Optional.of(school), station);
    }

    Condition in(Field<String> schools, Field<String> stations) {
        Condition where = DSL.noCondition();
        if (school.isPresent()) {
            where = where.and(schools.eq(school.get().value()));
        }
        if (station.isPresent()) {
            where = where.and(stations.eq(station.get().value()));
        }
        return where;
    }
}
