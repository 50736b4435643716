package com.hasivu.reader.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.FrameDecoder.Decoded;
import com.hasivu.reader.line.Feed;
import com.hasivu.reader.line.Input;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;

class JsonCodecTest {
    /** As reelyactive/barnowl-impinj publishes it, in one line. */
    private static final String R700 =
            "{\"timestamp\":\"2022-06-01T12:00:00.000Z\",\"hostname\":\"impinj-01-23-45\",\"eventType\":\"tagInventory\",\"tagInventoryEvent\":{\"epc\":\"ftqQOAUQAnEAAsCu\",\"epcHex\":\"7EDA9038051002710002C0AE\",\"tid\":\"4oARcCAAFM2bWgjs\",\"tidHex\":\"E2801170200014CD9B5A08EC\",\"pc\":\"NAA=\",\"antennaPort\":1,\"antennaName\":\"ANTENNA-NAME\",\"peakRssiCdbm\":-7000,\"frequency\":927250,\"transmitPowerCdbm\":3000,\"lastSeenTime\":\"2022-06-01T12:00:00.000Z\",\"phaseAngle\":69.00}}\r\n";

    /** Published events: card, strength in points, time. {@code '} stands for {@code "}. */
    @ParameterizedTest(name = "{1}: {0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            impinj | 7EDA9038051002710002C0AE 20 2022-06-01T12:00:00Z | {'timestamp':'2022-06-01T12:00:00.000Z','eventType':'tagInventory','tagInventoryEvent':{'epc':'ftqQOAUQAnEAAsCu','epcHex':'7EDA9038051002710002C0AE','pc':'NAA=','antennaPort':1,'peakRssiCdbm':-7000}}
            impinj | 7EDA9038051002710002C0AE 78 - | {'eventType':'tagInventory','tagInventoryEvent':{'epc':'ftqQOAUQAnEAAsCu','peakRssiCdbm':-4100}}
            impinj | 300833B2DDD9014000000000 55 2026-04-02T12:00:00Z | {'eventType':'tagInventory','timestamp':'2026-04-02T12:00:00Z','tagInventoryEvent':{'epcHex':'300833B2DDD9014000000000','antennaPort':1,'peakRssiCdbm':-5234,'lastSeenTime':'2026-04-02T12:00:01Z','phaseAngle':32.5}}
            impinj | 300833B2DDD9014000000002 100 2026-04-02T12:00:00.250Z | {'timestamp':'2026-04-02T12:00:00.250Z','tagInventoryEvent':{'epc':'MAgzst3ZAUAAAAAC','antennaPort':1,'peakRssiCdbm':-600},'simMeta':{'totalLaps':1}}
            impinj | FBFF3E00 - - | {'eventType':'tagInventory','tagInventoryEvent':{'epc':'-_8-AA','epcHex':'fbff3e00'}}
            impinj | FBFF3E00 - - | {'eventType':'tagInventory','tagInventoryEvent':{'epc':'+/8+AA=='}}
            impinj | 999908290000000000000004 58 2018-06-14T00:15:54.368790Z | {'antennaPort':7,'epc':'999908290000000000000004','tid':'E28011002000564500000002','firstSeenTimestamp':'2018-06-14T00:15:54.36879Z','peakRssi':-51,'isHeartBeat':false}
            impinj | 999908290000000000000003 60 2018-06-14T00:15:54.373293Z | {'reader_name':'reader','mac_address':'12:12:12:12:12:12','tag_reads':[{'antennaPort':1,'epc':'999908290000000000000003','firstSeenTimestamp':'2018-06-14T00:15:54.373293Z','peakRssi':-50,'isHeartBeat':false}]}
            impinj | 999908290000000000000001 60 2018-06-14T00:15:54.373293Z | {'tag_reads':[{'isHeartBeat':true,'epc':'000000000000000000000000'},{'epc':'999908290000000000000001','firstSeenTimestamp':'2018-06-14T00:15:54.373293Z','peakRssi':'-50','isHeartBeat':false}]}
            impinj | heartbeat | {'antennaPort':0,'epc':'****','firstSeenTimestamp':'2018-06-14T00:15:54.368790Z','peakRssi':0,'isHeartBeat':true}
            impinj | heartbeat | {'tag_reads':[{'epc':'','isHeartBeat':true}]}
            impinj | alive | {'timestamp':'2026-04-02T12:00:00Z','eventType':'inventoryStatus','inventoryStatusEvent':{'inventoryStatus':'running'}}
            impinj | alive | {'timestamp':'2026-04-02T12:00:00.250Z','simHeartbeat':true}
            impinj | alive | {'eventType':'tagLocationExit','tagInventoryEvent':{'epc':'ftqQOAUQAnEAAsCu'}}
            impinj | alive | {'epc':'ftqQOAUQAnEAAsCu','epcHex':'7EDA9038051002710002C0AE','antennaPort':1}
            zebra | AA0004EF55555555AA21BF43 92 2026-08-13T09:14:28.651Z | {'data':{'idHex':'aa0004ef55555555aa21bf43','peakRssi':-34,'antenna':4},'timestamp':'2026-08-13T09:14:28.651+0000','type':'CUSTOM'}
            zebra | E2003411B802011383257C3D 66 2024-01-01T00:00:00Z | {'data':{'idHex':'E2003411B802011383257C3D','peakRssi':-47,'antenna':2,'eventNum':1,'PC':'3000'},'timestamp':'2024-01-01T05:30:00+05:30','type':'SIMPLE'}
            zebra | E2003411B802011383257C3D - - | {'data':{'idHex':'e2003411b802011383257c3d'}}
            zebra | BEDD11112222333344445555 82 2019-08-24T14:15:22Z | {'type':'BALANCED_PERFORMANCE','timestamp':'2019-08-24T14:15:22Z','data':{'tagData':[{'EPCid':'BEDD11112222333344445555','EPC':'BEDD11112222333344445555','TID':'E2003412013BFD000B4E16D21D030143000D5FFBFFFFDC60','channel':911.75,'eventNum':1,'peakRssi':-39,'phase':0,'seenCount':1,'accessResults':['READ-EPC-SUCCESS','READ-TID-SUCCESS']}]}}
            zebra | BEDD11112222333344445555 82 - | {'data':{'tagData':[{'EPC':'BEDD11112222333344445555','peakRssi':-39}]}}
            zebra | heartbeat | {'component':'RC','data':{'radio_control':{'status':'running'}},'eventNum':1,'timestamp':'2026-08-13T09:14:28.651+0000','type':'heartbeat'}
            zebra | heartbeat | {'heartBeatEVT':{'radio':'on'}}
            zebra | alive | {'data':{'barcodeData':[{'decodedBarcode':'1'}],'tagData':[]},'type':'FAST_READ'}
            zebra | alive | {'command':'get_version','command_id':'1','payload':{'idHex':'E2003411B802011383257C3D'}}
            """)
    void scan_readsPublishedEvents(String kind, String expected, String event) {
        var feed = feed(kind).bytes(bytes(event));
        assertThat(feed.dropped).isEmpty();
        assertThat(feed.frames).singleElement().extracting(JsonCodecTest::name).isEqualTo(expected);
    }

    /** The first is a published example whose two EPCs differ. */
    @ParameterizedTest(name = "{1}: {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            impinj | epc and epcHex differ | {'timestamp':'2024-08-06T12:00:00Z','hostname':'r700-emulator','eventType':'tagInventory','tagInventoryEvent':{'epc':'2U3T7XY4z5tHhbvN','epcHex':'3500B6D9801234567890ABCDEF','antennaPort':1,'antennaName':'Antenna 1'}}
            impinj | epc and epcHex differ | {'eventType':'tagInventory','tagInventoryEvent':{'epc':'ftqQOAUQAnEAAsCu','epcHex':'7EDA9038051002710002C0AF'}}
            impinj | epcHex       | {'eventType':'tagInventory','tagInventoryEvent':{'epc':'ftqQOAUQAnEAAsCu','epcHex':'7EDA9038051002710002C0A'}}
            impinj | epc          | {'eventType':'tagInventory','tagInventoryEvent':{'epc':'ftqQOAUQAnEAAsC'}}
            impinj | epc          | {'eventType':'tagInventory','tagInventoryEvent':{'epc':'ftqQOAUQAnEAAsC!'}}
            impinj | epc          | {'eventType':'tagInventory','tagInventoryEvent':{'epc':'+/8+AB=='}}
            impinj | epc          | {'eventType':'tagInventory','tagInventoryEvent':{'epc':'+/8+AA='}}
            impinj | epc length   | {'eventType':'tagInventory','tagInventoryEvent':{'epcHex':'7EDA'}}
            impinj | epc length   | {'eventType':'tagInventory','tagInventoryEvent':{'epcHex':'7EDA903805'}}
            impinj | epc length   | {'eventType':'tagInventory','tagInventoryEvent':{'epcHex':'7EDA9038051002710002C0AE7EDA9038051002710002C0AE'}}
            impinj | epc length   | {'eventType':'tagInventory','tagInventoryEvent':{'epc':'ftqQOAUQAnEAAsCu','pc':'JAA='}}
            impinj | pc           | {'eventType':'tagInventory','tagInventoryEvent':{'epc':'ftqQOAUQAnEAAsCu','pc':'N'}}
            impinj | no epc       | {'eventType':'tagInventory','tagInventoryEvent':{'antennaPort':1}}
            impinj | no epc       | {'eventType':'tagInventory','tagInventoryEvent':{'epc':null,'antennaPort':1}}
            impinj | rssi         | {'eventType':'tagInventory','tagInventoryEvent':{'epc':'ftqQOAUQAnEAAsCu','peakRssiCdbm':'NaN'}}
            impinj | rssi         | {'eventType':'tagInventory','tagInventoryEvent':{'epc':'ftqQOAUQAnEAAsCu','peakRssiCdbm':-70000}}
            impinj | rssi         | {'eventType':'tagInventory','tagInventoryEvent':{'epc':'ftqQOAUQAnEAAsCu','peakRssiCdbm':true}}
            impinj | timestamp    | {'timestamp':'2024-08-06 12:00:00','eventType':'tagInventory','tagInventoryEvent':{'epc':'ftqQOAUQAnEAAsCu'}}
            impinj | timestamp    | {'timestamp':'+999999999-01-01T00:00:00Z','eventType':'tagInventory','tagInventoryEvent':{'epc':'ftqQOAUQAnEAAsCu'}}
            impinj | timestamp    | {'timestamp':'-292275000-01-01T00:00:00Z','eventType':'tagInventory','tagInventoryEvent':{'epc':'ftqQOAUQAnEAAsCu'}}
            impinj | timestamp    | {'timestamp':'2024-08-36T12:00:00Z','eventType':'tagInventory','tagInventoryEvent':{'epc':'ftqQOAUQAnEAAsCu'}}
            impinj | epc          | {'epc':'ftqQOAUQAnEAAsCu','firstSeenTimestamp':'2018-06-14T00:15:54.36879Z','isHeartBeat':false}
            impinj | not JSON     | {'eventType':'tagInventory','tagInventoryEvent':{'epc':'ftqQOAUQAnEAAsCu','epc':'MAgzst3ZAUAAAAAC'}}
            impinj | not JSON     | {'eventType':'tagInventory','tagInventoryEvent':{'epc':'ftqQOAUQAnEAAsCu',}}
            impinj | not JSON     | {'eventType':'tagInventory' 'tagInventoryEvent':{'epc':'ftqQOAUQAnEAAsCu'}}
            impinj | not JSON     | {'eventType':'tagInventory','tagInventoryEvent':{'epcHex':0123456789}}
            zebra  | epc          | {'data':{'idHex':'E2003411B802011383257C3G','peakRssi':-47},'type':'SIMPLE'}
            zebra  | epc length   | {'data':{'idHex':'E2003411B802011383257C3D','PC':'2800'},'type':'SIMPLE'}
            zebra  | pc           | {'data':{'idHex':'E2003411B802011383257C3D','PC':'3'},'type':'SIMPLE'}
            zebra  | no epc       | {'data':{'tagData':[{'eventNum':1,'peakRssi':-39}]},'type':'FAST_READ'}
            """)
    void scan_dropsWhatCannotBe(String kind, String why, String event) {
        var feed = feed(kind).bytes(bytes(event + "\n")).silence();
        assertThat(cards(feed)).isEmpty();
        assertThat(feed.dropped.getFirst().why()).isEqualTo(why);
    }

