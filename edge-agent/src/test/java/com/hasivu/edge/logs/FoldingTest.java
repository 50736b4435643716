package com.hasivu.edge.logs;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.edge.logs.Folding.Message;
import com.hasivu.edge.logs.Folding.Repeated;
import com.hasivu.edge.logs.Folding.Step;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class FoldingTest {
    private static final Message DOWN = message("link is down");
    private static final Message WRONG = message("clock is wrong");

    private final Folding folding = new Folding();

    @Test
    void come_writesTheFirstAndCountsTheRest() {
        assertThat(folding.come(DOWN, at(0)).write()).isTrue();
        for (int i = 1; i <= 118; i++) {
            assertThat(folding.come(DOWN, at(i / 2)).write()).isFalse();
        }
        assertThat(folding.over(at(59))).isEmpty();
        assertThat(folding.over(at(60))).containsExactly(new Repeated(DOWN, 118));
        assertThat(folding.over(at(60))).isEmpty();
    }

    @Test
    void come_goesOnFoldingWhatGoesOnRepeating() {
        folding.come(DOWN, at(0));
        folding.come(DOWN, at(1));
        assertThat(folding.over(at(60))).hasSize(1);
        assertThat(folding.come(DOWN, at(61)).write()).isFalse();
        assertThat(folding.over(at(120))).containsExactly(new Repeated(DOWN, 1));
        assertThat(folding.over(at(180))).isEmpty();
        assertThat(folding.come(DOWN, at(181)).write()).as("a quiet minute ends it").isTrue();
    }

    @Test
    void come_tellsOthersFromEachOther() {
        folding.come(DOWN, at(0));
        assertThat(folding.come(WRONG, at(0)).write()).isTrue();
        assertThat(
                        folding.come(
                                        new Message(
                                                "x", 1, "link is down", "java.io.IOException: no"),
                                        at(0))
                                .write())
                .isTrue();
    }

    @Test
    void come_writesTheCountOfOthersThatAreOver() {
        folding.come(DOWN, at(0));
        folding.come(DOWN, at(1));
        Step step = folding.come(WRONG, at(70));
        assertThat(step.write()).isTrue();
        assertThat(step.repeated()).containsExactly(new Repeated(DOWN, 1));
    }

    @Test
    void come_watchesNoMoreThanItsLimit() {
        folding.come(DOWN, at(0));
        folding.come(DOWN, at(1));
        Step last = new Step(false, java.util.List.of());
        for (int i = 0; i < Folding.LIMIT; i++) {
            last = folding.come(message("number " + i), at(2));
        }
        assertThat(last.repeated()).containsExactly(new Repeated(DOWN, 1));
        assertThat(folding.come(DOWN, at(3)).write()).as("forgotten").isTrue();
    }

    @Test
    void end_tellsWhatIsCounted() {
        folding.come(DOWN, at(0));
        folding.come(DOWN, at(1));
        folding.come(WRONG, at(1));
        assertThat(folding.end()).containsExactly(new Repeated(DOWN, 1));
        assertThat(folding.end()).isEmpty();
    }

    private static Message message(String text) {
        return new Message("x", 1, text, "");
    }

    private static long at(int seconds) {
        return Duration.ofSeconds(seconds).toNanos() - 7; // near an overflow is as good
    }
}
