package com.hasivu.reader.r2000;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.CardRead;

import java.util.Arrays;
import java.util.List;

/**
 * The tag an inventory tells of. Source: UHF RFID Reader Serial Interface Protocol V3.7, section
 * 2.2.1; hex-in/pyImpinj.
 *
 * <pre>
 * frequency and antenna | PC (2) | EPC | RSSI
 * </pre>
 */
final class R2000Cards {
    private static final int EPC_AT = 3;
    private static final int AROUND = EPC_AT + 1;

    /** The strength's upper bit is the antenna's: antennas 5 to 8. */
    private static final int STRENGTH = 0x7F;

    private static final int ZERO_DBM = 129;
    private static final int LONGEST_EPC = 62;
    private static final int LONGEST_CARD = 16;

    private R2000Cards() {}

    /** Whether a tag can have so many bytes of data. */
    static boolean canBeTag(int data) {
        int epc = data - AROUND;
        return epc > 0 && epc <= LONGEST_EPC && epc % 2 == 0;
    }

    /** Whether the PC's upper five bits count the EPC's words. */
    static boolean fits(R2000Frame frame) {
        return 2 * (frame.at(1) >> 3) == frame.data().length - AROUND;
    }

    /** The card a frame tells of; none for other frames and EPCs too long or short for a card. */
    static List<CardRead> inFrame(R2000Frame frame) {
        int length = frame.data().length - AROUND;
        if (!frame.isInventory()
                || frame.isEnd()
                || !canBeTag(frame.data().length)
                || length < AROUND
                || length > LONGEST_CARD) {
            return List.of();
        }
        byte[] epc = Arrays.copyOfRange(frame.data(), EPC_AT, EPC_AT + length);
        int rssi = frame.at(EPC_AT + length) & STRENGTH;
        return List.of(CardRead.epc(CardId.of(epc)).at(rssi - ZERO_DBM));
    }
}