    @Test
    void scan_readsBatchesEventByEventAndDropsOnlyTheWrongOne() {
        String good = "{'data':{'idHex':'E2003411B80201138325%s','peakRssi':-47},'type':'SIMPLE'}";
        String wrong = "{'data':{'idHex':'E20'},'type':'SIMPLE'}";
        var feed =
                feed("zebra")
                        .bytes(
                                bytes(
                                        "[%s, %s,%s]\n"
                                                .formatted(
                                                        good.formatted("0001"),
                                                        wrong,
                                                        good.formatted("0002"))));
        assertThat(cards(feed))
                .containsExactly("E2003411B802011383250001", "E2003411B802011383250002");
        assertThat(feed.dropped).extracting(Input.Dropped::why).containsExactly("epc");
    }

    @Test
    void scan_keepsTheGoodReadsOfASledsBatch() {
        var feed =
                feed("zebra")
                        .bytes(
                                bytes(
                                        "{'data':{'tagData':[{'EPC':'BEDD1111','peakRssi':-39},{'EPC':'BE'},{'EPC':'BEDD2222'}]}}"));
        assertThat(feed.frames)
                .singleElement()
                .isInstanceOfSatisfying(
                        JsonFrame.Tags.class,
                        told -> {
                            assertThat(told.tags()).hasSize(2);
                            assertThat(told.wrong()).containsExactly("epc length");
                        });
    }

