package com.hasivu.simulator.school;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.protocol.CardId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

class SchoolTest {
    @ParameterizedTest
    @CsvSource({"1, 200", "2, 30", "3, 60", "4, 1000", "5, 137"})
    void lunch_hasEveryPartAndTheAskedNumberOfTaps(long seed, int taps) {
        School school = School.of(seed, taps);

        assertThat(school.lunch()).hasSize(taps);
        assertThat(school.lunch().stream().map(t -> t.child().part()).distinct())
                .containsExactlyInAnyOrder(Part.values());
        assertThat(school.lunch().stream().map(Tap::answer)).contains("ALREADY_SERVED");
        assertThat(school.lunch().stream().filter(t -> t.hold().toSeconds() >= 3).count())
                .isBetween(1L, 2L);
        assertThat(school.children().size()).isGreaterThanOrEqualTo(200);
    }

    @Test
    void lunch_servesNoChildTwice() {
        School school = School.of(9, 400);

        Set<CardId> served = new HashSet<>();
        for (Tap tap : school.lunch()) {
            if (tap.answer().equals("serve")) {
                assertThat(served.add(tap.child().card())).isTrue();
            } else if (tap.answer().equals("ALREADY_SERVED")) {
                assertThat(served).contains(tap.child().card());
            }
        }
        assertThat(served).hasSize((int) school.serves());
    }

    @Test
    void school_isTheSameForTheSameSeedOnly() {
        List<CardId> cards = School.of(5, 60).children().stream().map(Child::card).toList();

        assertThat(School.of(5, 60).children().stream().map(Child::card)).isEqualTo(cards);
        assertThat(School.of(6, 60).children().stream().map(Child::card)).isNotEqualTo(cards);
        assertThat(cards).doesNotHaveDuplicates();
    }

    @Test
    void of_refusesALunchTooShortForEveryPart() {
        assertThatThrownBy(() -> School.of(1, 29))
                .hasMessageContaining("29 taps")
                .hasMessageContaining("30");
    }
}
