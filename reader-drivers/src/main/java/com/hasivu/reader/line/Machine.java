package com.hasivu.reader.line;

/**
 * One family's conversation. Decides, never acts; no clock: {@code nowNanos} comes in. Pure.
 *
 * @param <S> its states, immutable
 * @param <F> its frames
 */
public interface Machine<S, F> {
    /** {@link #deadline} of a state that waits for bytes only. */
    long NEVER = Long.MAX_VALUE;

    S start();

    /** What {@code input} does to {@code state}. */
    Step<S> step(S state, Input<F> input, long nowNanos);

    /**
     * When this state wants {@link Input.Deadline}, on the clock of {@code nowNanos}, or {@link
     * #NEVER}.
     */
    long deadline(S state);
}