    @Test
    void scan_readsABatchOf200() {
        String one =
                "{'EPC':'BEDD11112222333344445555','channel':911.75,'eventNum':1,'peakRssi':-39}";
        String batch =
                "{'data':{'tagData':[" + String.join(",", Collections.nCopies(200, one)) + "]}}";
        assertThat(batch.length()).isGreaterThan(15_000);
        assertThat(cards(feed("zebra").oneByOne(bytes(batch + "\n")))).hasSize(200);
    }

    @Test
    void scan_takesAnEmptyLineForASignOfLife() {
        var feed = feed("impinj").bytes(bytes("\r\n")).bytes(bytes("\r")).bytes(bytes("\n"));
        assertThat(feed.frames).containsExactly(new JsonFrame.Alive(), new JsonFrame.Alive());
        assertThat(feed.dropped).isEmpty();
    }

    @RepeatedTest(100)
    void feed_givesBackAnyTagHoweverItIsSplit(RepetitionInfo run) {
        var random = new Random(run.getCurrentRepetition());
        var epc = new byte[4 + 2 * random.nextInt(7)];
        random.nextBytes(epc);
        String base64 =
                (random.nextBoolean() ? Base64.getEncoder() : Base64.getUrlEncoder())
                        .encodeToString(epc);
        byte[] line =
                bytes(
                        "{'eventType':'tagInventory','tagInventoryEvent':{'epc':'%s','antennaName':'a {\\\" ] b'}}\r\n"
                                .formatted(
                                        random.nextBoolean() ? base64 : base64.replace("=", "")));
        int at = random.nextInt(line.length + 1);
        var feed =
                feed("impinj")
                        .bytes(Arrays.copyOf(line, at))
                        .bytes(Arrays.copyOfRange(line, at, line.length));
        assertThat(cards(feed)).containsExactly(CardId.of(epc).hex());
        assertThat(feed.droppedBytes()).isZero();
        assertThat(cards(feed("impinj").oneByOne(line))).containsExactly(CardId.of(epc).hex());
    }

