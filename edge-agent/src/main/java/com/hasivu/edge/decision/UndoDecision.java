package com.hasivu.edge.decision;

import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.StudentId;

import java.time.Duration;

/** Whether a serve is taken back. */
public sealed interface UndoDecision {
    /** So soon after the serve; by the monotonic clock of the process that served. */
    Duration PATIENCE = Duration.ofSeconds(10);

    /** It is: the order counts as not served. */
    record TakeBack(long sequence, OrderId order, StudentId student) implements UndoDecision {}

    /** It is not, and nothing is recorded. */
    record Refused(Why why) implements UndoDecision {}

    /** Stable codes. */
    enum Why {
        /** Whoever asks is no supervisor of the snapshot. */
        NOT_A_SUPERVISOR,
        /** This process served nothing by that record, or it stands no more. */
        NO_SUCH_SERVE,
        /** More than {@link #PATIENCE} ago. */
        TOO_LATE
    }
}
