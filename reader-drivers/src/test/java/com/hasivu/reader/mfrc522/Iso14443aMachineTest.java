package com.hasivu.reader.mfrc522;

import static com.hasivu.reader.contract.Hex.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.reader.mfrc522.Air.Answer;
import com.hasivu.reader.mfrc522.Iso14443aMachine.Next;
import com.hasivu.reader.mfrc522.Iso14443aMachine.Talk;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.HexFormat;
import java.util.StringJoiner;

class Iso14443aMachineTest {
    /** Answers split by "/"; "-" is silence, "!why" damage found by the chip. */
    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            04 00 / CB 98 A6 05 F0 / 08 B6 DD                                        | CB98A605
            44 00 / 88 04 A1 B2 9F / 04 DA 17 / C3 D4 E5 F6 04 / 00 FE 51            | 04A1B2C3D4E5F6
            84 00 / 88 01 02 03 88 / 04 DA 17 / 88 04 05 06 8F / 04 DA 17 / 07 08 09 0A 0C / 00 FE 51 | 0102030405060708090A
            -                                                                        | nobody
            !collision                                                               | collision
            04 00 / !collision                                                       | collision
            04 00 / !parity                                                          | parity
            04                                                                       | nonsense
            C4 00                                                                    | nonsense
            04 00 / -                                                                | cut short
            04 00 / CB 98 A6 05                                                      | cut short
            04 00 / CB 98 A6 05 F1                                                   | checksum
            04 00 / 88 04 A1 B2 9F                                                   | nonsense
            44 00 / CB 98 A6 05 F0                                                   | nonsense
            04 00 / CB 98 A6 05 F0 / -                                               | cut short
            04 00 / CB 98 A6 05 F0 / 08                                              | cut short
            04 00 / CB 98 A6 05 F0 / 08 B6 DC                                        | checksum
            04 00 / CB 98 A6 05 F0 / 04 DA 17                                        | nonsense
            44 00 / 88 04 A1 B2 9F / 00 FE 51                                        | nonsense
            04 00 / 08 11 22 33 08 / 08 B6 DD                                        | 08112233
            44 00 / 88 08 A1 B2 93 / 04 DA 17 / C3 D4 E5 F6 04 / 00 FE 51            | 08A1B2C3D4E5F6
            """)
    void talk_endsAsTold(String answers, String expected) {
        assertThat(talk(answers, new StringJoiner(" / "))).isEqualTo(expected);
    }

    @Test
    void talk_asksLevelByLevel() {
        var asked = new StringJoiner(" / ");
        talk("44 00 / 88 04 A1 B2 9F / 04 DA 17 / C3 D4 E5 F6 04 / 00 FE 51", asked);
        assertThat(asked)
                .hasToString(
                        "52:7 / 9320:0 / 937088 04A1B29F / 9520:0 / 9570C3D4E5F604"
                                .replace("88 04", "8804")
                                .replace("9F /", "9F" + crc("9370 8804A1B29F") + ":0 /")
                                .replace("F604", "F604" + crc("9570 C3D4E5F604") + ":0"));
    }

    /** READERS of every kind print this one. */
    @Test
    void select_isAsPublished() {
        var asked = new StringJoiner(" / ");
        talk("04 00 / CB 98 A6 05 F0 / 08 B6 DD", asked);
        assertThat(asked).hasToString("52:7 / 9320:0 / 9370CB98A605F0298E:0");
        assertThat(Iso14443aMachine.HLTA.bytes()).isEqualTo(bytes("50 00 57 CD"));
    }

    private static String crc(String hex) {
        byte[] checked = Mfrc522Codec.checked(bytes(hex));
        return HexFormat.of().withUpperCase().formatHex(checked).substring(14);
    }

    private static String talk(String answers, StringJoiner asked) {
        Next next = Iso14443aMachine.start();
        for (String answer : answers.split(" / ")) {
            if (!(next instanceof Next.Send(Talk talk, Air.Frame frame))) {
                return "ended early: " + next;
            }
            asked.add(
                    HexFormat.of().withUpperCase().formatHex(frame.bytes())
                            + ":"
                            + frame.lastBits());
            next = Iso14443aMachine.step(talk, answer(answer.strip()));
        }
        return switch (next) {
            case Next.Found(var card) -> card.hex();
            case Next.Nobody nobody -> "nobody";
            case Next.Refused(var what) -> what;
            case Next.Send send -> "asks on";
        };
    }

    private static Answer answer(String text) {
        return switch (text.charAt(0)) {
            case '-' -> new Answer.Silence();
            case '!' -> new Answer.Damaged(text.substring(1));
            default -> new Answer.Bytes(bytes(text), 0);
        };
    }
}
