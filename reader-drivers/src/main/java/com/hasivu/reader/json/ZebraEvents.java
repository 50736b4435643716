package com.hasivu.reader.json;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.json.TagFields.WrongField;

import java.util.Optional;

/**
 * Events of Zebra readers. Source: Zebra IoT Connector documentation, tag data events; RFD40 and
 * RFD90 MQTT API reference, dataEVT.
 *
 * <pre>
 * fixed (FX, ATR)  {"type":"SIMPLE","timestamp","data":{"idHex","peakRssi": dBm,"PC",..}}
 * sled (RFD)       {"type":profile,"timestamp","data":{"tagData":[{"EPCid","EPC","peakRssi",..}]}}
 * heartbeat        {"type":"heartbeat",..}, {"heartBeatEVT":{..}}
 * </pre>
 */
final class ZebraEvents implements Dialect {
    private static final String FIXED = "data.idHex";
    private static final String SLED = "data.tagData";

    @Override
    public JsonFrame read(JsonDocument document) {
        var at = document.text("timestamp");
        if (document.text(FIXED).isPresent()) {
            return new Reads().add(() -> tag(document, "data.", FIXED, at)).told();
        }
        if (!document.list(SLED).isEmpty()) {
            var reads = new Reads();
            for (JsonDocument read : document.list(SLED)) {
                String epc = read.text("EPCid").isPresent() ? "EPCid" : "EPC";
                reads.add(() -> tag(read, "", epc, at));
            }
            return reads.told();
        }
        boolean heartbeat =
                document.holds("heartBeatEVT")
                        || document.text("type").filter("heartbeat"::equalsIgnoreCase).isPresent();
        return heartbeat ? new JsonFrame.Heartbeat() : new JsonFrame.Alive();
    }

    private static JsonFrame.Tag tag(
            JsonDocument read, String prefix, String epcField, Optional<String> at)
            throws WrongField {
        Optional<String> hex = read.text(epcField);
        if (hex.isEmpty()) {
            throw new WrongField("no epc");
        }
        Optional<String> pc = read.text(prefix + "PC");
        CardId epc =
                TagFields.epc(
                        TagFields.hex(hex.get(), "epc"),
                        pc.isPresent()
                                ? Optional.of(TagFields.hex(pc.get(), "pc"))
                                : Optional.empty());
        var dbm = TagFields.dbm(read.text(prefix + "peakRssi"), 1);
        return new JsonFrame.Tag(TagFields.read(epc, dbm), TagFields.time(at));
    }
}
