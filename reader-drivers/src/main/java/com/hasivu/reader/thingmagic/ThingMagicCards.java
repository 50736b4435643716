package com.hasivu.reader.thingmagic;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.CardRead;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The tags an answer tells of. Source: Mercury API, {@code serial_reader.c} and {@code
 * serial_reader_l3.c}.
 *
 * <pre>
 * continuous reading  10 | search flags (2) | record flags (2) | 1 tag, 2 status, 0 the end | record
 * buffer              record flags (2) | options | count | records
 * record              what its flags name, in this order: read count | RSSI | antenna | frequency (3)
 *                     | timestamp (4) | phase (2) | protocol | bits (2), data | GPIO;
 *                     then bits (2) | PC (2) | EPC | the tag's own CRC (2)
 * </pre>
 */
final class ThingMagicCards {
    private static final int STREAM_HEAD = 6;
    private static final int BUFFER_HEAD = 4;
    private static final int WITH_RECORD = 0x10;

    private static final int GEN2 = 5;
    private static final int RSSI = 0x02;
    private static final int PROTOCOL = 0x40;
    private static final int DATA = 0x80;
    private static final int FLAGS = 9;

    /** Bytes of each flag's field, lowest flag first; data has a length of its own. */
    private static final int[] SIZES = {1, 1, 1, 3, 4, 2, 1, 2, 1};

    sealed interface Found {
        record Tag(CardRead read) implements Found {}

        /** The frame's check holds, but the content cannot be, or is no card of ours. */
        record Nonsense(String why) implements Found {}
    }

    private ThingMagicCards() {}

    /** The cards an answer tells of. */
    static List<CardRead> inAnswer(ThingMagicAnswer answer) {
        return found(answer).stream()
                .filter(Found.Tag.class::isInstance)
                .map(tag -> ((Found.Tag) tag).read())
                .toList();
    }

    static List<Found> found(ThingMagicAnswer answer) {
        if (!answer.isSuccess()) {
            return List.of();
        }
        return switch (answer.op()) {
            case ThingMagicAnswer.READ -> isTagOfStream(answer) ? stream(answer) : List.of();
            case ThingMagicAnswer.BUFFER -> buffer(answer);
            default -> List.of();
        };
    }

    /** The module has stopped reading by itself. */
    static boolean isEndOfStream(ThingMagicAnswer answer) {
        return isStream(answer) && answer.at(5) == 0;
    }

    private static boolean isTagOfStream(ThingMagicAnswer answer) {
        return isStream(answer) && answer.at(5) == 1;
    }

    private static boolean isStream(ThingMagicAnswer answer) {
        return answer.op() == ThingMagicAnswer.READ
                && answer.isSuccess()
                && answer.data().length >= STREAM_HEAD
                && (answer.at(0) & WITH_RECORD) != 0;
    }

    private static List<Found> stream(ThingMagicAnswer answer) {
        var in = ByteBuffer.wrap(answer.data()).position(STREAM_HEAD);
        Found found = read(in, answer.at(3) << 8 | answer.at(4));
        return List.of(in.hasRemaining() ? new Found.Nonsense("nonsense") : found);
    }

    private static List<Found> buffer(ThingMagicAnswer answer) {
        var found = new ArrayList<Found>();
        if (answer.data().length < BUFFER_HEAD) {
            return found;
        }
        int flags = answer.at(0) << 8 | answer.at(1);
        var in = ByteBuffer.wrap(answer.data()).position(BUFFER_HEAD);
        for (int left = answer.at(3); left > 0 && in.hasRemaining(); left--) {
            found.add(read(in, flags));
        }
        return found;
    }

    private static Found read(ByteBuffer in, int flags) {
        try {
            return record(in, flags);
        } catch (BufferUnderflowException e) {
            in.position(in.limit());
            return new Found.Nonsense("nonsense"); // it ends before its fields do
        }
    }

    private static Found record(ByteBuffer in, int flags) {
        double dbm = Double.NaN;
        int protocol = GEN2;
        for (int i = 0; i < FLAGS; i++) {
            int flag = 1 << i;
            if ((flags & flag) == 0) {
                continue;
            }
            byte[] field = take(in, SIZES[i]);
            switch (flag) {
                case RSSI -> dbm = field[0]; // signed, dBm
                case PROTOCOL -> protocol = field[0];
                case DATA -> take(in, (two(field) + 7) / 8);
                default -> {}
            }
        }
        byte[] tag = take(in, two(take(in, 2)) / 8);
        if (flags >> FLAGS != 0 || protocol != GEN2 || !isWhole(tag)) {
            return new Found.Nonsense("nonsense");
        }
        int length = tag.length - 4;
        if (length < 3 || length > 16) {
            return new Found.Nonsense("EPC length");
        }
        var epc = new byte[length];
        System.arraycopy(tag, 2, epc, 0, length);
        CardRead read = CardRead.epc(CardId.of(epc));
        return new Found.Tag(Double.isNaN(dbm) ? read : read.at(dbm));
    }

    /**
     * PC, EPC and CRC as the tag itself sent them: the PC's upper five bits count the EPC's words,
     * the CRC is CRC-16/GENIBUS over PC and EPC (EPC Gen2, sections 6.3.2.1.2.1 and 6.3.2.1.2.2).
     */
    private static boolean isWhole(byte[] tag) {
        if (tag.length < 4 || 2 * ((tag[0] & 0xF8) >> 3) != tag.length - 4) {
            return false;
        }
        int crc = 0xFFFF;
        for (int i = 0; i < tag.length - 2; i++) {
            crc ^= (tag[i] & 0xFF) << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = crc << 1 ^ (crc >> 15) * 0x1021;
                crc &= 0xFFFF;
            }
        }
        return (crc ^ 0xFFFF) == ((tag[tag.length - 2] & 0xFF) << 8 | tag[tag.length - 1] & 0xFF);
    }

    private static byte[] take(ByteBuffer in, int count) {
        var bytes = new byte[count];
        in.get(bytes);
        return bytes;
    }

    private static int two(byte[] bytes) {
        return (bytes[0] & 0xFF) << 8 | bytes[1] & 0xFF;
    }
}
