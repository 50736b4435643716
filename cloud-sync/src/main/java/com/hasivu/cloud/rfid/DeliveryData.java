package com.hasivu.cloud.rfid;

import com.hasivu.cloud.personal.PersonalData;

import org.jooq.DSLContext;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** When and where a child was handed a meal. It stays: no name is in it. */
public final class DeliveryData implements PersonalData {
    private record Kept(long order, String station, Instant delivered, boolean byHand) {}

    @Override
    public String part() {
        return "deliveries";
    }

    @Override
    public List<?> of(DSLContext tx, Subject subject) {
        return subject instanceof Subject.Child(var school, var id)
                ? new Deliveries()
                                .page(
                                        tx,
                                        school,
                                        Optional.empty(),
                                        Optional.of(Set.of(id)),
                                        0,
                                        Integer.MAX_VALUE)
                                .stream()
                                .map(
                                        entry ->
                                                new Kept(
                                                        entry.order().value(),
                                                        entry.station().value(),
                                                        entry.delivered(),
                                                        entry.byHand().isPresent()))
                                .toList()
                : List.of();
    }
}
