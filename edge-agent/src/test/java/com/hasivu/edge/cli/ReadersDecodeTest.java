package com.hasivu.edge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

class ReadersDecodeTest {
    private static final String RDM = "02 36 37 30 30 33 42 35 31 43 36 43 42 03";
    private static final String RDM_READ =
            "{\"family\":\"em4100\",\"uid\":\"67003B51C6\",\"form\":\"uid\",\"quality\":\"unknown\",\"at\":%d}\n";

    @Test
    void decode_printsAReadALine() {
        var cli = Cli.run("readers", "decode", "--driver", "rdm6300", "--hex", RDM + " " + RDM);
        assertThat(cli.out()).isEqualTo(RDM_READ.formatted(0) + RDM_READ.formatted(14));
        assertThat(cli.code()).isZero();
    }

    @Test
    void decode_namesWhatItRejectsAndWhere() {
        var cli =
                Cli.run(
                        "readers",
                        "decode",
                        "--driver",
                        "rdm6300",
                        "--hex",
                        "41 42 " + RDM.replace("43 42 03", "43 43 03") + RDM + "02 36");
        assertThat(cli.out())
                .isEqualTo(
                        "{\"rejected\":\"41 42\",\"reason\":\"noise\",\"bytes\":2,\"at\":0}\n"
                                + "{\"rejected\":\"02 36 37 30 30 33 42 35 31 43 36 43 43 03\",\"reason\":\"checksum\",\"bytes\":14,\"at\":2}\n"
                                + RDM_READ.formatted(16)
                                + "{\"rejected\":\"02\",\"reason\":\"cut short\",\"bytes\":1,\"at\":30}\n"
                                + "{\"rejected\":\"36\",\"reason\":\"noise\",\"bytes\":1,\"at\":31}\n");
        assertThat(cli.code()).isZero();
    }

    @Test
    void decode_readsAFileOfBytesOrOfDigits(@TempDir Path folder) throws IOException {
        Path bytes = folder.resolve("line.bin");
        Files.write(bytes, HexFormat.of().parseHex(RDM.replace(" ", "")));
        Path digits = folder.resolve("line.txt");
        Files.writeString(digits, RDM.replace(" ", "\n") + "\n");
        var fromBytes = Cli.run("readers", "decode", "--driver", "rdm6300", bytes.toString());
        var fromDigits =
                Cli.run("readers", "decode", "--driver", "RDM6300", "--text", digits.toString());
        assertThat(fromBytes.out()).isEqualTo(RDM_READ.formatted(0));
        assertThat(fromDigits.out()).isEqualTo(RDM_READ.formatted(0));
    }

    @Test
    void decode_exitsWithOneWhenNothingWasRead() {
        var cli = Cli.run("readers", "decode", "--driver", "pn532", "--hex", "00 00 FF 00 FF 00");
        assertThat(cli.out()).isEmpty();
        assertThat(cli.code()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    rdm   | 02 | no kind of reader
                    pn532 | 0G | not bytes in hex
                    pn532 | 0  | not bytes in hex
                    """)
    void decode_namesWhatIsWrongWithTheCommandLine(String driver, String hex, String message) {
        var cli = Cli.run("readers", "decode", "--driver", driver, "--hex", hex);
        assertThat(cli.code()).isEqualTo(2);
        assertThat(cli.err()).contains(message);
    }
}
