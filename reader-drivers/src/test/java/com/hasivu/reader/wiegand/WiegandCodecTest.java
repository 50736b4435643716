package com.hasivu.reader.wiegand;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.protocol.CardForm;
import com.hasivu.reader.CardFamily;
import com.hasivu.reader.CardRead;
import com.hasivu.reader.FrameDecoder.Decoded;
import com.hasivu.reader.line.Feed;
import com.hasivu.reader.line.Scan;
import com.hasivu.reader.wiegand.WiegandFrame.ByteOrder;
import com.hasivu.reader.wiegand.WiegandFrame.Format;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

class WiegandCodecTest {
    /**
     * Published: 1 rf IDEAS pcProx and Civintec CN56; 2 facility 123, card 4567 (OSDP RAW example);
     * 3 linklayer/BLEKey issue 10, facility 2, card 26040; 4 a HID reader's output, proxmark.org
     * topic of 11653; 5 DMP 9000 series guide, figure 7; 6 facility 1, id 1 (ZKTeco manual). The
     * rest computed after H10306 and H10302.
     */
    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            11101010000011011100000010              | D41B81
            10111101100010001110101110              | 7B11D7
            10000001001100101101110001              | 0265B8
            00001010101110011110011001              | 1573CC
            01110101101101010001100111              | EB6A33
            10000000100000000000000010              | 010001
            0110010111001100010100110000001011      | CB98A605
            1000000000000000100000000000000010      | 00010001
            1111111111111111111111111111111111      | parity
            1000000000000001110101101111001101001   | 00001D6F34
            11101010000011011100000011              | parity
            01101010000011011100000010              | parity
            1110101000001101110000001               | bit count
            111010100000110111000000101             | bit count
            1110101000x011011100000010              | noise
            0001                                    | keypad
            11100001                                | keypad
            1                                       | bit count
            """)
    void scan_namesWhatItSees(String bits, String expected) {
        Scan<WiegandFrame> scan = WiegandCodec.scan(line(bits + "\n"));
        String said =
                switch (scan) {
                    case Scan.Complete<WiegandFrame>(var frame, var consumed) -> {
                        assertThat(consumed).isEqualTo(bits.length());
                        yield frame.read(ByteOrder.MSB).card().hex();
                    }
                    case Scan.Noise<WiegandFrame>(var skip, var why) -> {
                        assertThat(skip).isEqualTo(bits.length());
                        yield why;
                    }
                    default -> scan.toString();
                };
        assertThat(said).isEqualTo(expected);
    }

    @Test
    void scan_waitsForThePauseHoweverWholeAFrameLooks() {
        assertThat(WiegandCodec.scan(line("11101010000011011100000010")))
                .isEqualTo(new Scan.NeedMore<>(27));
    }

    @ParameterizedTest(name = "{0} {1} {2} -> {3} {4}")
    @CsvSource({
        "BITS_26, D41B81,     MSB,      D41B81,     WIEGAND_26",
        "BITS_26, 98A6CB,     REVERSED, CBA698,     REVERSED_24",
        "BITS_34, CB98A605,   MSB,      CB98A605,   WIEGAND_34",
        "BITS_34, 05A698CB,   REVERSED, CB98A605,   REVERSED_32",
        "BITS_34, 000000FF,   REVERSED, FF000000,   REVERSED_32",
        "BITS_37, 7FFFFFFFF,  MSB,      07FFFFFFFF, WIEGAND_37",
        "BITS_37, 0123456789, REVERSED, 0123456789, WIEGAND_37",
    })
    void read_tellsNumberAndForm(
            Format format, String data, ByteOrder order, String card, CardForm form) {
        CardRead read = new WiegandFrame(format, Long.parseLong(data, 16)).read(order);
        assertThat(read.card().hex()).isEqualTo(card);
        assertThat(read.form()).isEqualTo(form);
        assertThat(read.family()).isEqualTo(CardFamily.UNKNOWN);
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void scan_readsBackWhatWasEncodedWhereverItIsSplit(Format format) {
        var random = new Random(1);
        for (int round = 0; round < 500; round++) {
            long data = random.nextLong() & (1L << format.bits - 2) - 1;
            String bits = encode(format, data) + "\n";
            int at = 1 + random.nextInt(bits.length() - 1);
            var feed =
                    new Feed<>(WiegandCodec::scan)
                            .bytes(ascii(bits.substring(0, at)))
                            .bytes(ascii(bits.substring(at)));
            assertThat(feed.frames).containsExactly(new WiegandFrame(format, data));
            assertThat(feed.dropped).isEmpty();
        }
    }

    /** Every bit is under a parity bit, and of 37 the middle one under both. */
    @ParameterizedTest
    @EnumSource(Format.class)
    void scan_refusesEachSingleFlippedBit(Format format) {
        var random = new Random(2);
        for (int round = 0; round < 100; round++) {
            String bits = encode(format, random.nextLong() & (1L << format.bits - 2) - 1);
            for (int i = 0; i < bits.length(); i++) {
                var flipped = new StringBuilder(bits);
                flipped.setCharAt(i, bits.charAt(i) == '0' ? '1' : '0');
                assertThat(WiegandCodec.scan(line(flipped + "\n")))
                        .as("%s, bit %d", bits, i)
                        .isEqualTo(new Scan.Noise<>(bits.length(), "parity"));
            }
        }
    }

    /** What two parity bits cannot see, so that nobody believes they can. */
    @Test
    void scan_takesTwoFlippedBitsOfOneHalfForAnotherCard() {
        assertThat(WiegandCodec.scan(line("10001010000011011100000010\n")))
                .isInstanceOf(Scan.Complete.class);
    }

    @Test
    void scan_neverMakesACardFromACutFrame() {
        String whole = encode(Format.BITS_34, 0xCB98A605L);
        for (int length = 1; length < whole.length(); length++) {
            var feed =
                    new Feed<>(WiegandCodec::scan).bytes(ascii(whole.substring(0, length) + "\n"));
            if (length != 26) { // a cut to another format's length meets that one's parities
                assertThat(feed.frames).isEmpty();
            }
        }
    }

    @Test
    void scan_survivesAnyBytes() {
        var random = new Random(3);
        for (int round = 0; round < 300; round++) {
            var bytes = new byte[1 + random.nextInt(200)];
            random.nextBytes(bytes);
            var feed = new Feed<>(WiegandCodec::scan).bytes(bytes).silence();
            assertThat(feed.frames).isEmpty();
            feed.bytes(ascii("\n" + encode(Format.BITS_26, 0xD41B81) + "\n"));
            assertThat(feed.frames).containsExactly(new WiegandFrame(Format.BITS_26, 0xD41B81));
        }
    }

    @Test
    void decoder_readsCapturedBitsWithSpacesBetweenFrames() {
        var decoder = new WiegandDriver().decoder();
        var found =
                new java.util.ArrayList<>(
                        decoder.feed(
                                ascii(
                                        "11101010000011011100000010 0001\r\n"
                                                + "11101010000011011100000011\n"
                                                + "10111101100010001110101110")));
        found.addAll(decoder.finish());
        assertThat(found.stream().map(WiegandCodecTest::said).toList())
                .isEqualTo(List.of("D41B81 at 0", "keypad", "parity", "7B11D7 at 60"));
    }

    private static String said(Decoded decoded) {
        return switch (decoded) {
            case Decoded.Card(var read, var at) -> read.card().hex() + " at " + at;
            case Decoded.Rejected(var why, var at, var bytes) -> why;
        };
    }

    /** Counts ones as the standard words it, not as the codec does. */
    private static String encode(Format format, long data) {
        int count = format.bits - 2;
        StringBuilder bits = new StringBuilder();
        int evens = 0;
        int odds = 0;
        for (int i = 0; i < count; i++) {
            boolean one = (data >> (count - 1 - i) & 1) == 1;
            bits.append(one ? '1' : '0');
            evens += one && i < format.half ? 1 : 0;
            odds += one && i >= count - format.half ? 1 : 0;
        }
        return (evens % 2 == 0 ? "0" : "1") + bits + (odds % 2 == 0 ? "1" : "0");
    }

    private static ByteBuffer line(String text) {
        return ByteBuffer.wrap(ascii(text));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
