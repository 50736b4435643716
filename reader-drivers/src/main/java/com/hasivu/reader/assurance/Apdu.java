package com.hasivu.reader.assurance;

import java.util.Arrays;

/** Commands and answers as ISO 7816-4 has them; DESFire's own are wrapped in class 90. */
final class Apdu {
    /** 90 00: done. */
    static final int OK = 0x9000;

    /** 91 00: done, of a wrapped command. */
    static final int WRAPPED_OK = 0x9100;

    /** 91 AF: go on. */
    static final int WRAPPED_MORE = 0x91AF;

    private Apdu() {}

    /** Selects an application by its name. */
    static byte[] selectApplication(byte[] name) {
        return Bytes.join(Bytes.of(0x00, 0xA4, 0x04, 0x00, name.length), name, Bytes.of(0x00));
    }

    /** Selects a file of the application by its id; no answer data wanted. */
    static byte[] selectFile(int id) {
        return Bytes.of(0x00, 0xA4, 0x00, 0x0C, 0x02, id >> 8, id);
    }

    /** READ BINARY. */
    static byte[] read(int offset, int length) {
        return Bytes.of(0x00, 0xB0, offset >> 8, offset, length);
    }

    /** A command of DESFire. */
    static byte[] wrapped(int code, byte[] data) {
        return data.length == 0
                ? Bytes.of(0x90, code, 0x00, 0x00, 0x00)
                : Bytes.join(Bytes.of(0x90, code, 0x00, 0x00, data.length), data, Bytes.of(0x00));
    }

    /** The two status bytes; 0 when the answer is too short to have them. */
    static int status(byte[] answer) {
        return answer.length < 2
                ? 0
                : (answer[answer.length - 2] & 0xFF) << 8 | answer[answer.length - 1] & 0xFF;
    }

    /** What stands before the status. */
    static byte[] data(byte[] answer) {
        return answer.length < 2 ? new byte[0] : Arrays.copyOf(answer, answer.length - 2);
    }
}
