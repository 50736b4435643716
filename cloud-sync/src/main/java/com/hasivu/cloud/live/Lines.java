package com.hasivu.cloud.live;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.hasivu.cloud.orders.Order;
import com.hasivu.cloud.rfid.Tap;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.StudentId;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;

/** The data of an event: one line of JSON, without a name and without a card's number. Pure. */
final class Lines {
    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .addModule(new JavaTimeModule())
                    .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                    .serializationInclusion(JsonInclude.Include.NON_NULL)
                    .build();
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm");

    private Lines() {}

    /** An order and where it is on its way; {@code served} is the school's wall clock. */
    record OrderData(
            long order,
            long student,
            LocalDate date,
            String window,
            String state,
            @Nullable Instant servedAt,
            @Nullable String served,
            @Nullable String station,
            @Nullable String counter) {}

    record TapData(
            String station,
            String counter,
            String reader,
            Instant at,
            String time,
            String outcome,
            String reason,
            boolean byHand,
            @Nullable Long student,
            @Nullable Long order) {}

    /** Taps of a school day by what became of them. */
    record Counts(LocalDate date, int delivered, int conflicts, int refused, int undone) {}

    record Child(long student, String name) {}

    record Children(LocalDate date, List<Child> children) {}

    record Over(String why) {}

    /** {@code counters} are the stations' names by id. */
    static OrderData order(Order order, ZoneId zone, Map<String, String> counters) {
        var handed = order.handedOver();
        return new OrderData(
                order.id().value(),
                order.student().value(),
                order.day(),
                order.window().value(),
                order.state().label(),
                handed.map(Order.HandedOver::at).orElse(null),
                handed.map(by -> clock(by.at(), zone)).orElse(null),
                handed.map(by -> by.station().value()).orElse(null),
                handed.map(by -> counter(by.station().value(), counters)).orElse(null));
    }

    static TapData tap(Tap tap, ZoneId zone, Map<String, String> counters) {
        return new TapData(
                tap.station().value(),
                counter(tap.station().value(), counters),
                tap.reader(),
                tap.at(),
                clock(tap.at(), zone),
                tap.outcome().label(),
                tap.reason(),
                tap.byHand(),
                tap.student().map(StudentId::value).orElse(null),
                tap.order().map(OrderId::value).orElse(null));
    }

    static String json(Object data) {
        try {
            return JSON.writeValueAsString(data);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write " + data.getClass(), e);
        }
    }

    private static String counter(String station, Map<String, String> counters) {
        return counters.getOrDefault(station, station);
    }

    private static String clock(Instant at, ZoneId zone) {
        return at.atZone(zone).format(CLOCK);
    }
}
