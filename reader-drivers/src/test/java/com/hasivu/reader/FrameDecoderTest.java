package com.hasivu.reader;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.reader.FrameDecoder.Decoded;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** The frames of docs/readers, through the door a technician's captured line comes in by. */
class FrameDecoderTest {
    @ParameterizedTest(name = "{0}: {1} -> {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            llrp    | 043D 0000002C 4095892F 00F0 0022 8D 3005FB63AC1F3841EC880467 81 0001 86 CE 82 0004EC2EA8354C09 88 0001 | 3005FB63AC1F3841EC880467
            llrp    | 043D 0000002C 4095892F 00F0 0021 8D 3005FB63AC1F3841EC880467 81 0001 86 CE 82 0004EC2EA8354C09 88 0001 | rejected
            llrp    | 043E 0000000A 0000ABCD | nothing
            rdm6300 | 02 36 37 30 30 33 42 35 31 43 36 43 42 03 | 67003B51C6
            rdm6300 | 02 36 37 30 30 33 42 35 31 43 36 43 43 03 | rejected
            rdm6300 | FF 02 36 37 30 30 33 42 35 31 43 36 43 42 03 | rejected 67003B51C6
            pn532   | 00 00 FF 0C F4 D5 4B 01 01 00 04 08 04 CB 98 A6 05 C0 00 | CB98A605
            pn532   | 00 00 FF 0C F4 D5 4B 01 01 00 04 08 04 CB 98 A6 05 C1 00 | rejected
            pn532   | 00 00 FF 00 FF 00 | nothing
            """)
    void feed_namesWhatItFinds(String kind, String hex, String expected) {
        FrameDecoder decoder = ReaderDrivers.byKind(kind).orElseThrow().decoder();

        List<Decoded> found = decoder.feed(HexFormat.of().parseHex(hex.replace(" ", "")));

        String said =
                found.stream()
                        .map(
                                d ->
                                        switch (d) {
                                            case Decoded.Card(var read, var at) ->
                                                    read.card().hex();
                                            case Decoded.Rejected rejected -> "rejected";
                                        })
                        .distinct()
                        .collect(Collectors.joining(" "));
        assertThat(said.isEmpty() ? "nothing" : said).isEqualTo(expected);
    }
}
