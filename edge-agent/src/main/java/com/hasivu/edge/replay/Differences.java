package com.hasivu.edge.replay;

import com.hasivu.protocol.CardId;
import com.hasivu.protocol.wire.TapRecord;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares what was recorded with what is decided now. Pure; cards are masked. */
final class Differences {
    private Differences() {}

    /** What differs, with both values; empty when nothing does. */
    static Optional<String> between(TapRecord recorded, TapRecord now) {
        List<String> found = new ArrayList<>();
        add(found, "decision", decision(recorded), decision(now));
        add(found, "card", card(recorded), card(now));
        add(found, "window", "'" + recorded.getWindow() + "'", "'" + now.getWindow() + "'");
        add(found, "school day", day(recorded), day(now));
        return found.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", found));
    }

    private static void add(List<String> found, String what, String recorded, String now) {
        if (!recorded.equals(now)) {
            found.add("%s: recorded %s, replayed %s".formatted(what, recorded, now));
        }
    }

    /** For example {@code refuse ALREADY_SERVED, order 7 of student 5}. */
    static String decision(TapRecord tap) {
        return byHand(tap)
                + switch (tap.getOutcomeCase()) {
                    case SERVE ->
                            "serve, order %d of student %d"
                                    .formatted(
                                            tap.getServe().getOrder(), tap.getServe().getStudent());
                    case REFUSAL ->
                            "refuse "
                                    + outcome(tap)
                                    + (tap.getRefusal().getOrder() == 0
                                            ? ""
                                            : ", order " + tap.getRefusal().getOrder())
                                    + (tap.getRefusal().getStudent() == 0
                                            ? ""
                                            : (tap.getRefusal().getOrder() == 0
                                                            ? ", student "
                                                            : " of student ")
                                                    + tap.getRefusal().getStudent());
                    case UNDO ->
                            "take back record %d, order %d of student %d"
                                    .formatted(
                                            tap.getUndo().getSequence(),
                                            tap.getUndo().getOrder(),
                                            tap.getUndo().getStudent());
                    case OUTCOME_NOT_SET -> "nothing";
                };
    }

    private static String byHand(TapRecord tap) {
        return tap.hasByHand()
                ? "by supervisor %d (%s, %s): "
                        .formatted(
                                tap.getByHand().getStaff(),
                                tap.getByHand().getProof().name().replace("HAND_PROOF_", ""),
                                tap.getByHand().getReason())
                : "";
    }

    /** {@code SERVE}, or the refusal's reason; the number of one this program does not know. */
    static String outcome(TapRecord tap) {
        return switch (tap.getOutcomeCase()) {
            case SERVE -> "SERVE";
            case REFUSAL ->
                    tap.getRefusal().getReason() == com.hasivu.protocol.wire.Reason.UNRECOGNIZED
                            ? "reason " + tap.getRefusal().getReasonValue()
                            : tap.getRefusal().getReason().name();
            case UNDO -> "UNDO";
            case OUTCOME_NOT_SET -> "NONE";
        };
    }

    private static String card(TapRecord tap) {
        if (tap.getCard().isEmpty()) {
            return "none";
        }
        CardId card = CardId.of(tap.getCard().toByteArray());
        return card.masked() + " of " + card.hex().length() / 2 + " bytes";
    }

    private static String day(TapRecord tap) {
        return LocalDate.ofEpochDay(tap.getSchoolDay()).toString();
    }
}
