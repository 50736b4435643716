package com.hasivu.reader.wedge;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.protocol.CardForm;
import com.hasivu.reader.wedge.NumberForm.Meaning;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Random;

class NumberFormTest {
    /** The first seven: one tag as i-keys.de prints it, and 67003B51C6 of the rdm6300 papers. */
    @ParameterizedTest(name = "{0}: {1} -> {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            10d          | 0045131261     | 02B0A5FD DECIMAL_10
            13d          | 0004340098557  | 0102B0A5FD DECIMAL_13
            5+5          | 00688,42493    | 02B0A5FD DECIMAL_5_5
            5+5          | 0068842493     | 02B0A5FD DECIMAL_5_5
            8d           | 11576829       | B0A5FD DECIMAL_8
            3+5          | 176,42493      | B0A5FD DECIMAL_3_5
            hex          | 0102B0A5FD     | 0102B0A5FD UID
            hex-reversed | FDA5B00201     | 0102B0A5FD REVERSED
            10d-reversed | 2779775489     | 0102B0A5 REVERSED_32
            8d-reversed  | 11534849       | 0102B0 REVERSED_24
            10d          | 0003887558     | 003B51C6 DECIMAL_10
            10d-reversed | 0094804171     | CB98A605 REVERSED_32
            hex          | 04A1B2C3D4E5F6 | 04A1B2C3D4E5F6 UID
            10d          | 4294967295     | FFFFFFFF DECIMAL_10
            10d          | 4294967296     | out of range
            10d          | 0000000000     | out of range
            10d          | 045131261      | digit count
            10d          | 00045131261    | digit count
            10d          | 00451,31261    | not decimal
            10d          | 0102B0A5FD     | not decimal
            13d          | 1099511627776  | out of range
            8d           | 16777216       | out of range
            5+5          | 65536,00000    | out of range
            5+5          | 00001,65536    | out of range
            5+5          | 006884,2493    | not decimal
            3+5          | 256,00000      | out of range
            3+5          | 17642493       | B0A5FD DECIMAL_3_5
            hex          | 0102B0A5F      | digit count
            hex          | 0102B0         | digit count
            hex          | 00000000       | out of range
            hex          | 0102,B0A5FD    | not hex
            """)
    void read_isStrict(String label, String typed, String expected) {
        String said =
                switch (NumberForm.labelled(label).orElseThrow().read(typed)) {
                    case Meaning.Card(var read) -> read.card().hex() + " " + read.form();
                    case Meaning.Refused(var why) -> why;
                };
        assertThat(said).isEqualTo(expected);
    }

    @Test
    void read_keepsAllBytesOfAnyNumber() {
        var random = new Random(3);
        for (int i = 0; i < 1000; i++) {
            int number = random.nextInt();
            String typed = "%010d".formatted(Integer.toUnsignedLong(number));
            Meaning read = NumberForm.DECIMAL_10.read(typed);
            assertThat(((Meaning.Card) read).read().card().hex())
                    .isEqualTo("%08X".formatted(number));
        }
    }

    @Test
    void labels_areTheCardFormsOwnWhereThereIsOne() {
        assertThat(NumberForm.labels())
                .contains(
                        CardForm.DECIMAL_10.label(),
                        CardForm.DECIMAL_8.label(),
                        CardForm.DECIMAL_13.label(),
                        CardForm.DECIMAL_5_5.label(),
                        CardForm.DECIMAL_3_5.label());
    }
}
