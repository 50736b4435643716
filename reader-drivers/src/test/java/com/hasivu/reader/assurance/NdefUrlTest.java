package com.hasivu.reader.assurance;

import static com.hasivu.reader.contract.Hex.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Random;

class NdefUrlTest {
    /** First: as NXP AN12196, section 5.4, writes it, with a short address. */
    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            D1 01 07 55 04 78 2E 69 6E 2F 61             | x.in/a
            C1 01 00 00 00 07 55 04 78 2E 69 6E 2F 61    | x.in/a
            D9 01 05 02 55 41 42 04 78 2E 69 6E          | x.in
            91 01 02 54 65 6E 51 01 05 55 00 78 2E 69 6E | x.in
            D1 01 02 54 65 6E                            | none
            D1 01 01 55 04                               | ''
            D1 01 00 55                                  | none
            F1 01 05 55 04 78 2E 69 6E                   | none
            D1 01 08 55 04 78 2E 69 6E                   | none
            C1 01 FF FF FF FF 55 04                      | none
            D1 01                                        | none
            ''                                           | none
            """)
    void in_findsTheAddress(String message, String url) {
        assertThat(NdefUrl.in(bytes(message)).orElse("none")).isEqualTo(url);
    }

    @Test
    void in_survivesEveryMessage() {
        var random = new Random(4);
        for (int i = 0; i < 20_000; i++) {
            var message = new byte[random.nextInt(24)];
            random.nextBytes(message);
            assertThatCode(() -> NdefUrl.in(message)).doesNotThrowAnyException();
        }
    }
}
