package com.hasivu.reader.llrp;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.CardRead;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One TagReportData: one tag as the reader saw it. Source: LLRP 1.0.1, sections 13.2.3 and
 * 16.2.7.3.
 *
 * <pre>
 * 00F0 length | 8D EPC of 96 bits, or 00F1 length, count of bits, EPC
 *             | 89 ROSpec id 32 | 81 antenna 16 | 86 peak RSSI in dBm 8, signed
 *             | 82 first seen, UTC in us 64, or 83 since power on | 8C Gen2 PC 16 | 8B Gen2 CRC 16
 * </pre>
 *
 * @param dbm empty where the reader tells none, or none that a tag's answer can have
 */
record TagReport(CardId epc, OptionalLong roSpec, Optional<ReaderTime> firstSeen, OptionalInt dbm) {
    private static final int EPC_96 = Parameter.TV + 13;
    private static final int ROSPEC_ID = Parameter.TV + 9;
    private static final int FIRST_SEEN_UTC = Parameter.TV + 2;
    private static final int FIRST_SEEN_UPTIME = Parameter.TV + 3;
    private static final int PEAK_RSSI = Parameter.TV + 6;
    private static final int GEN2_PC = Parameter.TV + 12;
    private static final int GEN2_CRC = Parameter.TV + 11;

    private static final int SHORTEST = 4;
    private static final int LONGEST = 16;

    /** Between PC and EPC the tag sent one word more, which the reader does not tell. */
    private static final int EXTENDED_PC = 0x0200;

    /** A tag, or why there is none. */
    sealed interface Found {
        record Tag(TagReport report) implements Found {}

        record Refused(String why) implements Found {}
    }

    static Found read(ByteBuffer content) {
        Map<Integer, ByteBuffer> told = new HashMap<>();
        for (Parameter parameter : Parameter.list(content)) {
            boolean again = told.put(parameter.type(), parameter.content()) != null;
            if (again && isOnce(parameter.type())) {
                return new Found.Refused("told twice");
            }
        }
        if (told.containsKey(EPC_96) == told.containsKey(Parameter.EPC_DATA)) {
            return new Found.Refused("no single epc");
        }
        byte[] epc = epc(told);
        if (epc.length < SHORTEST || epc.length > LONGEST) {
            return new Found.Refused("epc length");
        }
        if (!agrees(epc, told)) {
            return new Found.Refused("tag checksum");
        }
        return new Found.Tag(
                new TagReport(CardId.of(epc), roSpec(told), firstSeen(told), dbm(told)));
    }

    /** Results of accesses, and a maker's own, may come several times. */
    private static boolean isOnce(int type) {
        return type >= Parameter.TV || type == Parameter.EPC_DATA;
    }

    /** Empty where its bits are no whole bytes. One of the two kinds is there. */
    private static byte[] epc(Map<Integer, ByteBuffer> told) {
        ByteBuffer whole = told.get(EPC_96);
        ByteBuffer counted = told.get(Parameter.EPC_DATA);
        if (whole != null) {
            return rest(whole);
        }
        if (counted == null || (counted.getShort() & 0xFFFF) % 8 != 0) {
            return new byte[0];
        }
        return rest(counted);
    }

    private static byte[] rest(ByteBuffer in) {
        var bytes = new byte[in.remaining()];
        in.get(bytes);
        return bytes;
    }

    /**
     * Whether the tag's own PC and checksum, where the reader passes them on, fit its EPC. Source:
     * EPC Gen2, section 6.3.2.1: the PC's first five bits count the EPC's words, the CRC-16 covers
     * both.
     */
    private static boolean agrees(byte[] epc, Map<Integer, ByteBuffer> told) {
        ByteBuffer pcBits = told.get(GEN2_PC);
        if (pcBits == null) {
            return true;
        }
        int pc = pcBits.getShort() & 0xFFFF;
        if ((pc >> 11) * 2 != epc.length) {
            return false;
        }
        ByteBuffer crc = told.get(GEN2_CRC);
        if (crc == null || (pc & EXTENDED_PC) != 0) {
            return true;
        }
        byte[] covered = Arrays.copyOf(new byte[] {(byte) (pc >> 8), (byte) pc}, 2 + epc.length);
        System.arraycopy(epc, 0, covered, 2, epc.length);
        return Gen2Crc.of(covered) == (crc.getShort() & 0xFFFF);
    }

    private static OptionalLong roSpec(Map<Integer, ByteBuffer> told) {
        ByteBuffer in = told.get(ROSPEC_ID);
        return in == null ? OptionalLong.empty() : OptionalLong.of(in.getInt() & 0xFFFF_FFFFL);
    }

    private static Optional<ReaderTime> firstSeen(Map<Integer, ByteBuffer> told) {
        ByteBuffer utc = told.get(FIRST_SEEN_UTC);
        ByteBuffer uptime = told.get(FIRST_SEEN_UPTIME);
        if (utc != null) {
            return Optional.of(new ReaderTime(true, utc.getLong()));
        }
        return uptime == null
                ? Optional.empty()
                : Optional.of(new ReaderTime(false, uptime.getLong()));
    }

    /**
     * A tag answers with less than a milliwatt: anything else says that the reader does not
     * measure.
     */
    private static OptionalInt dbm(Map<Integer, ByteBuffer> told) {
        ByteBuffer in = told.get(PEAK_RSSI);
        int dbm = in == null ? 0 : in.get();
        return dbm < 0 ? OptionalInt.of(dbm) : OptionalInt.empty();
    }

    CardRead cardRead() {
        CardRead read = CardRead.epc(epc);
        return dbm.isPresent() ? read.at(dbm.getAsInt()) : read;
    }
}
