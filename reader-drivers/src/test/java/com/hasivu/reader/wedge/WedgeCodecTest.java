package com.hasivu.reader.wedge;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.reader.line.Scan;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

class WedgeCodecTest {
    /** F1 goes down and comes up: damnsmallblog.blogspot.com/2019/12/input.html. */
    private static final String F1 =
            "1587FC5D0000000040CA070000000000040004003A000700"
                    + "1587FC5D0000000040CA07000000000001003B0001000000"
                    + "1587FC5D0000000040CA0700000000000000000000000000"
                    + "1587FC5D000000003EC4080000000000040004003A000700"
                    + "1587FC5D000000003EC408000000000001003B0000000000"
                    + "1587FC5D000000003EC40800000000000000000000000000";

    /** "1" on a USB keyboard, 32 bit, Linux of 2010: discuss.vlug.narkive.com/gHWmeiHQ. */
    private static final String ONE_IN_2010 =
            "4ba7fb4be9930500040004001e000700"
                    + "4ba7fb4b139405000100020001000000"
                    + "4ba7fb4b199405000000000000000000";

    private final WedgeCodec codec = new WedgeCodec(Events.WIDE);

    @Test
    void scan_readsACapturedKey() {
        ByteBuffer in = ByteBuffer.wrap(HexFormat.of().parseHex(F1));
        var down = complete(codec.scan(in));
        assertThat(down.consumed()).isEqualTo(72);
        assertThat(down.frame())
                .isEqualTo(
                        new Packet(
                                0x5DFC8715L * 1_000_000 + 0x7CA40,
                                List.of(new Packet.Key(59, true, true)),
                                false));
        var up = complete(codec.scan(in.position(72)));
        assertThat(up.frame().keys()).containsExactly(new Packet.Key(59, false, true));
        assertThat(up.frame().micros() - down.frame().micros()).isEqualTo(0x8C43E - 0x7CA40);
    }

    /**
     * Since Linux 3.9 one packet has one time, which shows damage; before, each event had its own.
     */
    @Test
    void scan_readsNarrowEventsOfOneTimeOnly() {
        var narrow = new WedgeCodec(Events.NARROW);
        Scan<Packet> old = narrow.scan(ByteBuffer.wrap(HexFormat.of().parseHex(ONE_IN_2010)));
        assertThat(old).isEqualTo(new Scan.Noise<Packet>(48, "times differ"));
        String sameTime = ONE_IN_2010.replace("139405", "e99305").replace("199405", "e99305");
        var one = complete(narrow.scan(ByteBuffer.wrap(HexFormat.of().parseHex(sameTime))));
        assertThat(one.frame().keys()).containsExactly(new Packet.Key(2, true, true));
        assertThat(one.consumed()).isEqualTo(48);
    }

    @ParameterizedTest(name = "{0}: {1} -> {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            a key without scan code       | 1:2:1 0:0:0             | 1
            two keys in one report        | 1:2:0 1:3:1 0:0:0       | 2
            nothing                       | 0:0:0                   | 0
            a repeat                      | 1:2:2 0:0:1             | 0
            a lamp                        | 17:0:1 0:0:0            | 0
            events were lost              | 0:3:0 1:2:1 0:0:0       | overrun
            another scan code             | 4:4:70020 1:2:1 0:0:0   | event
            another page                  | 4:4:6001e 1:2:1 0:0:0   | event
            scan code of a key we know    | 4:4:7001e 1:59:1 0:0:0  | event
            scan code without a key       | 4:4:7001e 0:0:0         | event
            two scan codes                | 4:4:7001e 4:4:7001e 1:2:1 0:0:0 | event
            another MSC                   | 4:3:7001e 1:2:1 0:0:0   | event
            pressed how                   | 1:2:3 0:0:0             | event
            a button that cannot be       | 1:1023:1 0:0:0          | event
            a repeat ends as one          | 1:2:2 0:0:0             | event
            a press ends as a repeat      | 1:2:1 0:0:1             | event
            an unknown end                | 1:2:1 0:1:0 0:0:0       | event
            a mouse                       | 2:0:1 0:0:0             | event
            """)
    void scan_namesWhatItSees(String what, String events, String expected) {
        var written = new Events(1_700_000_000_000_000L);
        for (String event : events.split(" ")) {
            String[] parts = event.split(":");
            boolean scanned = parts[0].equals("4");
            written.event(
                    Integer.parseInt(parts[0]),
                    Integer.parseInt(parts[1]),
                    Integer.parseInt(parts[2], scanned ? 16 : 10));
        }
        byte[] bytes = written.bytes();
        String said =
                switch (codec.scan(ByteBuffer.wrap(bytes))) {
                    case Scan.Complete<Packet>(var packet, var consumed) -> {
                        assertThat(consumed).isEqualTo(bytes.length);
                        yield packet.overrun() ? "overrun" : "" + packet.keys().size();
                    }
                    case Scan.Noise<Packet>(var skip, var why) -> {
                        assertThat(skip).isEqualTo(bytes.length);
                        yield why;
                    }
                    default -> "more";
                };
        assertThat(said).isEqualTo(expected);
    }

    @Test
    void scan_asksForMoreUntilThePacketEnds() {
        byte[] bytes = new Events(5_000_000).event(1, 2, 1).report().bytes();
        for (int there = 1; there < bytes.length; there++) {
            assertThat(codec.scan(ByteBuffer.wrap(bytes, 0, there)))
                    .isInstanceOf(Scan.NeedMore.class);
        }
    }

    @Test
    void scan_givesUpAPacketThatDoesNotEnd() {
        var endless = new Events(5_000_000);
        for (int i = 0; i <= WedgeCodec.EVENTS; i++) {
            endless.event(1, 2, 2);
        }
        assertThat(codec.scan(ByteBuffer.wrap(endless.bytes())))
                .isEqualTo(new Scan.Noise<Packet>(24, "no end"));
    }

    @Test
    void scan_alwaysMovesOnOverHostileBytes() {
        var random = new Random(5);
        for (int round = 0; round < 200; round++) {
            byte[] bytes = new byte[600];
            random.nextBytes(bytes);
            ByteBuffer in = ByteBuffer.wrap(bytes);
            boolean more = false;
            while (in.hasRemaining() && !more) {
                int before = in.position();
                Scan<Packet> scan = codec.scan(in);
                assertThat(in.position()).as("scan moves nothing").isEqualTo(before);
                switch (scan) {
                    case Scan.Complete<Packet>(var frame, var consumed) ->
                            in.position(before + consumed);
                    case Scan.Noise<Packet>(var skip, var why) -> in.position(before + skip);
                    case Scan.Padding<Packet>(var skip) -> in.position(before + skip);
                    case Scan.NeedMore<Packet>(var atLeast) -> {
                        assertThat(atLeast).isGreaterThan(in.remaining());
                        more = true;
                    }
                }
            }
        }
    }

    private static Scan.Complete<Packet> complete(Scan<Packet> scan) {
        return (Scan.Complete<Packet>) scan;
    }
}
