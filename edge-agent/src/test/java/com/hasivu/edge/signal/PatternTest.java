package com.hasivu.edge.signal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.Objects;

class PatternTest {
    @ParameterizedTest
    @EnumSource(Outcome.class)
    void parse_readsBackWhatIsWritten(Outcome outcome) {
        Pattern usual = Objects.requireNonNull(Patterns.usual().get(outcome));
        assertThat(Pattern.parse(usual.toString())).contains(usual);
    }

    @Test
    void length_isAllSteps() {
        assertThat(Pattern.parse(" green+relay:120  off:880 ").orElseThrow().length())
                .isEqualTo(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "green",
                "green:0",
                "green:19",
                "green:-5",
                "green:30001",
                "green:20000 red:10001",
                "blue:100",
                "green+green:100",
                "green+off:100",
                "+green:100",
                "green:100,red:100",
                "GREEN:100"
            })
    void parse_refusesWhatIsNone(String text) {
        assertThat(Pattern.parse(text)).isEmpty();
    }

    @Test
    void parse_boundsTheSteps() {
        assertThat(Pattern.parse("red:20 ".repeat(64))).isPresent();
        assertThat(Pattern.parse("red:20 ".repeat(65))).isEmpty();
    }
}
