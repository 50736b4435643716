package com.hasivu.cloud.csv;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** What a file can be is bounded line by line, whatever is in it. */
class SheetTest {
    private static final Columns COLUMNS = new Columns(List.of("a", "b"), 1);

    private static Sheet<String> read(String file) {
        return Sheet.read(
                file.getBytes(StandardCharsets.UTF_8),
                COLUMNS,
                row -> Optional.of(row.cell("a") + "|" + row.cell("b")));
    }

    @Test
    void read_keepsQuotedLineBreaksCommasAndMarks() {
        Sheet<String> sheet =
                read("\uFEFFa,b\r\n\"x,\ny\",\"say \"\"hi\"\"\"\r\n12\" plate,z\r\nlast,");
        assertThat(sheet.faults()).isEmpty();
        assertThat(sheet.lines()).containsExactly("x,\ny|say \"hi\"", "12\" plate|z", "last|");
    }

    @Test
    void read_stopsAtALineThatIsTooLongToBeOne() {
        for (String file :
                List.of(
                        "a,".repeat(1_000_000),
                        "a,b\n" + ",".repeat(1_000_000),
                        "a,b\n\"" + "x\n".repeat(1_000_000),
                        "a,b\n" + "\"\n\",".repeat(1_000_000))) {
            Sheet<String> sheet = read(file);
            assertThat(sheet.lines()).isEmpty();
            assertThat(sheet.faults())
                    .singleElement()
                    .satisfies(fault -> assertThat(fault.fix()).contains("more than 16000 signs"));
        }
    }

    @Test
    void read_takesManyLinesWhateverMarksAreInThem() {
        Sheet<String> sheet = read("a,b\n" + "5\" plate,a \"word\" within\n".repeat(10_000));
        assertThat(sheet.faults()).isEmpty();
        assertThat(sheet.lines()).hasSize(10_000);
    }

    @Test
    void read_holdsOnlySoManyFaults() {
        Sheet<String> sheet =
                Sheet.read(
                        ("a,b\n" + "1,2\n".repeat(Sheet.MAX_ROWS)).getBytes(StandardCharsets.UTF_8),
                        COLUMNS,
                        row -> {
                            for (int i = 0; i < 12; i++) {
                                row.fault("a", "is wrong");
                            }
                            return Optional.empty();
                        });
        assertThat(sheet.faults().size()).isBetween(Sheet.MOST_FAULTS, Sheet.MOST_FAULTS + 13);
        assertThat(sheet.faults().getLast().fix()).contains("mend them first");
    }

    @Test
    void read_tellsWhatIsNotUtf8() {
        Sheet<String> sheet =
                Sheet.read(
                        new byte[] {'a', ',', 'b', '\n', (byte) 0xFF},
                        COLUMNS,
                        row -> Optional.of(""));
        assertThat(sheet.faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.fix()).contains("UTF-8"));
    }
}
