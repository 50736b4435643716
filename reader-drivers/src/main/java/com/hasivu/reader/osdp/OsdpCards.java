package com.hasivu.reader.osdp;

import com.hasivu.protocol.CardForm;
import com.hasivu.protocol.CardId;
import com.hasivu.reader.CardFamily;
import com.hasivu.reader.CardRead;
import com.hasivu.reader.osdp.OsdpSettings.Numbers;

import java.util.Arrays;
import java.util.OptionalInt;

/**
 * Reads the data of a RAW reply. Source: SIA OSDP 2.2, section 7.10; formats: rf IDEAS pcProx
 * manual (26 and 34 bits), HID H10304 (37 bits).
 *
 * <pre>
 * reader | format: 0 not named, 1 parity data parity | bits, low byte first (2) | bits, the first one highest
 * 26 bits   even over bits 0..12   24 data bits   odd over bits 13..25
 * 34 bits   even over bits 0..16   32 data bits   odd over bits 17..33
 * 37 bits   even over bits 0..18   35 data bits   odd over bits 18..36, one bit in both
 * </pre>
 */
final class OsdpCards {
    private static final int HEAD = 4;
    private static final int PARITY_FORMAT = 1;

    sealed interface Found {
        record Card(CardRead read) implements Found {}

        /** No number of ours; {@code why} in few words. */
        record Nonsense(String why) implements Found {}
    }

    private OsdpCards() {}

    static Found read(byte[] data, Numbers numbers) {
        if (data.length < HEAD) {
            return new Found.Nonsense("raw length");
        }
        int format = data[1];
        int bits = (data[2] & 0xFF) | (data[3] & 0xFF) << 8;
        byte[] number = Arrays.copyOfRange(data, HEAD, data.length);
        if (number.length != (bits + 7) / 8) {
            return new Found.Nonsense("raw length");
        }
        if (format != 0 && format != PARITY_FORMAT) {
            return new Found.Nonsense("raw format");
        }
        return numbers.csn() && format != PARITY_FORMAT
                ? uid(number, bits, numbers.lastByteFirst())
                : wiegand(number, bits, numbers.lastByteFirst());
    }

    /** A whole UID has 4, 7 or 10 bytes (ISO/IEC 14443-3, section 6.5). */
    private static Found uid(byte[] number, int bits, boolean turned) {
        if (bits != 32 && bits != 56 && bits != 80) {
            return new Found.Nonsense("raw bits");
        }
        return new Found.Card(
                CardRead.uid(CardId.of(turned ? turned(number) : number), CardFamily.ISO_14443_A));
    }

    private static Found wiegand(byte[] number, int bits, boolean turned) {
        return switch (bits) {
            case 26 ->
                    parity(number, bits, 13)
                            ? found(
                                    data(number, 24),
                                    turned ? CardForm.REVERSED_24 : CardForm.WIEGAND_26,
                                    turned)
                            : new Found.Nonsense("parity");
            case 34 ->
                    parity(number, bits, 17)
                            ? found(
                                    data(number, 32),
                                    turned ? CardForm.REVERSED_32 : CardForm.WIEGAND_34,
                                    turned)
                            : new Found.Nonsense("parity");
            case 37 ->
                    parity(number, bits, 19)
                            ? found(data(number, 35), CardForm.WIEGAND_37, false) // no whole bytes
                            : new Found.Nonsense("parity");
            default -> new Found.Nonsense("raw bits");
        };
    }

    private static Found found(byte[] number, CardForm form, boolean turned) {
        return new Found.Card(
                new CardRead(
                        CardId.of(turned ? turned(number) : number),
                        form,
                        CardFamily.UNKNOWN,
                        OptionalInt.empty()));
    }

    /** The first {@code part} bits have an even count of ones, the last {@code part} an odd one. */
    private static boolean parity(byte[] number, int bits, int part) {
        int first = 0;
        int last = 0;
        for (int i = 0; i < part; i++) {
            first += bit(number, i);
            last += bit(number, bits - 1 - i);
        }
        return first % 2 == 0 && last % 2 == 1;
    }

    /** The bits behind the first parity bit, at the end of whole bytes. */
    private static byte[] data(byte[] number, int bits) {
        var data = new byte[(bits + 7) / 8];
        int before = data.length * 8 - bits;
        for (int i = 0; i < bits; i++) {
            int to = before + i;
            data[to / 8] |= (byte) (bit(number, 1 + i) << 7 - to % 8);
        }
        return data;
    }

    private static int bit(byte[] number, int index) {
        return number[index / 8] >> 7 - index % 8 & 1;
    }

    private static byte[] turned(byte[] number) {
        var turned = new byte[number.length];
        for (int i = 0; i < number.length; i++) {
            turned[i] = number[number.length - 1 - i];
        }
        return turned;
    }
}
