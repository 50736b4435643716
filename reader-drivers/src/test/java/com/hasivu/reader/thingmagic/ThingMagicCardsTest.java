package com.hasivu.reader.thingmagic;

import static com.hasivu.reader.contract.Hex.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.protocol.CardForm;
import com.hasivu.protocol.CardId;
import com.hasivu.reader.CardRead;
import com.hasivu.reader.FrameDecoder.Decoded;
import com.hasivu.reader.thingmagic.ThingMagicCards.Found;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Random;
import java.util.stream.Collectors;

class ThingMagicCardsTest {
    /** PC 3000, EPC, the tag's CRC: from the published record. */
    private static final String TAG = "30 00 00 00 00 00 00 00 00 00 00 00 15 45 E9 4A";

    private static final String RECORD_WITHOUT_BITS =
            "01 C4 11 0E 16 40 00 00 01 27 00 00 05 00 00 0F";

    @Test
    void decoder_readsThePublishedRecordWithItsStrength() {
        var found = new ThingMagicDriver().decoder().feed(bytes(ThingMagicCodecTest.RECORD));
        assertThat(found)
                .containsExactly(
                        new Decoded.Card(
                                CardRead.epc(new CardId("000000000000000000001545")).at(-60), 0));
        var read = ((Decoded.Card) found.getFirst()).read();
        assertThat(read.form()).isEqualTo(CardForm.EPC);
        assertThat(read.strength()).hasValue(40);
    }

    /** One record in the forms in which modules tell it. */
    @ParameterizedTest(name = "{1}: {0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            22 | 10 00 1B 01 FF 01 {meta} 00 80 {tag}                               | tag
            22 | 10 00 1B 00 00 01 00 80 {tag}                                      | tag
            22 | 10 00 1B 00 02 01 C4 00 80 {tag}                                   | tag
            22 | 10 00 1B 00 80 01 00 0C AB C0 00 80 {tag}                          | tag
            29 | 01 FF 00 01 {meta} 00 80 {tag}                                     | tag
            29 | 01 FF 00 02 {meta} 00 80 {tag} {meta} 00 80 {tag}                  | tag tag
            29 | 01 FF 00 00                                                        | -
            29 | 01 FF                                                              | -
            22 | 10 00 1B 01 FF 02 00 00                                            | -
            22 | 10 00 1B 01 FF 00 00 00                                            | -
            22 | 00 00 13 01                                                        | -
            22 | 10 00 1B 01 FF 01 {meta} 00 80 {tag} 00                            | nonsense
            22 | 10 00 1B 01 FF 01 {meta} 00 80 30 00 00                            | nonsense
            22 | 10 00 1B 03 FF 01 {meta} 00 80 {tag}                               | nonsense
            22 | 10 00 1B 00 40 01 06 00 80 {tag}                                   | nonsense
            22 | 10 00 1B 00 00 01 00 80 30 00 00 00 00 00 00 00 00 00 00 00 15 45 E9 4B | nonsense
            22 | 10 00 1B 00 00 01 00 80 38 00 00 00 00 00 00 00 00 00 00 00 15 45 E9 4A | nonsense
            22 | 10 00 1B 00 00 01 00 78 {tag}                                      | nonsense
            29 | 01 FF 00 02 {meta} 00 80 {tag} {meta}                              | tag nonsense
            03 | 10 00 1B 00 00 01 00 80 {tag}                                      | -
            """)
    void found_namesWhatAnAnswerHolds(String op, String data, String expected) {
        byte[] content = bytes(data.replace("{meta}", RECORD_WITHOUT_BITS).replace("{tag}", TAG));
        var answer = new ThingMagicAnswer(Integer.parseInt(op, 16), 0, content);
        String said =
                ThingMagicCards.found(answer).stream()
                        .map(
                                found ->
                                        switch (found) {
                                            case Found.Tag(var read) -> "tag";
                                            case Found.Nonsense(var why) -> why;
                                        })
                        .collect(Collectors.joining(" "));
        assertThat(said.isEmpty() ? "-" : said).isEqualTo(expected);
    }

    @Test
    void found_tellsAnEpcWeHaveNoRoomFor() {
        byte[] data = bytes("10 00 1B 00 00 01 00 30 08 00 12 34 8C A5");
        int crc = genibus(data, 8, 4);
        data[12] = (byte) (crc >> 8);
        data[13] = (byte) crc;
        assertThat(ThingMagicCards.found(new ThingMagicAnswer(0x22, 0, data)))
                .containsExactly(new Found.Nonsense("EPC length"));
    }

    @RepeatedTest(200)
    void found_isNeverAnExceptionWhateverTheContent(RepetitionInfo run) {
        var random = new Random(run.getCurrentRepetition());
        var data = new byte[random.nextInt(60)];
        random.nextBytes(data);
        if (data.length > 6) {
            data[0] = 0x10;
            data[3] = (byte) random.nextInt(2);
            data[5] = 1;
        }
        for (int op : new int[] {ThingMagicAnswer.READ, ThingMagicAnswer.BUFFER}) {
            assertThat(ThingMagicCards.inAnswer(new ThingMagicAnswer(op, 0, data))).isEmpty();
        }
    }

    private static int genibus(byte[] bytes, int from, int count) {
        int crc = 0xFFFF;
        for (int i = from; i < from + count; i++) {
            crc ^= (bytes[i] & 0xFF) << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) != 0 ? crc << 1 ^ 0x1021 : crc << 1;
                crc &= 0xFFFF;
            }
        }
        return ~crc & 0xFFFF;
    }
}
