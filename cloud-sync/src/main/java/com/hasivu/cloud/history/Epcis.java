package com.hasivu.cloud.history;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hasivu.cloud.rfid.Tap;
import com.hasivu.cloud.schools.School;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Meals handed over as events of GS1 EPCIS 2.0 (JSON-LD), for systems that follow food: what was
 * dispensed, when and where. A meal is an opaque number made from its order; nothing names a child
 * or a card. Pure.
 */
final class Epcis {
    private static final String CONTEXT =
            "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld";

    private Epcis() {}

    /** {@code deliveries}: of this school, in the order of the list. */
    static String document(School school, List<Tap> deliveries, Instant made) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.putArray("@context").add(CONTEXT);
        document.put("type", "EPCISDocument");
        document.put("schemaVersion", "2.0");
        document.put("creationDate", made.toString());
        var events = document.putObject("epcisBody").putArray("eventList");
        deliveries.forEach(tap -> events.add(event(school, tap)));
        return document.toString();
    }

    private static ObjectNode event(School school, Tap tap) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("type", "ObjectEvent");
        event.put(
                "eventID",
                uuid(
                        "event",
                        school,
                        "%s/%d/%d".formatted(tap.station(), tap.epoch(), tap.sequence())));
        event.put("eventTime", tap.at().toString());
        event.put("eventTimeZoneOffset", offset(school, tap.at()));
        event.put("recordTime", tap.received().toString());
        event.putArray("epcList")
                .add(uuid("meal", school, Long.toString(tap.order().orElseThrow().value())));
        event.put("action", "OBSERVE");
        event.put("bizStep", "dispensing");
        event.put("disposition", "dispensed");
        event.putObject("readPoint")
                .put("id", "urn:x-hasivu:station:%s:%s".formatted(school.id(), tap.station()));
        event.putObject("bizLocation").put("id", "urn:x-hasivu:school:" + school.id());
        return event;
    }

    private static String offset(School school, Instant at) {
        String id = at.atZone(school.zone()).getOffset().getId();
        return id.equals("Z") ? "+00:00" : id;
    }

    private static String uuid(String kind, School school, String name) {
        return "urn:uuid:"
                + UUID.nameUUIDFromBytes(
                        "hasivu/%s/%s/%s"
                                .formatted(kind, school.id(), name)
                                .getBytes(StandardCharsets.UTF_8));
    }
}
