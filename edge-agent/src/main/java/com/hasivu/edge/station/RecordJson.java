package com.hasivu.edge.station;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hasivu.edge.history.TapRecords;
import com.hasivu.edge.journal.StoredRecord;
import com.hasivu.protocol.CardId;
import com.hasivu.protocol.Wire;
import com.hasivu.protocol.WireException;
import com.hasivu.protocol.wire.ByHand;
import com.hasivu.protocol.wire.CardDemand;
import com.hasivu.protocol.wire.CardProof;
import com.hasivu.protocol.wire.TapRecord;

import java.time.Instant;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.Locale;

/** A journal record as people and scripts read it. The card is whole: who prints it masks it. */
public final class RecordJson {
    private RecordJson() {}

    /** Every field; a record of a type this program does not know keeps its payload in hex. */
    public static ObjectNode of(StoredRecord record) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("sequence", record.sequence());
        node.put("type", record.type());
        if (record.type() == TapRecords.TYPE) {
            try {
                tap(node, Wire.parse(record.payload(), TapRecord.parser(), "tap"));
            } catch (WireException e) {
                node.put("unreadable", e.getMessage());
            }
        } else {
            node.put("payload", HexFormat.of().formatHex(record.payload()));
        }
        node.put("hash", HexFormat.of().formatHex(record.hash()));
        return node;
    }

    private static void tap(ObjectNode node, TapRecord tap) {
        node.put("at", Instant.ofEpochMilli(tap.getWallMillis()).toString());
        node.put("clock", tap.getClock().name().replace("CLOCK_", "").toLowerCase(Locale.ROOT));
        node.put("reader", tap.getReader());
        if (!tap.getCard().isEmpty()) {
            node.put("card", CardId.of(tap.getCard().toByteArray()).hex());
        }
        if (tap.hasByHand()) {
            byHand(node.putObject("byHand"), tap.getByHand());
        }
        if (!tap.getForm().isEmpty()) {
            node.put("form", tap.getForm());
        }
        if (!tap.getTold().isEmpty()) {
            node.put("told", CardId.of(tap.getTold().toByteArray()).hex());
        }
        if (tap.getProof() != CardProof.CARD_PROOF_NONE) {
            node.put(
                    "proof",
                    tap.getProof().name().replace("CARD_PROOF_", "").toLowerCase(Locale.ROOT));
            node.put("readCount", tap.getReadCount());
        }
        if (tap.getDemand() != CardDemand.CARD_DEMAND_UNSPECIFIED) {
            node.put(
                    "demand",
                    tap.getDemand().name().replace("CARD_DEMAND_", "").toLowerCase(Locale.ROOT));
        }
        if (tap.hasReadFloor()) {
            node.put("readFloor", tap.getReadFloor());
        }
        switch (tap.getOutcomeCase()) {
            case SERVE -> {
                node.put("decision", "serve");
                node.put("student", tap.getServe().getStudent());
                node.put("order", tap.getServe().getOrder());
            }
            case REFUSAL -> {
                node.put("decision", "refuse");
                node.put("reason", tap.getRefusal().getReason().name());
                node.put("student", tap.getRefusal().getStudent());
                node.put("order", tap.getRefusal().getOrder());
            }
            case UNDO -> {
                node.put("decision", "undo");
                node.put("takesBack", tap.getUndo().getSequence());
                node.put("student", tap.getUndo().getStudent());
                node.put("order", tap.getUndo().getOrder());
            }
            case OUTCOME_NOT_SET -> node.put("decision", "none");
        }
        node.put("snapshotVersion", tap.getSnapshotVersion());
        node.put("schoolDay", LocalDate.ofEpochDay(tap.getSchoolDay()).toString());
        node.put("window", tap.getWindow());
        node.put("bootId", "%016x".formatted(tap.getBootId()));
        node.put("monotonicNanos", tap.getMonotonicNanos());
    }

    private static void byHand(ObjectNode node, ByHand hand) {
        node.put("staff", hand.getStaff());
        node.put(
                "proof",
                hand.getProof().name().replace("HAND_PROOF_", "").toLowerCase(Locale.ROOT));
        node.put("reason", hand.getReason().name());
        if (hand.getStudent() != 0) {
            node.put(
                    "found",
                    hand.getFound().name().replace("HAND_FOUND_", "").toLowerCase(Locale.ROOT));
            node.put("student", hand.getStudent());
            node.put("quota", hand.getQuota());
        }
    }
}
