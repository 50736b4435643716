package com.hasivu.simulator.reader.llrp;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes messages and parameters, big endian. Source: LLRP 1.0.1, sections 16.1.1 and 16.2.1. Not
 * thread-safe.
 */
final class LlrpWriter {
    private static final int VERSION_1 = 1 << 10;
    private static final int TV = 0x80;
    private static final int MESSAGE_HEAD = 10;
    private static final int TLV_HEAD = 4;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    static byte[] message(int type, int id, LlrpWriter body) {
        return new LlrpWriter()
                .u16(VERSION_1 | type)
                .u32(MESSAGE_HEAD + body.out.size())
                .u32(id)
                .raw(body.bytes())
                .bytes();
    }

    LlrpWriter u8(int value) {
        out.write(value);
        return this;
    }

    LlrpWriter u16(int value) {
        return u8(value >> 8).u8(value);
    }

    LlrpWriter u32(int value) {
        return u16(value >> 16).u16(value);
    }

    LlrpWriter u64(long value) {
        return u32((int) (value >> 32)).u32((int) value);
    }

    LlrpWriter raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    LlrpWriter text(String words) {
        byte[] utf8 = words.getBytes(StandardCharsets.UTF_8);
        return u16(utf8.length).raw(utf8);
    }

    LlrpWriter tlv(int type, LlrpWriter content) {
        return u16(type).u16(TLV_HEAD + content.out.size()).raw(content.bytes());
    }

    /** Begins a TV; its fields follow. */
    LlrpWriter tv(int type) {
        return u8(TV | type);
    }

    byte[] bytes() {
        return out.toByteArray();
    }
}
