package com.hasivu.reader.uhfreader18;

import static com.hasivu.reader.contract.Hex.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.reader.FrameDecoder.Decoded;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Random;
import java.util.stream.Collectors;

class UhfReader18CardsTest {
    /** Captured frames: EPC, and the strength in dBm where the reader tells it. */
    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            13 00 01 01 01 0C E2 80 69 15 00 00 50 32 42 41 CC ED 57 78       | E2806915000050324241CCED
            20 00 01 03 02 0C 00 00 00 00 00 00 00 00 00 00 03 13 0C 00 00 00 00 00 00 00 00 00 00 03 14 9A C9 | 000000000000000000000313 000000000000000000000314
            13 00 0F 01 01 0C E2 84 36 11 00 00 10 00 09 49 44 AA DA FF       | E284361100001000094944AA
            15 00 01 03 01 01 0C E2 00 00 19 46 04 00 52 21 00 3D FF 4C 95 DD | E20000194604005221003DFF -53
            15 00 01 03 01 01 0C E2 00 00 19 59 11 01 72 14 40 93 52 48 D8 C0 | E20000195911017214409352 -57
            15 00 01 03 04 01 0C 49 44 00 00 00 00 00 00 0A 00 03 34 64 25 C0 | 49440000000000000A000334 -29
            0D 00 01 03 01 01 04 00 32 30 38 6D A3 D2                         | 00323038 -20
            23 00 01 03 01 02 0C 00 00 00 00 00 00 00 00 00 00 03 13 6B 0C 00 00 00 00 00 00 00 00 00 00 03 14 6C 70 F2 | 000000000000000000000313 -22 000000000000000000000314 -21
            11 00 EE 00 20 00 70 8C 2B 38 0B 2D 00 00 00 00 E0 56             | 2000708C2B380B2D00000000
            05 00 01 FB F2 3D                                                 | -
            07 00 01 01 01 00 1E 4B                                           | -
            0D 00 21 00 03 3F 09 03 4E 00 1E 0A 83 F0                         | -
            56 00 00 00 00 00                                                 | -
            """)
    void decoder_readsTheCardsOfCapturedFrames(String hex, String expected) {
        String said =
                new UhfReader18Driver()
                        .decoder().feed(bytes(hex)).stream()
                                .map(found -> ((Decoded.Card) found).read())
                                .map(
                                        read ->
                                                read.card().hex()
                                                        + (read.strength().isEmpty()
                                                                ? ""
                                                                : " %d"
                                                                        .formatted(
                                                                                read.strength()
                                                                                                        .getAsInt()
                                                                                                / 2
                                                                                        - 80)))
                                .collect(Collectors.joining(" "));
        assertThat(said.isEmpty() ? "-" : dbmNoLess(said)).isEqualTo(dbmNoLess(expected));
    }

    /** Strength ends at 100, which is -30 dBm. */
    private static String dbmNoLess(String said) {
        return said.replaceAll("-2[0-9]", "-30");
    }

    @ParameterizedTest(name = "{0} {1} {2} -> {3}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            FIRST  | 01 01 | 01 04 11 22 33 44                         | 11223344
            FIRST  | 01 04 | 02 04 11 22 33 44 04 55 66 77 88          | 11223344 55667788
            FIRST  | 01 02 |                                           | none
            FIRST  | 01 01 | 00                                        | none
            FIRST  | 01 01 | 01 02 11 22                               | none
            FIRST  | 01 01 | 01 12 11 22 33 44 55 66 77 88 99 AA BB CC DD EE FF 00 11 22 | none
            FIRST  | 01 01 | 01 03 11 22 33                            | nonsense
            FIRST  | 01 01 | 01 04 11 22 33                            | nonsense
            FIRST  | 01 01 | 01 04 11 22 33 44 55                      | nonsense
            FIRST  | 01 01 | 02 04 11 22 33 44                         | nonsense
            FIRST  | 01 01 | 01 00                                     | nonsense
            FIRST  | EE 00 | 11 22 33 44 55 66                         | 112233445566
            FIRST  | EE 00 | 11 22 33                                  | nonsense
            FIRST  | EE EE | 11 22 33 44                               | none
            SECOND | 01 03 | 01 01 04 11 22 33 44 4C                   | 11223344
            SECOND | 01 03 | 01 01 04 11 22 33 44                      | nonsense
            SECOND | 01 03 | 01 01 44 11 22 33 44 4C                   | nonsense
            SECOND | 01 03 | 01                                        | nonsense
            SECOND | EE 00 | 01 04 11 22 33 44 4C                      | 11223344
            SECOND | EE 00 | 01 06 11 22 33 44 4C                      | nonsense
            SECOND | EE 28 | 00 00 00 01 00 00 00 00 00 00 00 00 00 00 00 00 | none
            SECOND | 2F 00 |                                           | none
            """)
    void read_namesWhatAnAnswerHolds(
            Generation generation, String head, String data, String expected) {
        byte[] commandAndStatus = bytes(head);
        var answer =
                new UhfReader18Frame.Answer(
                        0,
                        commandAndStatus[0] & 0xFF,
                        commandAndStatus[1] & 0xFF,
                        bytes(data == null ? "" : data));
        String said =
                UhfReader18Cards.read(answer, generation)
                        .map(
                                cards ->
                                        cards.isEmpty()
                                                ? "none"
                                                : cards.stream()
                                                        .map(card -> card.card().hex())
                                                        .collect(Collectors.joining(" ")))
                        .orElse("nonsense");
        assertThat(said).isEqualTo(expected);
    }

    @RepeatedTest(300)
    void read_isNeverAnExceptionWhateverTheContent(RepetitionInfo run) {
        var random = new Random(run.getCurrentRepetition());
        var data = new byte[random.nextInt(40)];
        random.nextBytes(data);
        for (int i = 0; i < 3 && i < data.length; i++) {
            data[i] &= 0x0F;
        }
        for (int command : new int[] {UhfReader18Frame.INVENTORY, UhfReader18Frame.PUSHED}) {
            for (Generation generation : Generation.values()) {
                var answer =
                        new UhfReader18Frame.Answer(
                                0, command, command == UhfReader18Frame.PUSHED ? 0 : 1, data);
                assertThat(UhfReader18Cards.read(answer, generation)).isNotNull();
            }
        }
    }
}
