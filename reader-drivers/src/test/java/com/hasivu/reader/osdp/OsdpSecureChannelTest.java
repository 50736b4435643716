package com.hasivu.reader.osdp;

import static com.hasivu.reader.contract.Hex.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.reader.line.Scan;
import com.hasivu.reader.osdp.OsdpSecureChannel.Keys;
import com.hasivu.reader.osdp.OsdpSecureChannel.Session;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.util.Arrays;

class OsdpSecureChannelTest {
    private static final byte[] OURS = bytes("B0B1B2B3B4B5B6B7");
    private static final byte[] READERS = bytes("A0A1A2A3A4A5A6A7");

    /**
     * Two strangers on a line, recorded by libosdp-conformance 1.38: the reader says who it is, a
     * channel by the default key, a new key, a channel by that, capabilities, lamp, text, status,
     * polls. The whole file, 592 frames, was replayed once in the same way.
     */
    private static final String RECORDED =
            """
            53000900046100C066
            5380140004450A00170300CAFEDEED015002043B
            530013000D03110076CDCD921212D3EE6A8C8B
            53802B000D031200760A00170300CAFEDE61626364656667684B7E2F98AD79BD968119A8D1D3DBDAEE8EFD
            53001B000E03130077A230F5D33B25F43434929AB208DE90A74103
            53801B000E03140178D8F543E207AC5D2E30BE9FAC3AA04BEA9585
            53002E000F021775EA64E35174E309D66AD2807354CDDE659EB5226F32566390915ED77987BF517C4125EC776496
            53800E000F021640B1892DFE5295
            530013000D03110176636E3478F7085C575CE0
            53802B000D031201760A00170300CAFEDE6162636465666768597B8467AD2B557296E1234E379DC3112F55
            53001B000E03130177DBD8CB35C81188CBDCF560521EC844693564
            53801B000E03140178B1E1998A99229228C5B11A3D3922CC8D65F1
            53001E000F0217624CBDACE660DA28F9080D316704BE7AE03AE55C7197FC
            53803E000F021846D98F68DF2D3B69A8D0E0D7EC43D9B32E2ABED1F57734C4BAA3170B8063903588C4B2BF14A720361C56A2FF97A6F6C7A43856377DAA32
            53001E000D0217690245F090720128B1D00BFE54C7A9EF581EDAE77059D2
            53800E000D021640D66D222CFB95
            53003E000E02176B0E1AD8D9F7F7B73E7B590CF3B5FA651D6AE3DF83C71486D8AE488E7309D8A21BD1744D9F878A3F858ACB7CABA81C29DE36FC2F80FCBD
            53800E000E021640CA21171B03DD
            53001E000F0217647CBA291C203920B54C9EED4462363CE8C5C8988F1EEF
            53801E000F021848DB34E7E81C61F12FF45FCB7602F6DE2F1A5232DF33D4
            53001E000D0217676B5D290A899F39D3703CF854F2107D176BC0279C5941
            53801E000D02184BF244420C178936178CBC2A26E36D2D0DF70B4C760E32
            53001E000E02177B75CBFE2A3951C61660541538E34A8FDD47F6E197B8DF
            53800E000E021640580338F60924
            53000E000F02156098108D64B0C7
            53800E000F021640B39215543453
            53000E000D0215607CB547FE0D8B
            53800E000D021640A28205F71874
            """;

    /** SIA OSDP 2.2, annex E. */
    @Test
    void keys_areThoseOfAnnexE() {
        Keys keys = Keys.derive(OsdpSecureChannel.defaultKey(), OURS);
        assertThat(keys.enc()).isEqualTo(bytes("BF8DC2A8329ACB8C67C6D0CD9A451682"));
        assertThat(keys.mac1()).isEqualTo(bytes("5E86C676603BDEE2D8BEAFE178637332"));
        assertThat(keys.mac2()).isEqualTo(bytes("6FDA86E857777E81132035758239172E"));
        assertThat(keys.readersCryptogram(OURS, READERS))
                .isEqualTo(bytes("FDE5D2F428EC16312471EA3C02BD7796"));
        byte[] ours = keys.ourCryptogram(OURS, READERS);
        assertThat(ours).isEqualTo(bytes("26D3356E07762D262801FC8E6665A891"));
        assertThat(keys.firstMac(ours)).isEqualTo(bytes("B2A30057EB98BA2229EC1F875662B524"));
    }

