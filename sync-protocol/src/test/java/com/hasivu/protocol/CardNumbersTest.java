package com.hasivu.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.protocol.CardNumbers.Meaning;
import com.hasivu.protocol.CardNumbers.Reading;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Random;

class CardNumbersTest {
    /** The forms of one tag as i-keys.de prints them, and the published ones of others. */
    @ParameterizedTest(name = "{0} {1} = {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    0102B0A5FD | DECIMAL_13  | 0004340098557
                    0102B0A5FD | DECIMAL_10  | 0045131261
                    0102B0A5FD | DECIMAL_5_5 | 00688,42493
                    0102B0A5FD | DECIMAL_8   | 11576829
                    0102B0A5FD | DECIMAL_3_5 | 176,42493
                    0102B0A5FD | REVERSED    | FDA5B00201
                    0102B0A5FD | WIEGAND_26  | 11011000010100101111111010
                    67003B51C6 | DECIMAL_10  | 0003887558
                    67003B51C6 | DECIMAL_3_5 | 059,20934
                    67003BA86C | DECIMAL_10  | 0003909740
                    00D507D0   | DECIMAL_10  | 0013961168
                    00D507D0   | DECIMAL_3_5 | 213,02000
                    D41B81     | WIEGAND_26  | 11101010000011011100000010
                    7B11D7     | WIEGAND_26  | 10111101100010001110101110
                    CB98A605   | WIEGAND_34  | 0110010111001100010100110000001011
                    CB98A605   | REVERSED    | 05A698CB
                    CB98A605   | REVERSED_32 | 0094804171
                    CB98A605   | REVERSED_24 | 10918091
                    """)
    void print_writesTheFormAndReadFindsTheCardAgain(String hex, CardForm form, String printed) {
        var card = new CardId(hex);
        assertThat(CardNumbers.print(form, card)).isEqualTo(printed);
        assertThat(CardNumbers.read(printed))
                .anyMatch(r -> r.form() == form && form.mayMean(r.told(), card));
        assertThat(CardNumbers.resolve(printed, List.of(card, new CardId("04A1B2C3D4E5F6"))))
                .isInstanceOfSatisfying(
                        Meaning.One.class, one -> assertThat(one.card()).isEqualTo(card));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    0004340098557  | 13d 0102B0A5FD
                    0045131261     | 10d 02B0A5FD; reversed-32 FDA5B002; uid 0045131261; reversed 6112134500
                    4340098557     | 13d 0102B0A5FD; uid 4340098557; reversed 5785094043
                    45131261       | 10d 02B0A5FD; reversed-32 FDA5B002; uid 45131261; reversed 61121345
                    11576829       | 8d B0A5FD; reversed-24 FDA5B0; uid 11576829; reversed 29685711
                    3887558        | 10d 003B51C6; reversed-32 C6513B00; 8d 3B51C6; reversed-24 C6513B
                    00688,42493    | 5+5 02B0A5FD
                    176,42493      | 3+5 B0A5FD
                    176 42493      | 3+5 B0A5FD
                    59/20934       | 3+5 3B51C6
                    688-42493      | 5+5 02B0A5FD
                    04:a1:b2:c3    | uid 04A1B2C3; reversed C3B2A104
                    10111101100010001110101110 | w26 7B11D7
                    """)
    void read_namesEveryForm(String text, String readings) {
        assertThat(CardNumbers.read(text))
                .extracting(r -> r.form().label() + " " + r.told().hex())
                .containsExactly(readings.split("; "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "card",
                "1099511627776",
                "70000,00001",
                "300,70000",
                "176,4249",
                "04A1B",
                "0011110110001000111010111"
            })
    void read_refusesWhatIsNoCardNumber(String text) {
        assertThatThrownBy(() -> CardNumbers.read(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("'" + text + "'", "13, 10 or 8 digits");
    }

    @Test
    void resolve_refusesANumberThatMeansSeveralCards() {
        var first = new CardId("67003B51C6");
        var second = new CardId("01003B51C6");
        var third = new CardId("003B51C6");
        var others = List.of(new CardId("67003B51C7"), new CardId("3B51C60000"));
        var known = new java.util.ArrayList<>(others);
        known.addAll(List.of(first, second, third));
        assertThat(CardNumbers.resolve("0003887558", known))
                .isEqualTo(new Meaning.Several(List.of(third, second, first)));
        assertThat(CardNumbers.resolve("67003B51C6", known))
                .isInstanceOfSatisfying(
                        Meaning.One.class, one -> assertThat(one.card()).isEqualTo(first));
        assertThat(CardNumbers.names(List.of(first, third))).isEqualTo("..51C6, ..51C6");
    }

    @Test
    void resolve_isUnknownWhenNoFormMeansAKnownCard() {
        assertThat(CardNumbers.resolve("0003887558", List.of(new CardId("67003B51C7"))))
                .isInstanceOf(Meaning.Unknown.class);
    }

    @Test
    void read_findsEveryPrintedFormOfRandomCards() {
        var random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            var bytes = new byte[List.of(4, 5, 7).get(random.nextInt(3))];
            random.nextBytes(bytes);
            var card = CardId.of(bytes);
            for (CardForm form : CardForm.values()) {
                if (isPrintable(form, card)) {
                    String printed = CardNumbers.print(form, card);
                    assertThat(CardNumbers.read(printed))
                            .as("%s of %s: %s", form, card.hex(), printed)
                            .anyMatch(r -> sameMeaning(r, form, card));
                }
            }
        }
    }

    private static boolean sameMeaning(Reading reading, CardForm form, CardId card) {
        boolean same = reading.form() == form || form == CardForm.EPC;
        return same && reading.form().mayMean(reading.told(), card);
    }

    private static boolean isPrintable(CardForm form, CardId card) {
        int bytes = card.bytes().length;
        return switch (form) {
            case DECIMAL_13 -> bytes == 5;
            case WIEGAND_37 -> bytes == 5 && (card.bytes()[0] & 0xF8) == 0;
            default -> true;
        };
    }
}
