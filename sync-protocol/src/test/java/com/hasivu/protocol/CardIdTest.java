package com.hasivu.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CardIdTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    04A1B2C3       | 04A1B2C3
                    04:a1:b2:c3    | 04A1B2C3
                    04 a1 b2 c3    | 04A1B2C3
                    0f-0012d687    | 0F0012D687
                    04A1B2C3D4E5F6 | 04A1B2C3D4E5F6
                    """)
    void parse_givesTheOneForm(String text, String hex) {
        assertThat(CardId.parse(text).hex()).isEqualTo(hex);
        assertThat(CardId.of(CardId.parse(text).bytes())).isEqualTo(CardId.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "04",
                "04A1",
                "04A1B2C",
                "04A1B2CG",
                "000102030405060708090A0B0C0D0E0F10"
            })
    void parse_refusesWhatIsNoUid(String text) {
        assertThatThrownBy(() -> CardId.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void toString_neverShowsTheWholeNumber() {
        assertThat(CardId.parse("04A1B2C3")).hasToString("..B2C3");
    }
}
