package com.hasivu.simulator.school;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.cloud.schools.Allergens;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What the cloud keeps of a child's allergies, the counter's screen has words for. */
class AllergenWordsTest {
    private static final Pattern ALLERGENS = Pattern.compile("allergens: \\{([^}]+)\\}");
    private static final Pattern CODE = Pattern.compile("\"?([a-z-]+)\"?: \"[^\"]+\"");

    @Test
    void screen_hasWordsForEachInEachLanguage() throws Exception {
        String words =
                Files.readString(
                        Path.of(
                                "../edge-agent/src/main/resources/com/hasivu/edge/screen/words.js"));
        List<String> languages =
                ALLERGENS.matcher(words).results().map(found -> found.group(1)).toList();
        assertThat(languages).hasSize(3);
        for (String language : languages) {
            List<String> codes =
                    CODE.matcher(language).results().map((MatchResult r) -> r.group(1)).toList();
            assertThat(codes).containsExactlyInAnyOrderElementsOf(Allergens.CODES);
        }
    }
}
