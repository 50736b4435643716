package com.hasivu.reader.yrm100;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.CardRead;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads the data of a notice of a tag. Source: M100 command set, section 2.2.2; PC and CRC: EPC
 * Gen2 2.0.1, sections 6.3.2.1.2 and Annex F.
 *
 * <pre>
 * RSSI (1, signed, dBm) | PC (2) | EPC (2 x (PC >> 11)) | CRC (2) over PC and EPC, as the tag sent it
 * </pre>
 *
 * The tag's own CRC reaches from its memory to us, so a damaged EPC never passes.
 */
final class Yrm100Cards {
    private static final int SINGLE_POLL = 0x22;
    private static final int MULTI_POLL = 0x27;
    private static final int PC_AT = 1;
    private static final int EPC_AT = 3;
    private static final int CRC_BYTES = 2;
    private static final int LEAST_EPC = 4;
    private static final int LONGEST_EPC = 16;

    private Yrm100Cards() {}

    /** Modules tell a tag of a multiple poll with either code. */
    static boolean isPoll(int command) {
        return command == SINGLE_POLL || command == MULTI_POLL;
    }

    /** The card a frame tells of, if it does. */
    static List<CardRead> inFrame(Yrm100Frame frame) {
        return frame instanceof Yrm100Frame.Tag(CardId epc, int dbm)
                ? List.of(CardRead.epc(epc).at(dbm))
                : List.of();
    }

    /** Empty if lengths or CRC do not hold. */
    static Optional<Yrm100Frame> read(byte[] data) {
        int epcBytes = data.length - EPC_AT - CRC_BYTES;
        if (epcBytes < 0 || epcBytes != 2 * ((data[PC_AT] & 0xFF) >> 3)) {
            return Optional.empty();
        }
        int end = EPC_AT + epcBytes;
        int told = (data[end] & 0xFF) << 8 | (data[end + 1] & 0xFF);
        if (crc(data, PC_AT, end) != told) {
            return Optional.empty();
        }
        if (epcBytes < LEAST_EPC || epcBytes > LONGEST_EPC) {
            return Optional.of(new Yrm100Frame.OddTag(epcBytes));
        }
        return Optional.of(
                new Yrm100Frame.Tag(CardId.of(Arrays.copyOfRange(data, EPC_AT, end)), data[0]));
    }

    /** CRC-16 of Gen2: polynomial 1021, begins with FFFF, inverted at the end (GENIBUS). */
    static int crc(byte[] bytes, int from, int to) {
        int crc = 0xFFFF;
        for (int i = from; i < to; i++) {
            crc ^= (bytes[i] & 0xFF) << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) != 0 ? crc << 1 ^ 0x1021 : crc << 1;
            }
        }
        return ~crc & 0xFFFF;
    }
}
