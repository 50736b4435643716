package com.hasivu.reader.osdp;

import static com.hasivu.reader.contract.Hex.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.reader.osdp.OsdpCards.Found;
import com.hasivu.reader.osdp.OsdpSettings.Numbers;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OsdpCardsTest {
    /** 26 bits: published; the others worked out by hand. */
    @ParameterizedTest(name = "{0} {1} {2} -> {3}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            00 01 1A 00 BD 88 EB 80             | wiegand | msb | 7B11D7 WIEGAND_26 UNKNOWN
            00 00 1A 00 BD 88 EB 80             | wiegand | msb | 7B11D7 WIEGAND_26 UNKNOWN
            01 00 1A 00 EA 0D C0 80             | wiegand | msb | D41B81 WIEGAND_26 UNKNOWN
            00 01 1A 00 BD 88 EB 80             | csn     | msb | 7B11D7 WIEGAND_26 UNKNOWN
            00 01 1A 00 BD 88 EB 80             | wiegand | lsb | D7117B REVERSED_24 UNKNOWN
            00 01 22 00 65 CC 53 02 C0          | wiegand | msb | CB98A605 WIEGAND_34 UNKNOWN
            00 01 22 00 65 CC 53 02 C0          | wiegand | lsb | 05A698CB REVERSED_32 UNKNOWN
            00 01 25 00 00 00 00 00 10          | wiegand | msb | 0000000001 WIEGAND_37 UNKNOWN
            00 01 25 00 80 00 00 00 10          | wiegand | msb | parity
            00 01 25 00 40 00 20 00 00          | wiegand | msb | 0400020000 WIEGAND_37 UNKNOWN
            00 01 1A 00 BD 88 EB 40             | wiegand | msb | 7B11D6 WIEGAND_26 UNKNOWN
            00 01 1A 00 BD 88 EA 80             | wiegand | msb | parity
            00 01 1A 00 3D 88 EB 80             | wiegand | msb | parity
            00 01 1A 00 BD 88 EB C0             | wiegand | msb | parity
            00 01 22 00 65 CC 53 02 80          | wiegand | msb | parity
            00 00 20 00 CB 98 A6 05             | csn     | msb | CB98A605 UID ISO_14443_A
            00 00 20 00 05 A6 98 CB             | csn     | lsb | CB98A605 UID ISO_14443_A
            00 00 38 00 04 A1 B2 C3 D4 E5 F6    | csn     | msb | 04A1B2C3D4E5F6 UID ISO_14443_A
            00 00 20 00 CB 98 A6 05             | wiegand | msb | raw bits
            00 01 20 00 CB 98 A6 05             | csn     | msb | raw bits
            00 00 1A 00 BD 88 EB 80             | csn     | msb | raw bits
            00 00 40 00 04 A1 B2 C3 D4 E5 F6 00 | csn     | msb | raw bits
            00 02 1A 00 BD 88 EB 80             | wiegand | msb | raw format
            00 01 1A 00 BD 88 EB                | wiegand | msb | raw length
            00 01 1A 00 BD 88 EB 80 00          | wiegand | msb | raw length
            00 01 1A 01 BD 88 EB 80             | wiegand | msb | raw length
            00 01 1A                            | wiegand | msb | raw length
            00 01 00 00                         | wiegand | msb | raw bits
            """)
    void read_namesTheCard(String hex, String raw, String order, String expected) {
        var numbers = new Numbers(raw.equals("csn"), order.equals("lsb"));
        assertThat(said(OsdpCards.read(bytes(hex), numbers))).isEqualTo(expected);
    }

    @Test
    void read_refusesEveryFlippedDataBitOf26() {
        byte[] good = bytes("00011A00BD88EB80");
        for (int bit = 0; bit < 26; bit++) {
            byte[] bad = good.clone();
            bad[4 + bit / 8] ^= (byte) (0x80 >> bit % 8);
            assertThat(OsdpCards.read(bad, new Numbers(false, false)))
                    .as("bit %d", bit)
                    .isEqualTo(new Found.Nonsense("parity"));
        }
    }

    private static String said(Found found) {
        return switch (found) {
            case Found.Card(var read) ->
                    "%s %s %s".formatted(read.card().hex(), read.form(), read.family());
            case Found.Nonsense(var why) -> why;
        };
    }
}
