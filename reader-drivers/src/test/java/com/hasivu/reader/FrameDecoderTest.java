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
            mfrc522 | 04 00 CB 98 A6 05 F0 08 B6 DD | CB98A605
            mfrc522 | 04 00 CB 98 A6 05 F0 08 B6 DC | rejected
            rdm6300 | 02 36 37 30 30 33 42 35 31 43 36 43 42 03 | 67003B51C6
            rdm6300 | 02 36 37 30 30 33 42 35 31 43 36 43 43 03 | rejected
            rdm6300 | FF 02 36 37 30 30 33 42 35 31 43 36 43 42 03 | rejected 67003B51C6
            pn532   | 00 00 FF 0C F4 D5 4B 01 01 00 04 08 04 CB 98 A6 05 C0 00 | CB98A605
            pn532   | 00 00 FF 0C F4 D5 4B 01 01 00 04 08 04 CB 98 A6 05 C1 00 | rejected
            pn532   | 00 00 FF 00 FF 00 | nothing
            yrm100  | BB 02 22 00 11 C9 34 00 30 75 1F EB 70 5C 59 04 E3 D5 0D 70 3A 76 EF 7E | 30751FEB705C5904E3D50D70
            yrm100  | BB 02 22 00 11 C9 34 00 30 75 1F EB 70 5C 59 04 E3 D5 0D 70 3A 77 F0 7E | rejected
            yrm100  | BB 01 FF 00 01 15 16 7E | nothing
            wiegand | 31 31 31 30 31 30 31 30 30 30 30 30 31 31 30 31 31 31 30 30 30 30 30 30 31 30 0A | D41B81
            wiegand | 31 31 31 30 31 30 31 30 30 30 30 30 31 31 30 31 31 31 30 30 30 30 30 30 31 31 0A | rejected
            osdp    | 53 E5 10 00 05 50 00 01 1A 00 BD 88 EB 80 BB 52 | 7B11D7
            osdp    | 53 E5 10 00 05 50 00 01 1A 00 BD 88 EB 80 BB 53 | rejected
            osdp    | FF 53 80 08 00 07 40 0A F9 | nothing
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
