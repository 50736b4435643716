package com.hasivu.reader.wiegand;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

class PulseCollectorTest {
    private static final long PAUSE = 25_000_000;
    private static final long BIT = 1_000_000;

    private final PulseCollector collector = new PulseCollector(PAUSE);

    @Test
    void pulses_areOneLineWhenThePauseComes() {
        pulses("0110");
        assertThat(quiet(PAUSE - 1)).isEmpty();
        assertThat(quiet(PAUSE)).contains("0110\n");
        assertThat(quiet(PAUSE)).isEmpty();
    }

    @Test
    void pulses_areOneLineWhenTheNextPulseComesAfterAPause() {
        pulses("01");
        assertThat(pulse(true, PAUSE)).contains("01\n");
        assertThat(quiet(PAUSE)).contains("1\n");
    }

    @Test
    void pulses_stayTogetherAtTheLongestSpacingOfAReader() {
        pulses("01");
        assertThat(pulse(true, 20_000_000)).isEmpty();
        assertThat(quiet(PAUSE)).contains("011\n");
    }

    @Test
    void pulse_isBadWhenTooCloseToTheOneBefore() {
        pulses("01");
        assertThat(pulse(true, PulseCollector.CLOSEST_NANOS - 1)).isEmpty();
        assertThat(pulse(true, PulseCollector.CLOSEST_NANOS)).isEmpty();
        assertThat(quiet(PAUSE)).contains("01x1\n");
    }

    @Test
    void first_pulseHasNoneBeforeItToBeTooClose() {
        assertThat(pulse(true, 0)).isEmpty();
        assertThat(quiet(PAUSE)).contains("1\n");
    }

    /** Else the last 26 pulses of a line that swings could pass for a card. */
    @Test
    void line_withoutAPauseStaysBadToItsEnd() {
        Optional<String> first = Optional.empty();
        for (int i = 0; i <= PulseCollector.LONGEST; i++) {
            first = pulse(true, BIT);
        }
        assertThat(first.orElseThrow()).hasSize(PulseCollector.LONGEST + 2);
        pulses("11101010000011011100000010");
        assertThat(quiet(PAUSE)).contains("x11101010000011011100000010\n");
        pulses("1");
        assertThat(quiet(PAUSE)).contains("1\n");
    }

    private void pulses(String bits) {
        bits.chars().forEach(bit -> assertThat(pulse(bit == '1', BIT)).isEmpty());
    }

    private Optional<String> pulse(boolean one, long since) {
        return collector.pulse(one, since).map(PulseCollectorTest::text);
    }

    private Optional<String> quiet(long since) {
        return collector.quiet(since).map(PulseCollectorTest::text);
    }

    private static String text(byte[] line) {
        return new String(line, StandardCharsets.US_ASCII);
    }
}
