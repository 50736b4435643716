package com.hasivu.reader.llrp;

import static com.hasivu.reader.contract.Hex.bytes;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Published messages; each length recomputed. Sources: sllurp tests/test_all.py (an Impinj reader),
 * EdgeX device-rfid-llrp-go pkg/llrp/testdata (an Impinj R420; bodies only, heads are ours), llrpjs
 * tests.
 */
final class Golden {
    /** 2014-05-01T09:33:30.740479Z, connected (sllurp). */
    static final String GREETING =
            "043F 00000020 0AB288C9 00F6 0016 0080 000C 0004F8535BAADAFF 0100 0006 0000";

    /** llrpjs. */
    static final String KEEPALIVE = "043E 0000000A 0000ABCD";

    /** EPC-96, antenna 1, -50 dBm, 2013-11-27T20:44:01.558537Z, seen once (sllurp). */
    static final String REPORT =
            "043D 0000002C 4095892F 00F0 0022 8D 3005FB63AC1F3841EC880467 81 0001 86 CE 82 0004EC2EA8354C09 88 0001";

    /** An EPC of 144 bits, longer than a card may be (sllurp). */
    static final String LONG_EPC =
            "043D 00000037 40958941 00F0 002D 00F1 0018 0090 1FB41F712AC9C37AB79D618173188324001A 81 0001 86 EF 82 0004EC2EA8381F57 88 0001";

    /** -48 dBm, 2020-07-08T02:20:05.140192Z (EdgeX ROAccessReport-001). */
    static final String EDGEX_REPORT =
            "043D 00000029 00000001 00F0 001F 8D 3000ABCDEF00000000000003 81 0001 86 D0 82 0005A9E4BEF862E0";

    /** The reader closes the connection (EdgeX ReaderEventNotification-000). */
    static final String CLOSING =
            "043F 0000001E 00000002 00F6 0014 0080 000C 0005AC35BD20D1DA 0101 0004";

    /** Success without words (EdgeX CloseConnectionResponse-000). */
    static final String CLOSED = "0404 00000012 00000003 011F 0008 0000 0000";

    /** PC, EPC and CRC as a tag sent them (docs of a YRM100 reader), in the frame of LLRP. */
    static final String CHECKED =
            "043D 0000002B 00000004 00F0 0021 8D 30751FEB705C5904E3D50D70 89 00000007 81 0001 86 C9 8C 3400 8B 3A76";

    private Golden() {}

    /** What an Impinj R420 can do (EdgeX GetReaderCapabilitiesResponse-000). */
    static byte[] capabilities(int id) {
        try (InputStream in = Golden.class.getResourceAsStream("impinj-r420-capabilities.hex")) {
            String hex = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            byte[] body = bytes(hex.replaceAll("\\s", ""));
            return ByteBuffer.allocate(10 + body.length)
                    .putShort((short) 0x040B)
                    .putInt(10 + body.length)
                    .putInt(id)
                    .put(body)
                    .array();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
