package com.hasivu.reader.mfrc522;

import static com.hasivu.reader.contract.Hex.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.line.Feed;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

class Mfrc522CodecTest {
    /** ISO/IEC 14443-3, annex B; the CRC catalogue's check value of CRC-16/ISO-IEC-14443-3-A. */
    @Test
    void crc_isAsPublished() {
        assertThat(Mfrc522Codec.checked(bytes("00 00"))).isEqualTo(bytes("00 00 A0 1E"));
        assertThat(Mfrc522Codec.checked(bytes("12 34"))).isEqualTo(bytes("12 34 26 CF"));
        assertThat(Mfrc522Codec.checked(bytes("50 00"))).isEqualTo(bytes("50 00 57 CD"));
        assertThat(Mfrc522Codec.checked(bytes("93 70 CB 98 A6 05 F0")))
                .isEqualTo(bytes("93 70 CB 98 A6 05 F0 29 8E"));
        assertThat(Mfrc522Codec.crc("123456789".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(0xBF05);
    }

    /** SAK 08 with B6 DD: MIFARE Classic; 04 DA 17 and 00 FE 51: Ultralight, NXP AN10833. */
    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            04 00 CB 98 A6 05 F0 08 B6 DD                                                  | CB98A605
            44 00 88 04 A1 B2 9F 04 DA 17 C3 D4 E5 F6 04 00 FE 51                    | 04A1B2C3D4E5F6
            84 00 88 01 02 03 88 04 DA 17 88 04 05 06 8F 04 DA 17 07 08 09 0A 0C 00 FE 51  | 0102030405060708090A
            04 00 CB 98 A6 05 F1 08 B6 DD                                                  | checksum
            04 00 CB 98 A6 05 F0 08 B6 DC                                                  | checksum
            04 00 CB 98 A6 05 F0 04 DA 17                                                  | nonsense
            44 00 88 04 A1 B2 9F 08 B6 DD                                                  | nonsense
            04 00 CB 98 A6 05 F0 08 B6                                                     | cut short
            44 00 CB 98 A6 05 F0 08 B6 DD                                                  | nonsense
            C4 00 CB 98 A6 05 F0 08 B6 DD                                                  | noise
            CB 98 A6 05 F0 08 B6 DD                                                        | noise
            DA 17 C3 D4 E5 F6 04 00 FE 51                                                  | noise
            """)
    void scan_namesWhatItSees(String hex, String expected) {
        var feed = new Feed<>(Mfrc522Codec::scan).bytes(bytes(hex)).silence();
        String said =
                feed.frames.isEmpty()
                        ? feed.dropped.getFirst().why()
                        : feed.frames.getFirst().hex();
        assertThat(said).isEqualTo(expected);
    }

    @Test
    void scan_readsEveryCardWhereverItIsSplit() {
        var random = new Random(5);
        for (int round = 0; round < 300; round++) {
            CardId card = card(random);
            byte[] told = told(card);
            int at = 1 + random.nextInt(told.length - 1);
            var feed =
                    new Feed<>(Mfrc522Codec::scan)
                            .bytes(Arrays.copyOf(told, at))
                            .bytes(Arrays.copyOfRange(told, at, told.length));
            assertThat(feed.frames).containsExactly(card);
            assertThat(feed.dropped).isEmpty();
        }
    }

    /** Of ATQA only the size matters; the rest says nothing of the number. */
    @Test
    void scan_refusesEachSingleFlippedBitBehindAtqa() {
        var random = new Random(6);
        for (int round = 0; round < 40; round++) {
            byte[] told = told(card(random));
            for (int bit = 16; bit < told.length * 8; bit++) {
                byte[] flipped = told.clone();
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                var feed = new Feed<>(Mfrc522Codec::scan).bytes(flipped).silence();
                assertThat(feed.frames).as("bit %d", bit).isEmpty();
                assertThat(feed.dropped).as("bit %d", bit).isNotEmpty();
            }
        }
    }

    @Test
    void scan_survivesAnyBytesAndFindsTheCardBehindThem() {
        var random = new Random(7);
        CardId card = new CardId("CB98A605");
        for (int round = 0; round < 300; round++) {
            var noise = new byte[random.nextInt(100)];
            random.nextBytes(noise);
            var feed = new Feed<>(Mfrc522Codec::scan).bytes(noise).silence().bytes(told(card));
            assertThat(feed.frames).containsExactly(card);
        }
    }

    @Test
    void scan_neverTellsAnotherCardForADamagedAtqa() {
        var random = new Random(8);
        for (int round = 0; round < 100; round++) {
            CardId card = card(random);
            for (int bit = 0; bit < 16; bit++) {
                byte[] flipped = told(card);
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                var feed = new Feed<>(Mfrc522Codec::scan).bytes(flipped).silence();
                assertThat(feed.frames).as("bit %d", bit).isSubsetOf(card);
            }
        }
    }

    private static CardId card(Random random) {
        var uid = new byte[new int[] {4, 7, 10}[random.nextInt(3)]];
        do {
            random.nextBytes(uid);
        } while (uid[0] == (byte) 0x88
                || (uid.length > 4 && uid[3] == (byte) 0x88)
                || (uid.length > 7 && uid[6] == (byte) 0x88));
        return CardId.of(uid);
    }

    /** ATQA, then what the card says of itself, level by level. */
    static byte[] told(CardId card) {
        var told = new ByteArrayOutputStream();
        byte[] uid = card.bytes();
        told.write(0x04 | (uid.length / 3 - 1) << 6);
        told.write(0x00);
        for (int at = 0; at < uid.length - 1; at += 3) {
            boolean more = uid.length - at > 4;
            byte[] part =
                    more
                            ? new byte[] {(byte) 0x88, uid[at], uid[at + 1], uid[at + 2], 0}
                            : Arrays.copyOfRange(uid, at, at + 5);
            part[4] = (byte) (part[0] ^ part[1] ^ part[2] ^ part[3]);
            told.writeBytes(part);
            told.writeBytes(bytes(more ? "04 DA 17" : "00 FE 51"));
        }
        return told.toByteArray();
    }
}
