package com.hasivu.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import com.google.protobuf.ByteString;
import com.hasivu.protocol.WireException.Kind;
import com.hasivu.protocol.wire.Encoding;
import com.hasivu.protocol.wire.Record;
import com.hasivu.protocol.wire.Sealed;
import com.hasivu.protocol.wire.TapBatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.Random;

class WireTest {
    private static TapBatch batch(int records) {
        TapBatch.Builder batch = TapBatch.newBuilder().setSchool("s").setStation("c").setEpoch(7);
        for (int i = 0; i < records; i++) {
            batch.addRecords(
                    Record.newBuilder()
                            .setType(1)
                            .setPayload(ByteString.copyFromUtf8("a payload that repeats " + i)));
        }
        return batch.build();
    }

    private static Kind kindOf(byte[] payload) {
        try {
            Wire.open(payload, TapBatch.parser());
            throw new AssertionError("was opened");
        } catch (WireException e) {
            return e.kind();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10, 500})
    void open_givesBackWhatWasSealed(int records) throws Exception {
        assertThat(Wire.open(Wire.seal(batch(records)), TapBatch.parser()))
                .isEqualTo(batch(records));
    }

    @Test
    void seal_compressesOnlyWhatBecomesSmaller() throws Exception {
        assertThat(Sealed.parseFrom(Wire.seal(batch(1))).getEncoding())
                .isEqualTo(Encoding.ENCODING_PLAIN);
        assertThat(Sealed.parseFrom(Wire.seal(batch(100))).getEncoding())
                .isEqualTo(Encoding.ENCODING_ZSTD);
        byte[] noise = new byte[4000];
        new Random(1).nextBytes(noise);
        var incompressible =
                TapBatch.newBuilder().setPreviousHash(ByteString.copyFrom(noise)).build();
        assertThat(Sealed.parseFrom(Wire.seal(incompressible)).getEncoding())
                .isEqualTo(Encoding.ENCODING_PLAIN);
    }

    @Test
    void eachFlippedBit_isOpenedOrRefusedAndNothingElse() {
        for (TapBatch message : new TapBatch[] {batch(2), batch(60)}) {
            byte[] good = Wire.seal(message);
            for (int bit = 0; bit < good.length * 8; bit++) {
                byte[] bad = good.clone();
                bad[bit / 8] ^= (byte) (1 << (bit % 8));
                try {
                    Wire.open(bad, TapBatch.parser());
                } catch (WireException expected) {
                    assertThat(expected).hasMessageNotContaining("null");
                }
            }
        }
    }

    @Test
    void eachTruncation_isRefusedOrAnEmptyMessage() {
        byte[] good = Wire.seal(batch(60));
        int opened = 0;
        for (int length = 0; length < good.length; length++) {
            try {
                assertThat(Wire.open(Arrays.copyOf(good, length), TapBatch.parser()))
                        .isEqualTo(TapBatch.getDefaultInstance());
                opened++;
            } catch (WireException expected) {
                assertThat(expected).hasMessageNotContaining("null");
            }
        }
        // cut behind "major" and behind "encoding": a well-formed nothing, which no receiver acts
        // on
        assertThat(opened).isEqualTo(2);
    }

    @Test
    void randomBytes_areOpenedOrRefusedAndNothingElse() {
        var random = new Random(20261123);
        for (int i = 0; i < 20_000; i++) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            try {
                Wire.open(noise, TapBatch.parser());
            } catch (WireException expected) {
                assertThat(expected.kind()).isNotNull();
            }
        }
    }

    @Test
    void bomb_isRefusedWhateverSizeItAnnounces() {
        byte[] bomb = Zstd.compress(new byte[200 * 1024 * 1024], 1);
        assertThat(bomb.length).isLessThan(Wire.MAX_SEALED);
        assertThat(kindOf(sealed(bomb, Wire.MAX_BODY))).isEqualTo(Kind.MALFORMED);
        assertThat(kindOf(sealed(bomb, 0))).isEqualTo(Kind.MALFORMED);
        assertThat(kindOf(sealed(bomb, 200 * 1024 * 1024))).isEqualTo(Kind.TOO_LARGE);
        assertThat(kindOf(sealed(bomb, -1))).isEqualTo(Kind.TOO_LARGE);
    }

    private static byte[] sealed(byte[] body, int size) {
        return Sealed.newBuilder()
                .setMajor(Wire.MAJOR)
                .setEncoding(Encoding.ENCODING_ZSTD)
                .setSize(size)
                .setBody(ByteString.copyFrom(body))
                .build()
                .toByteArray();
    }

    @Test
    void oversize_isRefusedBeforeItIsParsed() {
        assertThat(kindOf(new byte[Wire.MAX_SEALED + 1])).isEqualTo(Kind.TOO_LARGE);
    }

    @Test
    void sizeThatDoesNotFit_isRefused() throws Exception {
        Sealed good = Sealed.parseFrom(Wire.seal(batch(1)));
        assertThat(kindOf(good.toBuilder().setSize(good.getSize() + 1).build().toByteArray()))
                .isEqualTo(Kind.MALFORMED);
    }

    @Test
    void unknownEncoding_isRefused() throws Exception {
        Sealed good = Sealed.parseFrom(Wire.seal(batch(1)));
        assertThat(kindOf(good.toBuilder().setEncodingValue(9).build().toByteArray()))
                .isEqualTo(Kind.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 99, -1})
    void unknownMajor_isToldApartFromNonsense(int major) throws Exception {
        Sealed good = Sealed.parseFrom(Wire.seal(batch(1)));
        assertThat(kindOf(good.toBuilder().setMajor(major).build().toByteArray()))
                .isEqualTo(Kind.UNKNOWN_VERSION);
    }

    @Test
    void higherMinor_isRead() throws Exception {
        Sealed good = Sealed.parseFrom(Wire.seal(batch(1)));
        assertThat(Wire.open(good.toBuilder().setMinor(7).build().toByteArray(), TapBatch.parser()))
                .isEqualTo(batch(1));
    }

    @Test
    void bodyOfAnotherKind_isRefused() {
        assertThatThrownBy(
                        () ->
                                Wire.parse(
                                        new byte[] {(byte) 0xFF, 0x01},
                                        TapBatch.parser(),
                                        "record"))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("record");
    }
}
