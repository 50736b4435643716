package com.hasivu.edge.station;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.edge.signal.Outcome;
import com.hasivu.protocol.CardId;
import com.hasivu.reader.Assurance;
import com.hasivu.reader.CardFamily;
import com.hasivu.reader.CardRead;
import com.hasivu.reader.SignalQuality;
import com.hasivu.reader.presence.Arrival;
import com.hasivu.reader.supervisor.TapListener;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

class DemonstrationTest {
    private final List<String> real = new ArrayList<>();
    private final List<String> shown = new ArrayList<>();
    private boolean mealAhead;
    private long nanos;
    private final Demonstration demonstration =
            new Demonstration(
                    (TapListener) (arrival, reader) -> real.add(reader),
                    new Demonstration.Around(
                            now -> mealAhead,
                            () -> Instant.EPOCH,
                            () -> nanos,
                            (outcome, reader) -> shown.add(outcome.label() + "@" + reader)));

    private void tap() {
        CardId card = new CardId("04A1B2C3");
        demonstration.tap(
                new Arrival(
                        CardRead.uid(card, CardFamily.ISO_14443_A),
                        0,
                        0,
                        SignalQuality.UNKNOWN,
                        Assurance.NUMBER_ONLY),
                "counter-1");
    }

    @Test
    void taps_areRealOnesUntilItBegins() {
        tap();
        assertThat(real).hasSize(1);
        assertThat(shown).isEmpty();
    }

    @Test
    void taps_lightOneOutcomeAfterTheOtherAndServeNobody() {
        assertThat(demonstration.begin()).isEmpty();
        for (int i = 0; i < Outcome.values().length + 1; i++) {
            tap();
        }
        assertThat(real).isEmpty();
        assertThat(shown)
                .containsExactlyElementsOf(
                        Stream.concat(Stream.of(Outcome.values()), Stream.of(Outcome.SERVED))
                                .map(outcome -> outcome.label() + "@counter-1")
                                .toList());
        demonstration.end();
        tap();
        assertThat(real).hasSize(1);
    }

    @Test
    void itEndsByItself() {
        assertThat(demonstration.begin()).isEmpty();
        nanos += Demonstration.LENGTH.toNanos() - 1;
        tap();
        nanos++;
        tap();
        assertThat(shown).hasSize(1);
        assertThat(real).hasSize(1);
        assertThat(demonstration.left()).isEmpty();
    }

    @Test
    void itIsNoPartOfAMeal() {
        mealAhead = true;
        assertThat(demonstration.begin())
                .hasValueSatisfying(why -> assertThat(why).contains("a meal"));
        mealAhead = false;
        assertThat(demonstration.begin()).isEmpty();
        mealAhead = true; // orders came in the middle of it
        tap();
        assertThat(shown).isEmpty();
        assertThat(real).hasSize(1);
        mealAhead = false;
        tap();
        assertThat(real).as("it does not come back by itself").hasSize(2);
    }
}
