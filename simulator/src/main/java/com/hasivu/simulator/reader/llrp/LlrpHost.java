package com.hasivu.simulator.reader.llrp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The messages in what a client sends. Source: LLRP 1.0.1, section 16.1. Not thread-safe. */
final class LlrpHost {
    private static final int HEAD = 10;

    /** A client sends nothing longer. */
    private static final int LONGEST = 64 * 1024;

    sealed interface Heard {
        /**
         * @param body what follows the head
         */
        @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
        record Message(int type, int id, byte[] body) implements Heard {}

        record OtherVersion(int id) implements Heard {}

        /** No length of a message: nothing that follows can be understood. */
        record Nonsense() implements Heard {}
    }

    private final ByteArrayOutputStream held = new ByteArrayOutputStream();

    List<Heard> hear(byte[] bytes) {
        held.writeBytes(bytes);
        var heard = new ArrayList<Heard>();
        ByteBuffer in = ByteBuffer.wrap(held.toByteArray());
        while (in.remaining() >= HEAD) {
            int length = in.getInt(in.position() + 2);
            if (length < HEAD || length > LONGEST) {
                heard.add(new Heard.Nonsense());
                in.position(in.limit());
            } else if (in.remaining() < length) {
                break;
            } else {
                heard.add(message(in, length));
                in.position(in.position() + length);
            }
        }
        held.reset();
        held.write(in.array(), in.position(), in.remaining());
        return heard;
    }

    private static Heard message(ByteBuffer in, int length) {
        int word = in.getShort(in.position());
        int id = in.getInt(in.position() + 6);
        if ((word >> 10 & 0x7) != 1) {
            return new Heard.OtherVersion(id);
        }
        int from = in.position();
        return new Heard.Message(
                word & 0x3FF, id, Arrays.copyOfRange(in.array(), from + HEAD, from + length));
    }
}