    /** Told in base64 and in hex, a wrong EPC shows. */
    @Test
    void feed_neverTellsAnotherCardByASingleFlippedBitAndReadsTheNextLine() {
        byte[] good = bytes(R700);
        for (int bit = 0; bit < 8 * good.length; bit++) {
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(cards(feed("impinj").bytes(bad).silence()))
                    .as("bit %d", bit)
                    .isSubsetOf("7EDA9038051002710002C0AE");
            var feed = feed("impinj").bytes(bad).bytes(bytes("\n")).bytes(good);
            assertThat(cards(feed)).as("after bit %d", bit).isNotEmpty();
        }
    }

    @Test
    void feed_readsTheLineAfterOneCutAnywhere() {
        byte[] good = bytes(R700);
        for (int cut = 1; cut < good.length; cut++) {
            byte[] half = Arrays.copyOf(good, cut);
            assertThat(cards(feed("impinj").bytes(half).bytes(bytes("\n")).bytes(good)))
                    .as("cut at %d, line ended", cut)
                    .contains("7EDA9038051002710002C0AE");
            assertThat(cards(feed("impinj").bytes(half).bytes(good)))
                    .as("cut at %d, line not ended", cut)
                    .contains("7EDA9038051002710002C0AE");
        }
    }

    @RepeatedTest(100)
    void feed_findsTheEventBehindAnyNoise(RepetitionInfo run) {
        var random = new Random(run.getCurrentRepetition());
        var noise = new byte[random.nextInt(300)];
        random.nextBytes(noise);
        var feed = feed("impinj").bytes(noise).bytes(bytes(R700)).silence();
        assertThat(cards(feed)).containsExactly("7EDA9038051002710002C0AE");
    }

