package com.hasivu.cloud.cards;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.protocol.CardId;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CardStateTest {
    /** Columns: BIND ACTIVATE BLOCK REPORT_LOST REPORT_DAMAGED EXPIRE RETURN; a dash is illegal. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    REGISTERED | BOUND - - - - - -
                    BOUND      | - ACTIVE BLOCKED LOST DAMAGED EXPIRED RETURNED
                    ACTIVE     | - - BLOCKED LOST DAMAGED EXPIRED RETURNED
                    BLOCKED    | - ACTIVE - LOST DAMAGED EXPIRED RETURNED
                    LOST       | - - - - - - RETURNED
                    DAMAGED    | - - - - - - -
                    EXPIRED    | - - - - - - RETURNED
                    RETURNED   | BOUND - - - - - -
                    """)
    void after_allowsOnlyLegalMoves(CardState from, String row) {
        String[] cells = row.split(" ");
        for (CardAction action : CardAction.values()) {
            String expected = cells[action.ordinal()];
            assertThat(from.after(action).map(CardState::name).orElse("-"))
                    .as("%s + %s", from, action)
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        "MIFARE, 04A1B2C3, true",
        "MIFARE, 04A1B2C3D4E5F6, true",
        "MIFARE, 04A1B2C3D4, false",
        "EM4100, 1A002B3C4D, true",
        "EM4100, 002B3C4D, false",
        "NTAG, 04A1B2C3, false",
        "FELICA, 0123456789ABCDEF, true"
    })
    void refuse_knowsHowLongAChipsUidIs(CardType type, String uid, boolean possible) {
        assertThat(type.refuse(new CardId(uid)).isEmpty()).isEqualTo(possible);
    }
}
