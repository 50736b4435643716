package com.hasivu.reader.line;

import com.hasivu.reader.Indication;

/** What a {@link Machine} reacts to. */
public sealed interface Input<F> {
    /** A frame; {@code atNanos} is when its last byte was read. */
    record Received<F>(F frame, long atNanos) implements Input<F> {}

    /** Dropped bytes, a run counted once. */
    record Dropped<F>(String why, int bytes) implements Input<F> {}

    /** The port is open; {@code staleBytes} lay in its buffer from before and were dropped. */
    record Opened<F>(int staleBytes) implements Input<F> {}

    /** The state's deadline has passed. */
    record Deadline<F>() implements Input<F> {}

    /**
     * A person or the station asks the reader's own lamp or buzzer; see {@link IndicatingReader}.
     */
    record Indicate<F>(Indication indication) implements Input<F> {}

    /** The cable, the port or the power is gone. */
    record Lost<F>(String why) implements Input<F> {}
}