    /** What never ends is dropped within bounds, and fast. */
    @ParameterizedTest
    @ValueSource(strings = {"{", "[", "{'a':", "{'a':[", "{'a\\", "{'a':'", "'", "{'{", "},{'a':1"})
    @Timeout(20)
    void feed_survivesEndlessInput(String piece) {
        byte[] flood = bytes(piece.repeat(400_000 / piece.length()));
        var feed = feed("impinj");
        for (int from = 0; from < flood.length; from += 4096) {
            feed.bytes(Arrays.copyOfRange(flood, from, Math.min(flood.length, from + 4096)));
        }
        feed.bytes(bytes("\n")).bytes(bytes(R700)).silence();
        assertThat(cards(feed)).containsExactly("7EDA9038051002710002C0AE");
    }

    @RepeatedTest(300)
    void feed_neverFailsOnShuffledEvents(RepetitionInfo run) {
        var random = new Random(run.getCurrentRepetition());
        byte[] bytes = bytes(R700.repeat(3));
        for (int i = 0; i < 1 + random.nextInt(20); i++) {
            bytes[random.nextInt(bytes.length)] = bytes[random.nextInt(bytes.length)];
        }
        var feed = feed(random.nextBoolean() ? "impinj" : "zebra").bytes(bytes).silence();
        assertThat(cards(feed)).isSubsetOf("7EDA9038051002710002C0AE");
    }

    @Test
    void decoder_findsOldReadsInCapturedLines() {
        var decoder = new ImpinjDriver().decoder();
        assertThat(decoder.feed(bytes(R700)))
                .singleElement()
                .isInstanceOfSatisfying(
                        Decoded.Card.class,
                        card -> {
                            assertThat(card.read().card().hex())
                                    .isEqualTo("7EDA9038051002710002C0AE");
                            assertThat(card.read().strength()).hasValue(20);
                        });
        assertThat(new ZebraDriver().decoder().feed(bytes("{'data':{'idHex':'E2'}}\n")))
                .singleElement()
                .isInstanceOf(Decoded.Rejected.class);
    }

    @Test
    void scan_neverMovesTheBuffer() {
        var in = ByteBuffer.wrap(bytes(R700));
        new JsonCodec(new ImpinjEvents()).scan(in);
        assertThat(in.position()).isZero();
    }

    private static Feed<JsonFrame> feed(String kind) {
        return new Feed<>(
                new JsonCodec(kind.equals("impinj") ? new ImpinjEvents() : new ZebraEvents()));
    }

    private static byte[] bytes(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> cards(Feed<JsonFrame> feed) {
        return feed.frames.stream()
                .flatMap(frame -> JsonCodec.cards(frame).stream())
                .map(read -> read.card().hex())
                .toList();
    }

    private static String name(JsonFrame frame) {
        return switch (frame) {
            case JsonFrame.Alive alive -> "alive";
            case JsonFrame.Heartbeat heartbeat -> "heartbeat";
            case JsonFrame.Tags(var tags, var wrong) -> {
                var tag = tags.getFirst();
                yield "%s %s %s"
                        .formatted(
                                tag.read().card().hex(),
                                tag.read().strength().isPresent()
                                        ? tag.read().strength().getAsInt()
                                        : "-",
                                tag.toldAt().map(Object::toString).orElse("-"));
            }
        };
    }
}
