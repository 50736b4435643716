package com.hasivu.cloud.observe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.MDC;

class TraceTest {
    private static final String ID = "4bf92f3577b34da6a3ce929d0e0e4736";

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            textBlock =
                    """
                    00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01       , true
                    01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-later , true
                    00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-later , false
                    ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01       , false
                    00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01       , false
                    00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01       , false
                    00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7          , false
                    nonsense                                                      , false
                    """)
    void traceparent_isTakenOverWhenItIsOne(String header, boolean taken) {
        Trace trace = Trace.of(null, header);
        assertThat(trace.traceId().equals(ID)).isEqualTo(taken);
        assertThat(trace.traceId()).matches("[0-9a-f]{32}");
        assertThat(trace.traceparent()).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");
        assertThat(trace.spanId()).isNotEqualTo("00f067aa0ba902b7");
    }

    @ParameterizedTest(name = "{index}")
    @CsvSource({"app-7.b_c, true", "a b, false", "'', false", "a\u00e9, false"})
    void requestId_isTakenOverWhenItIsHarmless(String given, boolean taken) {
        assertThat(Trace.of(given, null).requestId().equals(given)).isEqualTo(taken);
        assertThat(Trace.of("x".repeat(65), null).requestId()).hasSize(32);
    }

    @Test
    void words_leadToTheSameIdsAndAnotherSpan() {
        Trace trace = Trace.of("r-1", "00-" + ID + "-00f067aa0ba902b7-01");
        Trace later = Trace.ofWords(trace.words()).orElseThrow();
        assertThat(later.traceId()).isEqualTo(ID);
        assertThat(later.requestId()).isEqualTo("r-1");
        assertThat(later.flags()).isEqualTo("01");
        assertThat(later.spanId()).isNotEqualTo(trace.spanId());
        assertThat(Trace.ofWords(null)).isEmpty();
        assertThat(Trace.ofWords("")).isEmpty();
    }

    @Test
    void run_bindsTheIdsToTheThreadAndItsLogLines() {
        Trace trace = Trace.of("r-1", null);
        trace.run(
                () -> {
                    assertThat(Trace.current()).contains(trace);
                    assertThat(MDC.get("request")).isEqualTo("r-1");
                    assertThat(MDC.get("trace")).isEqualTo(trace.traceId());
                });
        assertThat(Trace.current()).isEmpty();
        assertThat(MDC.get("request")).isNull();
    }
}
