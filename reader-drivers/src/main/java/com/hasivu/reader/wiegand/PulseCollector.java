package com.hasivu.reader.wiegand;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Pulses between two pauses become one line of text, as people write captured bits: {@code 0} and
 * {@code 1}, {@code x} for a pulse no reader makes, and a line end for the pause. Nothing between
 * two pauses can be told apart, so one bad pulse spoils all of them. Not thread-safe; no I/O, no
 * clock.
 */
final class PulseCollector {
    static final char BAD = 'x';
    static final char PAUSE = '\n';

    /**
     * Readers leave 200 us or more between two pulses; less is ringing on the cable, or both lines
     * at once.
     */
    static final long CLOSEST_NANOS = 100_000;

    /** More than any reader sends; a line that never rests is told in pieces, all of them bad. */
    static final int LONGEST = 128;

    private final long pauseNanos;
    private final StringBuilder pulses = new StringBuilder();

    PulseCollector(long pauseNanos) {
        this.pauseNanos = pauseNanos;
    }

    /** A pulse, so long after the one before; the line it ends, if there was a pause. */
    Optional<byte[]> pulse(boolean one, long sinceNanos) {
        Optional<byte[]> ended = quiet(sinceNanos);
        pulses.append(!pulses.isEmpty() && sinceNanos < CLOSEST_NANOS ? BAD : one ? '1' : '0');
        if (pulses.length() > LONGEST) {
            ended = Optional.of(line());
            pulses.append(BAD); // what follows without a pause belongs to it
        }
        return ended;
    }

    /** No pulse for so long; the line that ends, if it is a pause. */
    Optional<byte[]> quiet(long nanos) {
        return pulses.isEmpty() || nanos < pauseNanos ? Optional.empty() : Optional.of(line());
    }

    private byte[] line() {
        byte[] line = pulses.append(PAUSE).toString().getBytes(StandardCharsets.US_ASCII);
        pulses.setLength(0);
        return line;
    }
}
