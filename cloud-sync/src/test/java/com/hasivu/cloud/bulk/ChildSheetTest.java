package com.hasivu.cloud.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.cloud.csv.Csv;
import com.hasivu.cloud.csv.Fault;
import com.hasivu.cloud.csv.Sheet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

class ChildSheetTest {
    private static Sheet<Line> read(String text) {
        return ChildSheet.read(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void sheet_isReadWithAndWithoutByteOrderMarkInAnyOrderOfColumns() {
        String text =
                "Name,ROLL,class,allergens,guardian_email,guardian_name,guardian_rights\r\n"
                        + "\"Rao, Asha\",7,5A,milk; egg,Asha@Home.Test,ರಾವ್,collect\r\n\r\n";
        for (String file : List.of(text, "\uFEFF" + text, text.replace("\r\n", "\n"))) {
            Sheet<Line> sheet = read(file);
            assertThat(sheet.faults()).isEmpty();
            assertThat(sheet.rows()).isEqualTo(1);
            Line line = sheet.lines().getFirst();
            assertThat(line.child().name()).isEqualTo("Rao, Asha");
            assertThat(line.child().allergens()).containsExactly("milk", "egg");
            assertThat(line.parents())
                    .containsExactly(new Line.Parent("asha@home.test", "ರಾವ್", false, true));
        }
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    1,,5A,,                                    | name
                    ,A,5A,,                                    | roll
                    1,A,,,                                     | class
                    1,A,5A,meat,                               | diet
                    1,A,5A,,strawberry                         | allergens
                    1,A,5A,,,Asha Rao                          | consent
                    1,A,5A,,,f-1,P                             | guardian_email
                    1,A,5A,,,,P,no-address                     | guardian_email
                    1,A,5A,,,,,p@x.in                          | guardian_name
                    1,A,5A,,,,P,p@x.in,eat                     | guardian_rights
                    1,A,5A,,,,P,p@x.in,,Q,P@x.in               | guardian2_email
                    1,A,12345678901234567890123456789012345678901 | class
                    """)
    void line_isRefusedWithItsColumn(String line, String column) {
        Sheet<Line> sheet =
                read(
                        "roll,name,class,diet,allergens,consent,guardian_name,guardian_email,guardian_rights,guardian2_name,guardian2_email\n"
                                + "0,Good,5A\n"
                                + line
                                + "\n");
        assertThat(sheet.lines()).hasSize(1);
        assertThat(sheet.faults()).hasSize(1);
        assertThat(sheet.faults().getFirst().line()).isEqualTo(3);
        assertThat(sheet.faults().getFirst().column()).isEqualTo(column);
        assertThat(sheet.faults().getFirst().fix()).isNotBlank();
    }

    @Test
    void file_isRefusedWithTheReason() {
        assertThat(read("").faults().getFirst().fix()).contains("empty");
        assertThat(read("roll,nam,class\n1,A,5A").faults())
                .extracting(Fault::column)
                .containsExactly("nam", "name");
        assertThat(read("roll,name,class,roll\n").faults().getFirst().fix()).contains("twice");
        assertThat(read("roll,name,class\n1,\"A\"b,5A\n").faults().getFirst().line()).isEqualTo(2);
        assertThat(read("roll,name,class\n1,A,5A,more\n").faults().getFirst().fix())
                .contains("4 cells");
        assertThat(
                        ChildSheet.read(
                                        "roll,name,class\n1,\u00E9,5A"
                                                .getBytes(StandardCharsets.ISO_8859_1))
                                .faults()
                                .getFirst()
                                .fix())
                .contains("UTF-8");
        assertThat(read("roll,name,class\n1,A,5A\n1,B,5A\n").faults().getFirst().fix())
                .contains("line 2");
        assertThat(read("roll,name,class\n1,\"A\nB\",5A\n2,,5A\n").faults())
                .extracting(Fault::line)
                .containsExactly(2L, 4L);
        var many = new StringBuilder("roll,name,class\n");
        for (int i = 0; i <= Sheet.MAX_ROWS; i++) {
            many.append(i).append(",A,5A\n");
        }
        assertThat(read(many.toString()).faults().getFirst().fix()).contains("20000");
    }

    /** Any bytes are lines or faults, never an exception. */
    @Test
    void anyBytes_areReadOrRefused() {
        long seed = 20261123;
        var random = new Random(seed);
        byte[] good =
                "roll,name,class,diet\n1,\"Asha, R\",5A,veg\n2,B,5A,\n"
                        .getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 2_000; i++) {
            byte[] bad = good.clone();
            for (int n = 1 + random.nextInt(6); n > 0; n--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            Sheet<Line> sheet = ChildSheet.read(bad);
            assertThat(sheet.lines().size() + sheet.faults().size())
                    .as("seed %d, round %d", seed, i)
                    .isPositive();
        }
    }

    @ParameterizedTest
    @CsvSource({"=1+2", "+91", "-x", "@sum", "Asha"})
    void formula_goesOutAsTextAndComesBackAsItWas(String value) {
        assertThat(Csv.out(value)).isEqualTo(value.equals("Asha") ? value : "'" + value);
        assertThat(Csv.in(Csv.out(value))).isEqualTo(value);
        assertThat(Csv.in(value)).isEqualTo(value);
    }
}
