package com.hasivu.edge.signal;

import com.hasivu.edge.journal.RecordId;
import com.hasivu.protocol.CardId;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.wire.Reason;

import java.time.Instant;
import java.util.Optional;

/**
 * One signal.
 *
 * @param at wall clock of the tap
 * @param reader configured reader name
 * @param reason with {@link Lamp#REFUSE} only
 * @param action what the person at the counter does
 * @param detail what the reason refers to, for example when and where it was served; may be empty
 * @param record empty when nothing was recorded
 * @param snapshotVersion decided by; 0: none
 */
public record Shown(
        Instant at,
        String reader,
        CardId card,
        Lamp lamp,
        Optional<Reason> reason,
        String action,
        String detail,
        Optional<RecordId> record,
        Optional<OrderId> order,
        Optional<StudentId> student,
        long snapshotVersion,
        Stages stages) {
    /** What lights. */
    public enum Lamp {
        /** Green: hand over. */
        SERVE,
        /** Red: hand over nothing. */
        REFUSE,
        /** Green once more for a record whose signal was never given. */
        RESHOWN,
        /** Red, another pattern: the station cannot record, nothing is handed over. */
        OUT_OF_SERVICE
    }

    /**
     * When each stage of the tap ended, in nanoseconds of {@link System#nanoTime}.
     *
     * @param lastByte the reader's last byte came in
     * @param handedOver presence made a tap of it
     * @param decided the verdict was made
     * @param durable the record was on disk
     */
    public record Stages(long lastByte, long handedOver, long decided, long durable) {}
}
