package com.hasivu.simulator.reader.mfrc522;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.protocol.CardId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The chip answers a host that follows the data sheet and the sequences miguelbalboa/rfid
 * publishes, so that driver and emulator cannot agree on something else.
 */
class Mfrc522ChipTest {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final Field field = new Field();
    private long now;
    private final Mfrc522Chip chip =
            new Mfrc522Chip(0x92, field, UnaryOperator.identity(), () -> now);

    /** Data sheet, table 20. */
    @ParameterizedTest(name = "register {0} is {1}")
    @CsvSource({
        "01, 20", "04, 14", "07, 21", "0B, 08", "0C, 10", "0E, A0", "11, 3F", "14, 80", "15, 00",
        "18, 84", "19, 4D", "1C, 62", "1F, EB", "21, FF", "24, 26", "26, 48", "27, 88", "37, 92",
    })
    void registers_areAsAfterReset(String address, String value) {
        assertThat(read(Integer.parseInt(address, 16))).isEqualTo(value);
        chip.transfer(bytes("54 80"));
        chip.transfer(bytes("28 83"));
        chip.transfer(bytes("02 0F"));
        assertThat(read(Integer.parseInt(address, 16))).isEqualTo(value);
    }

    /** Section 8.1.2.2: several registers in one transfer, each byte with the next address. */
    @Test
    void read_takesAnAddressWithEachByte() {
        assertThat(hex(chip.transfer(bytes("EE A8 A2 00")))).isEqualTo("0092803F");
    }

    @Test
    void fifo_keepsOrderAndCountsAndForgetsWhenFlushed() {
        chip.transfer(bytes("12 01 02 03"));
        assertThat(read(0x0A)).isEqualTo("03");
        assertThat(hex(chip.transfer(bytes("92 92 92 00")))).isEqualTo("00010203");
        chip.transfer(bytes("12 01 02 03"));
        chip.transfer(bytes("14 80"));
        assertThat(read(0x0A)).isEqualTo("00");
    }

    @Test
    void fifo_takes64BytesAndShowsTheOverflow() {
        var write = new byte[66];
        write[0] = 0x12;
        chip.transfer(write);
        assertThat(read(0x0A)).isEqualTo("40");
        assertThat(read(0x06)).isEqualTo("10");
        chip.transfer(bytes("14 80"));
        assertThat(read(0x06)).isEqualTo("00");
    }

    /** ISO/IEC 14443-3, annex B; the coprocessor's preset is 6363 with Mode 3D. */
    @ParameterizedTest(name = "CRC_A of {0} is {1}")
    @CsvSource({
        "00 00, A01E",
        "12 34, 26CF",
        "50 00, 57CD",
        "93 70 CB 98 A6 05 F0, 298E",
        "31 32 33 34 35 36 37 38 39, 05BF",
    })
    void coprocessor_computesThePublishedCrc(String data, String crc) {
        chip.transfer(bytes("22 3D"));
        chip.transfer(bytes("02 00"));
        chip.transfer(bytes("0A 04"));
        chip.transfer(bytes("14 80"));
        chip.transfer(bytes("12" + data));
        chip.transfer(bytes("02 03"));
        assertThat(read(0x05)).isEqualTo("04");
        assertThat(read(0x22) + read(0x21)).isEqualTo(crc);
    }

    @Test
    void card_isSelectedHaltedAndWokenAsPublished() {
        start();
        hold("CB98A605");
        assertThat(exchange("26", 7)).isEqualTo("0400");
        assertThat(exchange("93 20", 0)).isEqualTo("CB98A605F0");
        assertThat(exchange("93 70 CB 98 A6 05 F0 29 8E", 0)).isEqualTo("08B6DD");
        assertThat(exchange("50 00 57 CD", 0)).isEqualTo("silence");
        assertThat(exchange("26", 7)).isEqualTo("silence");
        assertThat(exchange("52", 7)).isEqualTo("0400");
    }

    @Test
    void card_tellsLongUidsLevelByLevel() {
        start();
        hold("04A1B2C3D4E5F6");
        assertThat(exchange("26", 7)).isEqualTo("4400");
        assertThat(exchange("93 20", 0)).isEqualTo("8804A1B29F");
        assertThat(exchange(crc("93 70 88 04 A1 B2 9F"), 0)).isEqualTo("04DA17");
        assertThat(exchange("95 20", 0)).isEqualTo("C3D4E5F604");
        assertThat(exchange(crc("95 70 C3 D4 E5 F6 04"), 0)).isEqualTo("00FE51");
    }

