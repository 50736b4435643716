package com.hasivu.reader.json;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.json.TagFields.WrongField;

import java.util.Arrays;
import java.util.Optional;

/**
 * Events of Impinj readers. Source: Impinj IoT device interface, schema TagInventoryEvent; Impinj
 * Speedway Connect, data integration.
 *
 * <pre>
 * IoT interface    {"timestamp","eventType":"tagInventory","tagInventoryEvent":
 *                      {"epc": base64, "epcHex", "pc": base64, "peakRssiCdbm": 1/100 dBm, ..}}
 * Speedway Connect {"epc": hex, "firstSeenTimestamp", "peakRssi": dBm, "isHeartBeat", ..},
 *                  alone or in the list tag_reads
 * </pre>
 */
final class ImpinjEvents implements Dialect {
    private static final String EVENT = "tagInventoryEvent";
    private static final String SPEEDWAY_READS = "tag_reads";
    private static final double CENTI = 0.01;

    @Override
    public JsonFrame read(JsonDocument document) {
        boolean inventory =
                document.text("eventType").filter(type -> !type.equals("tagInventory")).isEmpty();
        if (inventory && document.holds(EVENT)) {
            return new Reads().add(() -> inventoried(document)).told();
        }
        if (!document.list(SPEEDWAY_READS).isEmpty()) {
            return speedway(document);
        }
        return isSpeedway(document) ? one(document) : new JsonFrame.Alive();
    }

    private static JsonFrame speedway(JsonDocument document) {
        var reads = new Reads();
        for (JsonDocument read : document.list(SPEEDWAY_READS)) {
            if (!isHeartbeat(read)) {
                reads.add(() -> speedwayRead(read));
            }
        }
        var told = reads.told();
        return told.tags().isEmpty() && told.wrong().isEmpty() ? new JsonFrame.Heartbeat() : told;
    }

    private static JsonFrame one(JsonDocument document) {
        return isHeartbeat(document)
                ? new JsonFrame.Heartbeat()
                : new Reads().add(() -> speedwayRead(document)).told();
    }

    /** The inside of an IoT event is not one: it has an epc too, but in base64. */
    private static boolean isSpeedway(JsonDocument document) {
        return document.text("isHeartBeat").isPresent()
                || (document.text("epc").isPresent()
                        && document.text("firstSeenTimestamp").isPresent());
    }

    private static boolean isHeartbeat(JsonDocument read) {
        return read.text("isHeartBeat").filter("true"::equals).isPresent();
    }

    private static JsonFrame.Tag inventoried(JsonDocument document) throws WrongField {
        Optional<String> pc = document.text(EVENT + ".pc");
        CardId epc =
                TagFields.epc(
                        epc(document.text(EVENT + ".epc"), document.text(EVENT + ".epcHex")),
                        pc.isPresent()
                                ? Optional.of(TagFields.base64(pc.get(), "pc"))
                                : Optional.empty());
        var dbm = TagFields.dbm(document.text(EVENT + ".peakRssiCdbm"), CENTI);
        var at = document.text("timestamp").or(() -> document.text(EVENT + ".lastSeenTime"));
        return new JsonFrame.Tag(TagFields.read(epc, dbm), TagFields.time(at));
    }

    /** Either may be switched off on the reader; told twice, it must be the same. */
    private static byte[] epc(Optional<String> base64, Optional<String> hex) throws WrongField {
        if (base64.isEmpty() && hex.isEmpty()) {
            throw new WrongField("no epc");
        }
        byte[] one =
                base64.isPresent()
                        ? TagFields.base64(base64.get(), "epc")
                        : TagFields.hex(hex.get(), "epcHex");
        if (hex.isPresent() && !Arrays.equals(one, TagFields.hex(hex.get(), "epcHex"))) {
            throw new WrongField("epc and epcHex differ");
        }
        return one;
    }

    private static JsonFrame.Tag speedwayRead(JsonDocument read) throws WrongField {
        Optional<String> hex = read.text("epc");
        if (hex.isEmpty()) {
            throw new WrongField("no epc");
        }
        CardId epc = TagFields.epc(TagFields.hex(hex.get(), "epc"), Optional.empty());
        return new JsonFrame.Tag(
                TagFields.read(epc, TagFields.dbm(read.text("peakRssi"), 1)),
                TagFields.time(read.text("firstSeenTimestamp")));
    }
}
