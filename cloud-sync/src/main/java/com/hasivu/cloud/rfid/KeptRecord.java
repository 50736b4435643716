package com.hasivu.cloud.rfid;

import com.hasivu.protocol.Wire;
import com.hasivu.protocol.WireException;
import com.hasivu.protocol.wire.TapRecord;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

/**
 * One record of a payload that was not merged, for a person to read.
 *
 * @param committed {@code same} as the committed one, {@code differs} from it, or {@code none}:
 *     none is committed at this sequence
 * @param outcome {@code serve}, {@code undo}, the refusal's reason, or {@code unreadable}
 * @param at the station's wall clock; absent when it cannot be read
 * @param card its last four digits
 */
public record KeptRecord(
        long sequence,
        String committed,
        String outcome,
        @Nullable Instant at,
        @Nullable String card,
        @Nullable Long order,
        @Nullable Long student) {
    private static final int MASKED_DIGITS = 4;

    static KeptRecord of(Batch.Entry entry, Map<Long, String> committedHashes) {
        String hash = committedHashes.get(entry.sequence());
        String committed = hash == null ? "none" : hash.equals(entry.hash()) ? "same" : "differs";
        TapRecord tap;
        try {
            tap = Wire.parse(entry.payload(), TapRecord.parser(), "record");
        } catch (WireException e) {
            return unreadable(entry, committed);
        }
        return switch (entry.type() == Reading.TAP ? tap.getOutcomeCase() : null) {
            case SERVE ->
                    new KeptRecord(
                            entry.sequence(),
                            committed,
                            "serve",
                            at(tap),
                            card(tap),
                            tap.getServe().getOrder(),
                            tap.getServe().getStudent());
            case REFUSAL ->
                    new KeptRecord(
                            entry.sequence(),
                            committed,
                            tap.getRefusal()
                                    .getReason()
                                    .name()
                                    .toLowerCase(Locale.ROOT)
                                    .replace('_', '-'),
                            at(tap),
                            card(tap),
                            known(tap.getRefusal().getOrder()),
                            known(tap.getRefusal().getStudent()));
            case UNDO ->
                    new KeptRecord(
                            entry.sequence(),
                            committed,
                            "undo",
                            at(tap),
                            card(tap),
                            known(tap.getUndo().getOrder()),
                            known(tap.getUndo().getStudent()));
            case null, default -> unreadable(entry, committed);
        };
    }

    private static KeptRecord unreadable(Batch.Entry entry, String committed) {
        return new KeptRecord(entry.sequence(), committed, "unreadable", null, null, null, null);
    }

    private static @Nullable Long known(long id) {
        return id == 0 ? null : id;
    }

    private static @Nullable Instant at(TapRecord tap) {
        try {
            return Instant.ofEpochMilli(tap.getWallMillis());
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Of bytes that may be no card's at all. */
    private static @Nullable String card(TapRecord tap) {
        String hex = HexFormat.of().withUpperCase().formatHex(tap.getCard().toByteArray());
        return hex.isEmpty()
                ? null
                : ".." + hex.substring(Math.max(0, hex.length() - MASKED_DIGITS));
    }
}
