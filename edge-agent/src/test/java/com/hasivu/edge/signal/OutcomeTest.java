package com.hasivu.edge.signal;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.protocol.wire.Reason;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutcomeTest {
    @ParameterizedTest
    @CsvSource({
        "ALREADY_SERVED, already-served",
        "NO_ORDER_TODAY, no-order",
        "NOT_PAID, no-order",
        "CARD_BLOCKED, blocked",
        "CARD_NOT_GENUINE, blocked",
        "UNKNOWN_CARD, unknown-card",
        "AMBIGUOUS_CARD, unknown-card",
        "ALLERGEN_CONFLICT, refused",
        "NO_SNAPSHOT, refused",
    })
    void refusal_hasTheOutcomeOfItsReason(Reason reason, String label) {
        assertThat(Outcome.of(Outcomes.refused(reason, true)).label()).isEqualTo(label);
        assertThat(Outcome.of(label)).contains(Outcome.of(Outcomes.refused(reason, true)));
    }

    @Test
    void refusalWithoutARecord_asksForTheSchoolCard() {
        assertThat(Outcome.of(Outcomes.refused(Reason.UNKNOWN_CARD, false)))
                .isEqualTo(Outcome.SCHOOL_CARD);
    }

    @Test
    void lamp_hasAnOutcomeToo() {
        assertThat(Outcome.of(Outcomes.shown(Shown.Lamp.SERVE))).isEqualTo(Outcome.SERVED);
        assertThat(Outcome.of(Outcomes.shown(Shown.Lamp.RESHOWN))).isEqualTo(Outcome.SERVED);
        assertThat(Outcome.of(Outcomes.shown(Shown.Lamp.OUT_OF_SERVICE)))
                .isEqualTo(Outcome.OUT_OF_SERVICE);
        assertThat(Outcome.of("green")).isEmpty();
    }
}
