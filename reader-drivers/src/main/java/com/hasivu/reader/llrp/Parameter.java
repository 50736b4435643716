package com.hasivu.reader.llrp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One parameter of a message that {@link Structure} found whole. Source: LLRP 1.0.1, section 16.2.
 *
 * @param type a TLV's; a TV's plus {@link #TV}
 * @param content its fields and parameters; position and limit belong to whoever reads
 */
record Parameter(int type, ByteBuffer content) {
    /** Added to a TV's type number: both kinds count from small numbers. */
    static final int TV = 0x10000;

    static final int UTC = 128;
    static final int UPTIME = 129;
    static final int GENERAL_CAPABILITIES = 137;
    static final int LLRP_CAPABILITIES = 142;
    static final int REGULATORY_CAPABILITIES = 143;
    static final int UHF_BAND = 144;
    static final int POWER_LEVEL = 145;
    static final int FREQUENCIES = 146;
    static final int HOP_TABLE = 147;
    static final int EPC_DATA = 241;
    static final int ROSPEC_EVENT = 249;
    static final int BUFFER_FILLING = 250;
    static final int BUFFER_OVERFLOW = 251;
    static final int READER_EXCEPTION = 252;
    static final int ANTENNA_EVENT = 255;
    static final int CONNECTION_ATTEMPT = 256;
    static final int CONNECTION_CLOSE = 257;

    /** All parameters from position to limit; moves {@code in} to its end. */
    static List<Parameter> list(ByteBuffer in) {
        var found = new ArrayList<Parameter>();
        while (in.hasRemaining()) {
            int first = in.get(in.position()) & 0xFF;
            if ((first & 0x80) != 0) {
                in.get();
                found.add(
                        new Parameter(
                                TV + (first & 0x7F), take(in, Structure.tvFields(first & 0x7F))));
            } else {
                int type = in.getShort();
                int length = in.getShort() & 0xFFFF;
                found.add(new Parameter(type, take(in, length - Structure.TLV_HEAD)));
            }
        }
        return List.copyOf(found);
    }

    static Optional<Parameter> first(List<Parameter> among, int type) {
        return among.stream().filter(parameter -> parameter.type == type).findFirst();
    }

    /** Two bytes of length and as many bytes of UTF-8. */
    static String text(ByteBuffer in) {
        return StandardCharsets.UTF_8.decode(take(in, in.getShort() & 0xFFFF)).toString();
    }

    private static ByteBuffer take(ByteBuffer in, int bytes) {
        ByteBuffer taken = in.slice(in.position(), bytes);
        in.position(in.position() + bytes);
        return taken;
    }
}
