package com.hasivu.simulator.reader.llrp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The TLV parameters of a request. Clients send no TV. Source: LLRP 1.0.1, section 16.2.1.
 *
 * @param all in order
 */
record LlrpParameters(List<One> all) {
    private static final int TLV_HEAD = 4;

    /** A parameter; {@code content} begins behind its length. */
    record One(int type, ByteBuffer content) {}

    /** What a request has wrong. */
    static final class Wrong extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int status;

        Wrong(int status, String words) {
            super(words);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    /** M_MissingParameter, M_ParameterError. */
    static final int MISSING = 103;

    static final int MALFORMED = 100;

    /** From position to limit. */
    static LlrpParameters read(ByteBuffer in) {
        var all = new ArrayList<One>();
        while (in.hasRemaining()) {
            if (in.remaining() < TLV_HEAD) {
                throw new Wrong(MALFORMED, "a parameter is cut short");
            }
            int type = in.getShort() & 0xFFFF;
            int length = (in.getShort() & 0xFFFF) - TLV_HEAD;
            if (type > 0x3FF || length < 0 || length > in.remaining()) {
                throw new Wrong(MALFORMED, "parameter %d does not fit".formatted(type));
            }
            all.add(new One(type, in.slice(in.position(), length)));
            in.position(in.position() + length);
        }
        return new LlrpParameters(List.copyOf(all));
    }

    Optional<ByteBuffer> first(int type) {
        return all.stream().filter(one -> one.type == type).map(One::content).findFirst();
    }

    ByteBuffer need(int type) {
        return first(type)
                .orElseThrow(() -> new Wrong(MISSING, "parameter %d is missing".formatted(type)));
    }
}
