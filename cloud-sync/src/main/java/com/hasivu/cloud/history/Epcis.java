package com.hasivu.cloud.history;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.hasivu.cloud.rfid.Tap;
import com.hasivu.cloud.schools.School;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/**
 * Meals handed over as events of GS1 EPCIS 2.0 (JSON-LD), for systems that follow food: what was
 * dispensed, when and where. A meal is an opaque number made from its order; nothing names a child
 * or a card. Pure.
 */
final class Epcis {
    private static final String CONTEXT =
            "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld";

    private static final JsonFactory JSON = new JsonFactory();

    private Epcis() {}

    /** {@code deliveries}: of this school, in the order of the list. */
    static byte[] document(School school, TapParts deliveries, Instant made) {
        var file = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(file)) {
            json.writeStartObject();
            json.writeArrayFieldStart("@context");
            json.writeString(CONTEXT);
            json.writeEndArray();
            json.writeStringField("type", "EPCISDocument");
            json.writeStringField("schemaVersion", "2.0");
            json.writeStringField("creationDate", made.toString());
            json.writeObjectFieldStart("epcisBody");
            json.writeArrayFieldStart("eventList");
            deliveries.forEach(tap -> write(json, school, tap));
            json.writeEndArray();
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a file in memory cannot fail", e);
        }
        return file.toByteArray();
    }

    private static void write(JsonGenerator json, School school, Tap tap) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", "ObjectEvent");
        json.writeStringField(
                "eventID",
                uuid(
                        "event",
                        school,
                        "%s/%d/%d".formatted(tap.station(), tap.epoch(), tap.sequence())));
        json.writeStringField("eventTime", tap.at().toString());
        json.writeStringField("eventTimeZoneOffset", offset(school, tap.at()));
        json.writeStringField("recordTime", tap.received().toString());
        json.writeArrayFieldStart("epcList");
        json.writeString(uuid("meal", school, Long.toString(tap.order().orElseThrow().value())));
        json.writeEndArray();
        json.writeStringField("action", "OBSERVE");
        json.writeStringField("bizStep", "dispensing");
        json.writeStringField("disposition", "dispensed");
        place(json, "readPoint", "station:%s:%s".formatted(school.id(), tap.station()));
        place(json, "bizLocation", "school:" + school.id());
        json.writeEndObject();
    }

    private static void place(JsonGenerator json, String field, String id) throws IOException {
        json.writeObjectFieldStart(field);
        json.writeStringField("id", "urn:x-hasivu:" + id);
        json.writeEndObject();
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
