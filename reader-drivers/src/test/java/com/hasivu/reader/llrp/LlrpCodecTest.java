package com.hasivu.reader.llrp;

import static com.hasivu.reader.contract.Hex.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.line.Feed;
import com.hasivu.reader.line.Scan;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;

class LlrpCodecTest {
    private static final CardId CARD = new CardId("3005FB63AC1F3841EC880467");

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            04                                                | NeedMore
            043E                                              | NeedMore
            043E 0000000A 0000AB                              | NeedMore
            043E 0000000A 0000ABCD                            | Complete
            043E 0000000B 0000ABCD 00                         | malformed
            083E 0000000A 0000ABCD                            | noise
            243E 0000000A 0000ABCD                            | noise
            0448 0000000A 0000ABCD                            | noise
            043E 00000009 0000ABCD                            | noise
            043E 80000000 0000ABCD                            | noise
            043D 00004001 00000000                            | noise
            043D 00004000 00000000                            | NeedMore
            043D 0000000A 00000001                            | Complete
            043D 0000000E 00000001 03FF 0003                  | malformed
            043D 0000000E 00000001 03FF 0004                  | Complete
            043D 00000012 00000001 03FF 0004 03FF 0004        | Complete
            043D 00000012 00000001 03FF 0004 07FF 0004        | malformed
            043D 00000016 00000001 03FF 000C 0000651A 00000001 | Complete
            043D 00000010 00000001 00F0 0006 8105             | malformed
            043D 00000011 00000001 00F0 0007 95 0001          | malformed
            043F 0000000A 00000001                            | malformed
            0407 0000000A 00000001                            | noise
            0404 00000012 00000003 011F 0008 0000 0000        | Complete
            0404 00000012 00000003 011F 0008 0000 0001        | malformed
            0404 00000012 00000003 011E 0008 0000 0000        | malformed
            07FF 0000000F 00000001 0000651A 15                | Complete
            07FF 0000000E 00000001 0000651A                   | malformed
            """)
    void scan_namesWhatItSees(String hex, String expected) {
        var in = ByteBuffer.wrap(bytes(hex));
        Scan<Message> seen = new LlrpCodec().scan(in);
        String word =
                seen instanceof Scan.Noise<Message>(var skip, var why)
                        ? why
                        : seen.getClass().getSimpleName();
        assertThat(word).isEqualTo(expected);
        assertThat(in.position()).isZero();
    }

    @Test
    void scan_readsTheGreeting() {
        long micros =
                ChronoUnit.MICROS.between(
                        Instant.EPOCH, Instant.parse("2014-05-01T09:33:30.740479Z"));
        assertThat(read(Golden.GREETING))
                .isEqualTo(
                        new Message.Event(
                                Optional.of(new ReaderTime(true, micros)),
                                List.of(
                                        new Message.Notice.ConnectionAttempt(
                                                Message.Attempt.SUCCESS))));
    }

    @Test
    void scan_readsKeepaliveCloseAndClosing() {
        assertThat(read(Golden.KEEPALIVE)).isEqualTo(new Message.Keepalive(0xABCD));
        assertThat(read(Golden.CLOSED))
                .isEqualTo(
                        new Message.Response(
                                MessageType.CLOSE_CONNECTION_RESPONSE,
                                3,
                                new Status(0, ""),
                                Optional.empty()));
        assertThat(read(Golden.CLOSING))
                .isInstanceOfSatisfying(
                        Message.Event.class,
                        event ->
                                assertThat(event.notices())
                                        .containsExactly(new Message.Notice.ConnectionClose()));
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource({
        Golden.REPORT + ", 3005FB63AC1F3841EC880467, -50, 2013-11-27T20:44:01.558537Z",
        Golden.EDGEX_REPORT + ", 3000ABCDEF00000000000003, -48, 2020-07-08T02:20:05.140192Z",
    })
    void scan_readsPublishedReports(String hex, String epc, int dbm, Instant seen) {
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, seen);
        assertThat(tags(read(hex)))
                .containsExactly(
                        new TagReport(
                                new CardId(epc),
                                OptionalLong.empty(),
                                Optional.of(new ReaderTime(true, micros)),
                                OptionalInt.of(dbm)));
    }

    @Test
    void scan_refusesAnEpcLongerThanACardAndSaysSo() {
        assertThat(read(Golden.LONG_EPC))
                .isEqualTo(new Message.Report(List.of(), List.of("epc length")));
    }

    @Test
    void scan_checksTheTagsOwnChecksumWhereItIsTold() {
        assertThat(tags(read(Golden.CHECKED)))
                .containsExactly(
                        new TagReport(
                                new CardId("30751FEB705C5904E3D50D70"),
                                OptionalLong.of(7),
                                Optional.empty(),
                                OptionalInt.of(-55)));
        byte[] good = bytes(Golden.CHECKED);
        for (int bit = 8 * 15; bit < 8 * 27; bit++) {
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (0x80 >> bit % 8);
            assertThat(read(bad))
                    .as("bit %d of the EPC", bit - 8 * 15)
                    .isEqualTo(new Message.Report(List.of(), List.of("tag checksum")));
        }
    }

    @Test
    void scan_checksThePcsLengthWithoutTheChecksum() {
        assertThat(read("043D 0000001E 00000001 00F0 0014 8D 3005FB63AC1F3841EC880467 8C 2C00"))
                .isEqualTo(new Message.Report(List.of(), List.of("tag checksum")));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            00F1 000A 0020 E2801160                             | E2801160
            00F1 0016 0080 E2801160600002054E1D8A1200112233     | E2801160600002054E1D8A1200112233
            00F1 0008 0010 E280                                 | epc length
            00F1 0009 0014 E28011                               | epc length
            00F1 0006 0000                                      | epc length
            8D 300833B2DDD906C000000000 00F1 000A 0020 E2801160 | no single epc
            86 CE                                               | no single epc
            8D 300833B2DDD906C000000000 86 CE 86 CE             | told twice
            8D 300833B2DDD906C000000000 03FF 000C 0000651A 00000038 03FF 000C 0000651A 00000039 | 300833B2DDD906C000000000
            8D 300833B2DDD906C000000000 90 00000001 015D 0009 00 0001 0000 | 300833B2DDD906C000000000
            """)
    void scan_takesEpcsOf4To16Bytes(String tag, String expected) {
        Message.Report report = (Message.Report) read(report(bytes(tag)));
        String found =
                report.tags().isEmpty()
                        ? String.join(" ", report.refused())
                        : report.tags().getFirst().epc().hex();
        assertThat(found).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource({"80, -128", "CE, -50", "FF, -1", "00,", "14,"})
    void scan_takesNoStrengthThatATagCannotHave(String rssi, Integer dbm) {
        var tag = tags(read(report(bytes("8D 3005FB63AC1F3841EC880467 86 " + rssi)))).getFirst();
        assertThat(tag.dbm()).isEqualTo(dbm == null ? OptionalInt.empty() : OptionalInt.of(dbm));
        assertThat(tag.cardRead().strength().isPresent()).isEqualTo(dbm != null);
    }

    @Test
    void scan_readsTimesSincePowerOn() {
        assertThat(tags(read(report(bytes("8D 3005FB63AC1F3841EC880467 83 00000000000F4240")))))
                .extracting(TagReport::firstSeen)
                .containsExactly(Optional.of(new ReaderTime(false, 1_000_000)));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            0100 0006 0002                           | ConnectionAttempt[attempt=CLIENT_HAS_IT]
            0100 0006 0001                           | ConnectionAttempt[attempt=READER_HAS_ITS_OWN]
            0100 0006 0003                           | ConnectionAttempt[attempt=FAILED]
            0100 0006 0004                           | ConnectionAttempt[attempt=ANOTHER]
            0100 0006 0009                           | ConnectionAttempt[attempt=FAILED]
            00F9 000D 01 00000007 00000000           | RoSpecEnd[id=7]
            00F9 000D 02 FFFFFFFF 00000008           | RoSpecEnd[id=4294967295]
            00F9 000D 00 00000007 00000000           | Other[]
            00FF 0007 00 0001                        | AntennaLost[]
            00FF 0007 01 0001                        | Other[]
            00FC 0009 0003 414243                    | ReaderException[]
            00FB 0004                                | BufferOverflow[]
            00FA 0005 5A                             | Other[]
            00F8 0007 0001 80                        | Other[]
            03FF 000C 0000651A 00000043              | Other[]
            """)
    void scan_readsEvents(String event, String expected) {
        byte[] what = bytes(event);
        byte[] data = parameter(246, join(bytes("0081 000C 0000000000000005"), what));
        Message.Event read = (Message.Event) read(message(63, data));
        assertThat(read.at()).contains(new ReaderTime(false, 5));
        assertThat(read.notices()).extracting(Object::toString).containsExactly(expected);
    }

    @Test
    void scan_readsWhatAnImpinjCanDo() {
        Message.Response read = (Message.Response) read(Golden.capabilities(9));
        Capabilities can = read.capabilities().orElseThrow();
        assertThat(read.id()).isEqualTo(9);
        assertThat(can.words()).isEqualTo("Impinj model 2001002, firmware 5.14.0.240");
        assertThat(can.holdsReports()).isTrue();
        assertThat(can.hopTable()).isEqualTo(1);
        assertThat(can.powers()).hasSize(81);
        assertThat(can.nearest(10)).contains(new Capabilities.Power(1, 1000));
        assertThat(can.nearest(20)).contains(new Capabilities.Power(41, 2000));
        assertThat(can.nearest(1)).contains(new Capabilities.Power(1, 1000));
        assertThat(can.nearest(33)).contains(new Capabilities.Power(81, 3000));
    }

    @Test
    void scan_readsCapabilitiesThatTellNothing() {
        Message.Response read = (Message.Response) read(message(11, bytes("011F 0008 0000 0000")));
        Capabilities can = read.capabilities().orElseThrow();
        assertThat(can.nearest(10)).isEmpty();
        assertThat(can.words()).isEqualTo("vendor 0 model 0, firmware unknown");
    }

    @Test
    void scan_readsAnErrorWithWordsAndParameters() {
        byte[] status = bytes("011F 001B 0065 0003 414243 0121 0010 00B1 0065 0120 0008 0001 0065");
        Message.Failure read = (Message.Failure) read(message(100, status));
        assertThat(read.status().words()).isEqualTo("a field is wrong: ABC");
    }

    @Test
    void feed_refusesAMessageLongerThanItsLimitAndReadsTheNext() {
        byte[] tooLong = message(61, new byte[17_000]);
        var feed = feed().bytes(tooLong).bytes(bytes(Golden.REPORT));
        assertThat(epcs(feed)).containsExactly(CARD);
        assertThat(feed.droppedBytes()).isEqualTo(tooLong.length);
    }

    @Test
    void feed_readsMessagesWithoutPauseHoweverTheyAreSplit() {
        byte[] line =
                join(
                        bytes(Golden.GREETING),
                        Golden.capabilities(1),
                        bytes(Golden.REPORT),
                        bytes(Golden.KEEPALIVE),
                        bytes(Golden.LONG_EPC));
        var whole = feed().bytes(line);
        assertThat(whole.frames).hasSize(5);
        assertThat(whole.droppedBytes()).isZero();
        assertThat(feed().oneByOne(line).frames).isEqualTo(whole.frames);
    }

    @Test
    void feed_neverTellsAnotherCardWhenABitIsFlipped() {
        byte[] good = bytes(Golden.CHECKED);
        CardId card = new CardId("30751FEB705C5904E3D50D70");
        for (int bit = 0; bit < 8 * good.length; bit++) {
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            var feed = feed().bytes(bad).bytes(good).bytes(bytes(Golden.KEEPALIVE));
            assertThat(epcs(feed)).as("bit %d", bit).isNotEmpty().allMatch(card::equals);
            assertThat(feed.frames.getLast())
                    .as("after bit %d", bit)
                    .isEqualTo(new Message.Keepalive(0xABCD));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Golden.REPORT, Golden.CHECKED, Golden.EDGEX_REPORT})
    void feed_readsTheMessageAfterOneCutAnywhere(String hex) {
        byte[] good = bytes(hex);
        for (int cut = 1; cut < good.length; cut++) {
            var feed =
                    feed().bytes(Arrays.copyOf(good, cut))
                            .bytes(good)
                            .bytes(bytes(Golden.KEEPALIVE));
            assertThat(feed.frames).as("cut at %d", cut).hasSize(2);
            assertThat(feed.droppedBytes()).as("cut at %d", cut).isEqualTo(cut);
        }
    }

    @RepeatedTest(100)
    void feed_findsTheMessageBehindAnyNoise(RepetitionInfo run) {
        var random = new Random(run.getCurrentRepetition());
        var noise = new byte[random.nextInt(3000)];
        random.nextBytes(noise);
        var feed = feed().bytes(noise).bytes(bytes(Golden.REPORT));
        assertThat(epcs(feed)).containsExactly(CARD);
        assertThat(feed.droppedBytes()).isEqualTo(noise.length);
    }

    @RepeatedTest(100)
    void feed_givesBackAnyTagHoweverItIsSplit(RepetitionInfo run) {
        var random = new Random(run.getCurrentRepetition());
        var epc = new byte[4 + random.nextInt(13)];
        random.nextBytes(epc);
        byte[] line = report(epcData(epc));
        int at = random.nextInt(line.length + 1);
        var feed =
                feed().bytes(Arrays.copyOf(line, at))
                        .bytes(Arrays.copyOfRange(line, at, line.length));
        assertThat(epcs(feed)).containsExactly(CardId.of(epc));
        assertThat(feed.droppedBytes()).isZero();
    }

    /** Never an exception, whatever hangs together from what readers say. */
    @RepeatedTest(300)
    void feed_survivesHostileBytes(RepetitionInfo run) {
        var random = new Random(run.getCurrentRepetition());
        byte[] line =
                join(
                        bytes(Golden.GREETING),
                        Golden.capabilities(1),
                        bytes(Golden.LONG_EPC),
                        bytes(Golden.CHECKED));
        for (int damage = 0; damage < 1 + random.nextInt(20); damage++) {
            line[random.nextInt(line.length)] = (byte) random.nextInt(256);
        }
        int from = random.nextInt(line.length);
        var feed = feed().bytes(Arrays.copyOfRange(line, from, line.length)).silence();
        assertThat(feed().bytes(line).silence().bytes(bytes(Golden.KEEPALIVE)).frames)
                .contains(new Message.Keepalive(0xABCD));
        assertThat(feed.droppedBytes()).isLessThanOrEqualTo(line.length - from);
    }

    @Test
    void feed_survivesParametersNestedWithoutEnd() {
        byte[] nest = new byte[0];
        while (nest.length < 16_000) {
            nest = parameter(240, nest);
        }
        var feed = feed().bytes(message(61, nest)).bytes(bytes(Golden.KEEPALIVE));
        assertThat(feed.frames).contains(new Message.Keepalive(0xABCD));
        assertThat(epcs(feed)).isEmpty();
    }

    @Test
    void gen2Crc_isTheCatalogues() {
        assertThat(Gen2Crc.of("123456789".getBytes(StandardCharsets.US_ASCII))).isEqualTo(0xD64E);
    }

    private static Feed<Message> feed() {
        return new Feed<>(new LlrpCodec());
    }

    private static List<CardId> epcs(Feed<Message> feed) {
        return feed.frames.stream()
                .flatMap(message -> LlrpCodec.cards(message).stream())
                .map(read -> read.card())
                .toList();
    }

    private static Message read(String hex) {
        return read(bytes(hex));
    }

    private static Message read(byte[] message) {
        var feed = feed().bytes(message);
        assertThat(feed.droppedBytes()).isZero();
        return feed.frames.getFirst();
    }

    private static List<TagReport> tags(Message message) {
        return ((Message.Report) message).tags();
    }

    private static byte[] report(byte[] tag) {
        return message(61, parameter(240, tag));
    }

    private static byte[] epcData(byte[] epc) {
        return parameter(
                241,
                ByteBuffer.allocate(2 + epc.length)
                        .putShort((short) (8 * epc.length))
                        .put(epc)
                        .array());
    }

    private static byte[] parameter(int type, byte[] content) {
        return ByteBuffer.allocate(4 + content.length)
                .putShort((short) type)
                .putShort((short) (4 + content.length))
                .put(content)
                .array();
    }

    private static byte[] message(int type, byte[] body) {
        return ByteBuffer.allocate(10 + body.length)
                .putShort((short) (0x0400 | type))
                .putInt(10 + body.length)
                .putInt(1)
                .put(body)
                .array();
    }

    private static byte[] join(byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        var all = ByteBuffer.allocate(length);
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }
}