    @Test
    void frames_areThoseOfARecordedLine() {
        var replay = new Replay(OsdpSecureChannel.defaultKey());
        RECORDED.lines().forEach(replay::hear);
        assertThat(replay.said())
                .containsSequence(
                        "75 0110D459F02F6602E5651F3B553BC283D43E", // the new key, encrypted
                        "40",
                        "76 636E3478F7085C57")
                .containsSequence(
                        "62 00",
                        "46 0102080202100301000401010501000601010801000901010A00030B00030C00000D00000E00000F0000100200",
                        "69 000000BDAC0000DA280118010100",
                        "40")
                .endsWith("60", "40", "60", "40");
        assertThat(replay.said()).hasSize((int) RECORDED.lines().count());
    }

    @Test
    void open_refusesEveryFlippedBit() {
        Session session = session();
        byte[] reply = reply(session, 0x50, bytes("00011A00BD88EB80"));
        assertThat(session.open(frame(reply)).orElseThrow().data())
                .isEqualTo(bytes("00011A00BD88EB80"));
        for (int bit = 0; bit < 8 * (reply.length - 2); bit++) { // the check is made good again
            byte[] bad = Arrays.copyOf(reply, reply.length - 2);
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            var scan = new OsdpCodec(true).scan(ByteBuffer.wrap(OsdpCodec.checked(bad, false)));
            if (scan instanceof Scan.Complete<OsdpFrame>(var frame, var consumed)) {
                assertThat(session.open(frame)).as("bit %d", bit).isEmpty();
            }
        }
    }

    @Test
    void open_refusesAReplyTwice() {
        Session session = session();
        OsdpFrame reply = frame(reply(session, 0x40, new byte[0]));
        Session next = session.open(reply).orElseThrow().next();
        Session asked = next.seal(0, 1, false, 0x60, new byte[0]).next();
        assertThat(asked.open(reply)).isEmpty();
    }

    @Test
    void open_refusesAReplyByAnotherKey() {
        byte[] other = bytes("000102030405060708090A0B0C0D0E0F");
        byte[] reply = reply(session(Keys.derive(other, OURS)), 0x40, new byte[0]);
        assertThat(session().open(frame(reply))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 14, 15, 16, 17, 31, 32, 33, 200})
    void seal_hidesDataOfAnyLength(int length) {
        var data = new byte[length];
        Arrays.fill(data, (byte) 0x80); // like the end mark
        Session.Sealed sealed = session().seal(5, 2, false, 0x6B, data);
        OsdpFrame frame = frame(sealed.frame());
        assertThat(frame.scs()).isEqualTo(OsdpFrame.SCS_17);
        assertThat(
                        OsdpSecureChannel.decrypt(
                                session().keys().enc(),
                                OsdpSecureChannel.inverted(session().replied()),
                                frame.data()))
                .hasValue(data);
    }

    @Test
    void decrypt_refusesWhatHasNoEndMark() {
        byte[] key = OsdpSecureChannel.defaultKey();
        byte[] first = new byte[16];
        assertThat(OsdpSecureChannel.decrypt(key, first, new byte[0])).isEmpty();
        assertThat(OsdpSecureChannel.decrypt(key, first, new byte[15])).isEmpty();
        assertThat(OsdpSecureChannel.decrypt(key, first, new byte[16])).isEmpty();
    }

    @Test
    void secrets_stayOutOfLogs() {
        assertThat(session().toString() + session().keys()).doesNotContain("@", "[B");
    }

    private static Session session() {
        return session(Keys.derive(OsdpSecureChannel.defaultKey(), OURS));
    }

    /** One that has just asked. */
    private static Session session(Keys keys) {
        byte[] first = keys.firstMac(keys.ourCryptogram(OURS, READERS));
        return Session.begin(keys, first).seal(0, 3, false, 0x60, new byte[0]).next();
    }

    /** What a reader replies: the chain seen from its side. */
    private static byte[] reply(Session station, int code, byte[] data) {
        var readers = new Session(station.keys(), station.commanded(), new byte[16]);
        byte[] frame = readers.seal(0x80, 3, false, code, data).frame();
        byte[] typed = Arrays.copyOf(frame, frame.length - 6);
        typed[6]++; // SCS_16 for 15, 18 for 17
        byte[] mac = OsdpSecureChannel.mac(station.keys(), station.commanded(), typed);
        byte[] whole = Arrays.copyOf(typed, frame.length - 2);
        System.arraycopy(mac, 0, whole, typed.length, 4);
        return OsdpCodec.checked(whole, false);
    }

    private static OsdpFrame frame(byte[] bytes) {
        return new OsdpCodec(true).scan(ByteBuffer.wrap(bytes))
                        instanceof Scan.Complete<OsdpFrame>(var frame, var consumed)
                ? frame
                : org.junit.jupiter.api.Assertions.fail("no frame");
    }
}
