package com.hasivu.reader.pcsc;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.reader.FrameDecoder.Decoded;
import com.hasivu.reader.line.Scan;
import com.hasivu.reader.pcsc.SlotFrame.Word;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.stream.Collectors;

class SlotCodecTest {
    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            0006 CB98A605 9000               | CB98A605 ISO_14443_A
            0009 04A1B2C3D4E5F6 9000         | 04A1B2C3D4E5F6 ISO_14443_A
            000C 04A1B2C3D4E5F6010203 9000   | 04A1B2C3D4E5F6010203 ISO_14443_A
            000A 0102030405060708 9000       | 0102030405060708 UNKNOWN
            0002 6300                        | nothing
            0002 9000                        | nothing
            0006 CB98A605 9001               | nothing
            0006 CB98A605 6300               | nothing
            0005 CB98A6 9000                 | nothing
            0001 01                          | nothing
            0001 07                          | rejected
            0000 0006 CB98A605 9000          | rejected CB98A605 ISO_14443_A
            FFFF 0006 CB98A605 9000          | rejected CB98A605 ISO_14443_A
            0006 CB98                        | rejected
            """)
    void decoder_findsTheCardsInACapturedLine(String hex, String expected) {
        var decoder = new PcscDriver().decoder();
        var found = decoder.feed(HexFormat.of().parseHex(hex.replace(" ", "")));
        found.addAll(decoder.finish());
        String said =
                found.stream()
                        .map(
                                piece ->
                                        switch (piece) {
                                            case Decoded.Card(var read, var at) ->
                                                    read.card().hex() + " " + read.family();
                                            case Decoded.Rejected rejected -> "rejected";
                                        })
                        .distinct()
                        .collect(Collectors.joining(" "));
        assertThat(said.isEmpty() ? "nothing" : said).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(Word.class)
    void word_comesBackAsItWas(Word word) {
        byte[] frame = SlotCodec.word(word);
        assertThat(SlotCodec.scan(ByteBuffer.wrap(frame)))
                .isEqualTo(new Scan.Complete<SlotFrame>(new SlotFrame.Told(word), frame.length));
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "7"})
    void scan_asksForMoreUntilTheFrameIsWhole(int there) {
        byte[] frame = SlotCodec.answer(HexFormat.of().parseHex("CB98A6059000"));
        assertThat(SlotCodec.scan(ByteBuffer.wrap(frame, 0, there)))
                .isInstanceOf(Scan.NeedMore.class);
    }
}
