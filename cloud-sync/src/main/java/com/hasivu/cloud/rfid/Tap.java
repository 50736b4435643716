package com.hasivu.cloud.rfid;

import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.StudentId;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * One tap as a person asks for it. It has no card number.
 *
 * @param id grows with arrival
 * @param epoch unsigned; (station, epoch, sequence) names the record
 * @param at by the station's clock
 * @param window empty outside of every window
 * @param reader as the station calls it; empty when not known
 * @param reason of a refusal, or why it was done by hand; empty when none
 */
public record Tap(
        long id,
        SchoolId school,
        StationId station,
        long epoch,
        long sequence,
        Instant at,
        Instant received,
        LocalDate day,
        String window,
        String reader,
        Optional<StudentId> student,
        Optional<OrderId> order,
        Outcome outcome,
        String reason,
        boolean byHand) {
    /** What became of it, as the cloud knows now. */
    public enum Outcome {
        /** The meal was handed over, and counts. */
        DELIVERED,
        /** It was handed over and does not fit what the cloud knows: for review. */
        CONFLICT,
        REFUSED,
        /** It was handed over and taken back within seconds. */
        UNDONE,
        /** The record that took a serve back. */
        TAKEN_BACK;

        /** As in answers, for example {@code taken-back}. */
        public String label() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }

        public static Outcome of(String label) {
            return valueOf(label.toUpperCase(java.util.Locale.ROOT).replace('-', '_'));
        }
    }
}
