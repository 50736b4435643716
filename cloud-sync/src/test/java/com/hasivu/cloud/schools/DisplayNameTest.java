package com.hasivu.cloud.schools;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DisplayNameTest {
    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource({
        "Asha Rao, Asha R.",
        "Asha Lakshmi Rao, Asha R.",
        "Asha, Asha",
        "' Asha  Rao ', Asha R.",
        "ಆಶಾ ಕೃಷ್ಣ, ಆಶಾ ಕೃ.",
        "आशा मिश्रा, आशा मि.",
    })
    void initial_isAWholeLetter(String name, String shown) {
        assertThat(DisplayName.FIRST_AND_INITIAL.shown(name)).isEqualTo(shown);
        assertThat(DisplayName.FULL.shown(name)).isEqualTo(name);
    }
}
