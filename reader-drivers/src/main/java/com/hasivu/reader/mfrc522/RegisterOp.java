package com.hasivu.reader.mfrc522;

import java.util.Arrays;

/**
 * One SPI transfer to a register. Source: data sheet, section 8.1.2.
 *
 * <pre>
 * write: address * 2      | byte | byte ..        all into the same register
 * read:  80 + address * 2 | the same .. | 00      a byte comes in with the next one out
 * </pre>
 */
sealed interface RegisterOp {
    byte[] out();

    /** The values in what came in. */
    byte[] values(byte[] in);

    static RegisterOp write(Register register, int... values) {
        var bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return new Write(register, bytes);
    }

    static RegisterOp read(Register register) {
        return new Read(register, 1);
    }

    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Write(Register register, byte[] bytes) implements RegisterOp {
        @Override
        public byte[] out() {
            var out = new byte[1 + bytes.length];
            out[0] = (byte) (register.address() << 1);
            System.arraycopy(bytes, 0, out, 1, bytes.length);
            return out;
        }

        @Override
        public byte[] values(byte[] in) {
            return new byte[0];
        }
    }

    record Read(Register register, int count) implements RegisterOp {
        @Override
        public byte[] out() {
            var out = new byte[1 + count];
            Arrays.fill(out, 0, count, (byte) (0x80 | register.address() << 1));
            return out;
        }

        @Override
        public byte[] values(byte[] in) {
            return Arrays.copyOfRange(in, 1, in.length);
        }
    }
}
