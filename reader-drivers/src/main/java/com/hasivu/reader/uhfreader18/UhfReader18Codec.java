package com.hasivu.reader.uhfreader18;

import com.hasivu.reader.line.Scan;

import java.nio.ByteBuffer;

/**
 * Frames of both generations. Source: UHFReader18 user's manual 2.0, chapter 3.
 *
 * <pre>
 * to the reader    Len Adr Cmd          data CRCl CRCm       Len counts what follows it
 * from the reader  Len Adr reCmd Status data CRCl CRCm       the CRC over the whole frame, itself included, is 0
 * heartbeat        56 00 00 00 00 00
 * </pre>
 */
final class UhfReader18Codec {
    private static final int SHORTEST = 5;
    private static final int COMMAND_AT = 2;
    private static final int STATUS_AT = 3;
    private static final int DATA_AT = 4;
    private static final int HEARTBEAT = 0x56;
    private static final int HEARTBEAT_LENGTH = 6;

    private UhfReader18Codec() {}

    /** Same bytes, same answer. Never moves {@code in}. */
    static Scan<UhfReader18Frame> scan(ByteBuffer in) {
        int length = at(in, 0);
        if (length == HEARTBEAT && mayBeHeartbeat(in)) {
            return in.remaining() < HEARTBEAT_LENGTH
                    ? new Scan.NeedMore<>(HEARTBEAT_LENGTH)
                    : new Scan.Complete<>(new UhfReader18Frame.Heartbeat(), HEARTBEAT_LENGTH);
        }
        if (!mayBeHead(in)) {
            return new Scan.Noise<>(1, "noise");
        }
        int whole = length + 1;
        if (in.remaining() < whole) {
            return new Scan.NeedMore<>(whole);
        }
        if (crc(in, in.position(), whole) != 0) {
            return new Scan.Noise<>(1, "checksum");
        }
        var data = new byte[length - SHORTEST];
        in.get(in.position() + DATA_AT, data);
        return new Scan.Complete<>(
                new UhfReader18Frame.Answer(at(in, 1), at(in, COMMAND_AT), at(in, STATUS_AT), data),
                whole);
    }

    /** A command for the reader, ready to send. */
    static byte[] command(int address, int command, int... data) {
        var frame = ByteBuffer.allocate(data.length + SHORTEST);
        frame.put((byte) (data.length + 4)).put((byte) address).put((byte) command);
        for (int b : data) {
            frame.put((byte) b);
        }
        int crc = crc(frame, 0, frame.position());
        return frame.put((byte) crc).put((byte) (crc >> 8)).array();
    }

    /** CRC-16/MCRF4XX: polynomial 1021 reflected, preset FFFF. Of "123456789": 6F91. */
    static int crc(ByteBuffer in, int from, int count) {
        int crc = 0xFFFF;
        for (int i = 0; i < count; i++) {
            crc ^= in.get(from + i) & 0xFF;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >> 1 : crc >> 1 ^ 0x8408;
            }
        }
        return crc;
    }

    /** 56 is also a length; but no answer to command 0 has status 0. */
    private static boolean mayBeHeartbeat(ByteBuffer in) {
        for (int i = 1; i < HEARTBEAT_LENGTH && i < in.remaining(); i++) {
            if (at(in, i) != 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * A frame has no start mark, so any byte may seem to begin one of up to 256. Only what a reader
     * says is waited for.
     */
    private static boolean mayBeHead(ByteBuffer in) {
        return at(in, 0) >= SHORTEST
                && (in.remaining() <= COMMAND_AT || isKnown(at(in, COMMAND_AT)))
                && (in.remaining() <= STATUS_AT || isStatus(at(in, STATUS_AT)));
    }

    private static boolean isKnown(int command) {
        return command <= 0x1B
                || command >= 0x21 && command <= 0x2F
                || command >= 0x33 && command <= 0x40
                || command >= 0x4C && command <= 0x55
                || command >= 0x66 && command <= 0x79
                || command >= 0x91 && command <= 0x94
                || command == UhfReader18Frame.PUSHED;
    }

    private static boolean isStatus(int status) {
        return status <= 0x19
                || status >= 0x26 && status <= 0x31
                || status == 0xEE
                || status >= 0xF8;
    }

    private static int at(ByteBuffer in, int offset) {
        return in.get(in.position() + offset) & 0xFF;
    }
}
