package com.hasivu.cloud.menus;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Locale;
import java.util.Random;

class WordsTest {
    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    Masala Dosa       | masala dosa
                    Idli-Sambar (2)   | idli sambar 2
                    Crème Brûlée      | creme brulee
                    Kāju Kaṭlī        | kaju katli
                    STRAẞE Straße     | strasse strasse
                    100% Juice_       | 100 juice
                    """)
    void words_areSmallAndBare(String name, String words) {
        assertThat(String.join(" ", Words.of(name))).isEqualTo(words);
    }

    @Test
    void words_keepVowelSignsOfIndianScripts() {
        assertThat(Words.of("इडली सांभर")).containsExactly("इडली", "सांभर");
        assertThat(Words.column("ದೋಸೆ")).isEqualTo(" ದೋಸೆ");
    }

    /** Whatever is typed, a name is found by the beginning of each of its words. */
    @Test
    void words_ofTheNameAreFoundByTheirBeginnings() {
        long seed = 161;
        var random = new Random(seed);
        String letters = "abcdeéèAÉñß ईइडली-%_'ಠ१2";
        for (int round = 0; round < 5_000; round++) {
            var name = new StringBuilder();
            for (int i = 1 + random.nextInt(12); i > 0; i--) {
                name.append(letters.charAt(random.nextInt(letters.length())));
            }
            String column = Words.column(name.toString());
            assertThat(Words.of(name.toString().toLowerCase(Locale.ROOT)))
                    .as("seed %d, %s", seed, name)
                    .allSatisfy(word -> assertThat(column).contains(" " + word));
            assertThat(column).doesNotContain("%").doesNotContain("_");
        }
    }
}