    @Test
    void card_fallsBackWhenItIsNotMeant() {
        start();
        hold("CB98A605");
        exchange("26", 7);
        assertThat(exchange("93 70 CB 98 A6 06 F3 29 8E", 0)).isEqualTo("silence");
        assertThat(exchange("93 20", 0)).isEqualTo("silence");
        assertThat(exchange("26", 7)).isEqualTo("0400");
        assertThat(exchange("26", 7)).isEqualTo("silence"); // READY takes no REQA
        assertThat(exchange("26", 7)).isEqualTo("0400");
    }

    @Test
    void card_answersOnlyTheBitsNotYetKnown() {
        start();
        hold("CB98A605");
        exchange("26", 7);
        assertThat(exchange("93 30 CB", 0)).isEqualTo("98A605F0");
        exchange("26", 7);
        assertThat(exchange("26", 7)).isEqualTo("0400");
        assertThat(exchange("93 30 CC", 0)).isEqualTo("silence");
    }

    @Test
    void card_isDeafWithTheAntennaOff() {
        start();
        hold("CB98A605");
        chip.transfer(bytes("28 80"));
        assertThat(exchange("26", 7)).isEqualTo("silence");
        chip.transfer(bytes("28 83"));
        assertThat(exchange("26", 7)).isEqualTo("0400");
    }

    /** CB is 1101.. and C9 is 1001.. as they go through the air: they part at the second bit. */
    @Test
    void twoCards_collideWhereTheirBitsPart() {
        start();
        hold("CB98A605", "C998A605");
        assertThat(exchange("26", 7)).isEqualTo("0400");
        transceive("93 20", 0);
        assertThat(read(0x06)).isEqualTo("08");
        assertThat(read(0x0E)).isEqualTo("02");
        assertThat(hex(chip.transfer(bytes("92 00")))).isEqualTo("0001"); // cleared behind
    }

    @Test
    void parity_isShownInTheErrorRegister() {
        start();
        hold("CB98A605");
        chip.breakParity();
        transceive("26", 7);
        assertThat(read(0x06)).isEqualTo("02");
    }

    /** TPrescaler 0A9 is 25 us, TReload 03E8 is 1001 of them. */
    @Test
    void timer_endsASilentExchange() {
        start();
        transceive("26", 7);
        now += 25_000_000;
        assertThat(Integer.parseInt(read(0x04), 16) & 0x01).isZero();
        now += 30_000;
        assertThat(Integer.parseInt(read(0x04), 16) & 0x01).isOne();
        chip.transfer(bytes("08 7F"));
        assertThat(read(0x04)).isEqualTo("00");
    }

    @Test
    void card_refusesAnImpossibleUid() {
        assertThatThrownBy(() -> new EmulatedCard(new CardId("67003B51C6")))
                .hasMessageContaining("4, 7 or 10 bytes");
    }

    private void start() {
        List.of(
                        "2400", "2600", "4826", "5480", "56A9", "5803", "5AE8", "2A40", "223D",
                        "1C00", "2883")
                .forEach(write -> chip.transfer(bytes(write)));
    }

    private void hold(String... cards) {
        field.replace(Arrays.stream(cards).map(id -> new EmulatedCard(new CardId(id))).toList());
    }

    private String exchange(String hex, int lastBits) {
        transceive(hex, lastBits);
        if ((Integer.parseInt(read(0x04), 16) & 0x20) == 0) {
            return "silence";
        }
        int count = Integer.parseInt(read(0x0A), 16);
        var ask = new byte[count + 1];
        Arrays.fill(ask, 0, count, (byte) 0x92);
        return hex(chip.transfer(ask)).substring(2);
    }

    private void transceive(String hex, int lastBits) {
        chip.transfer(bytes("02 00"));
        chip.transfer(bytes("08 7F"));
        chip.transfer(bytes("14 80"));
        chip.transfer(bytes("12" + hex));
        chip.transfer(bytes("1A %02X".formatted(lastBits)));
        chip.transfer(bytes("02 0C"));
        chip.transfer(bytes("1A %02X".formatted(0x80 | lastBits)));
    }

    private String read(int address) {
        return hex(chip.transfer(new byte[] {(byte) (0x80 | address << 1), 0})).substring(2);
    }

    private static String crc(String hex) {
        return hex(CrcA.append(bytes(hex)));
    }

    private static byte[] bytes(String hex) {
        return HEX.parseHex(hex.replace(" ", ""));
    }

    private static String hex(byte[] bytes) {
        return HEX.formatHex(bytes);
    }
}
