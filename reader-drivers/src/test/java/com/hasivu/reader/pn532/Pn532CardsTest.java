package com.hasivu.reader.pn532;

import static com.hasivu.reader.contract.Hex.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Pn532CardsTest {
    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            00                                                | None
            01 01 00 04 08 04 CB 98 A6 05                     | CB98A605
            01 01 00 44 00 07 04 A1 B2 C3 D4 E5 F6            | 04A1B2C3D4E5F6
            01 01 00 84 00 0A 88 01 02 03 04 05 06 07 08 09   | 88010203040506070809
            01 01 03 44 20 07 04 A1 B2 C3 D4 E5 F6 06 75 77 81 02 80 | 04A1B2C3D4E5F6 speaks
            01 01 03 44 20 07 04 A1 B2 C3 D4 E5 F6                   | 04A1B2C3D4E5F6
            01 01 03 04 20 04 08 7D 6B 96 06 75 77 81 02 80          | 087D6B96 speaks
            01 01 00 04 08 07 CB 98 A6 05 01 02 03            | Nonsense
            01 01 00 44 00 04 CB 98 A6 05                     | Nonsense
            01 01 00 C4 00 04 CB 98 A6 05                     | Nonsense
            01 01 00 04 08 04 CB 98 A6                        | Nonsense
            01 01 00 04 08 00                                 | Nonsense
            02 01 00 04 08 04 CB 98 A6 05 02 00 04 08 04 CB 98 A6 06 | Nonsense
            01                                                | Nonsense
            """)
    void read_takesOneCardWhoseSizeAgrees(String hex, String expected) {
        String found =
                switch (Pn532Cards.read(bytes(hex))) {
                    case Pn532Cards.Found.Card(var id, var speaks) ->
                            id.hex() + (speaks ? " speaks" : "");
                    case Pn532Cards.Found.None none -> "None";
                    case Pn532Cards.Found.Nonsense nonsense -> "Nonsense";
                };
        assertThat(found).isEqualTo(expected);
    }
}
