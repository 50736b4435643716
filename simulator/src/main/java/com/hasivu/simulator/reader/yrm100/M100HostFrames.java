package com.hasivu.simulator.reader.yrm100;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the host's bytes say, as the module's serial interface reads them, byte by byte. Source:
 * M100 command set, section 1.1. Not thread-safe.
 */
final class M100HostFrames {
    sealed interface Heard {
        @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
        record Command(int code, byte[] data) implements Heard {}

        /** A whole frame whose sum or end mark is wrong, or which is no command. */
        record Malformed() implements Heard {}
    }

    private static final int HEAD = 5;

    private final ByteArrayOutputStream frame = new ByteArrayOutputStream();

    List<Heard> hear(byte[] bytes) {
        var heard = new ArrayList<Heard>();
        for (byte b : bytes) {
            if (frame.size() == 0 && (b & 0xFF) != 0xBB) {
                continue;
            }
            frame.write(b);
            byte[] held = frame.toByteArray();
            if (held.length >= HEAD && held.length == HEAD + dataLength(held) + 2) {
                heard.add(judge(held));
                frame.reset();
            }
        }
        return heard;
    }

    /** The rest of a frame did not come. */
    void forget() {
        frame.reset();
    }

    private static int dataLength(byte[] held) {
        return (held[3] & 0xFF) * 256 + (held[4] & 0xFF);
    }

    private static Heard judge(byte[] held) {
        int last = held.length - 1;
        int sum = 0;
        for (int i = 1; i < last - 1; i++) {
            sum += held[i];
        }
        boolean good = held[1] == 0 && held[last] == 0x7E && (byte) sum == held[last - 1];
        return good
                ? new Heard.Command(held[2] & 0xFF, Arrays.copyOfRange(held, HEAD, last - 1))
                : new Heard.Malformed();
    }
}
