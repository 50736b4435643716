package com.hasivu.simulator.reader.osdp;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the station's bytes say, as a reader's serial interface hears them, byte by byte. Source:
 * SIA OSDP 2.2, section 5. Not thread-safe.
 */
final class HostFrames {
    private static final int HEAD = 5;
    private static final int LONGEST = 1440;

    sealed interface Heard {
        /** A whole frame; its check holds. */
        @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
        record Whole(HostFrame frame) implements Heard {}

        /** A frame whose check fails. */
        record Damaged(int address, int sequence, boolean crc) implements Heard {}
    }

    /**
     * A frame towards a reader.
     *
     * @param bytes from 53 to the check
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record HostFrame(byte[] bytes) {
        int address() {
            return bytes[1] & 0xFF;
        }

        int sequence() {
            return bytes[4] & 3;
        }

        boolean hasCrc() {
            return (bytes[4] & 4) != 0;
        }

        private int blockLength() {
            return (bytes[4] & 8) == 0 ? 0 : bytes[HEAD] & 0xFF;
        }

        /** Type of the security block, 0 without one. */
        int security() {
            return blockLength() < 2 ? 0 : bytes[HEAD + 1] & 0xFF;
        }

        /** Which key the station means: 0 the default one, 1 the reader's own. */
        int keyType() {
            return blockLength() < 3 ? -1 : bytes[HEAD + 2];
        }

        boolean isWellFormed() {
            int mac = security() >= 0x15 ? 4 : 0;
            boolean block = (bytes[4] & 8) == 0 || blockLength() >= 2;
            return block && HEAD + blockLength() + 1 + mac <= end();
        }

        int code() {
            return bytes[HEAD + blockLength()] & 0xFF;
        }

        /** Behind the code, up to the authentication code. */
        byte[] data() {
            int mac = security() >= 0x15 ? 4 : 0;
            return Arrays.copyOfRange(bytes, HEAD + blockLength() + 1, end() - mac);
        }

        byte[] signed() {
            return Arrays.copyOf(bytes, end() - 4);
        }

        byte[] mac() {
            return Arrays.copyOfRange(bytes, end() - 4, end());
        }

        private int end() {
            return bytes.length - (hasCrc() ? 2 : 1);
        }
    }

    private final ByteArrayOutputStream frame = new ByteArrayOutputStream();
    private final List<Heard> heard = new ArrayList<>();

    List<Heard> hear(byte[] bytes) {
        heard.clear();
        for (byte b : bytes) {
            if (frame.size() > 0 || b == 0x53) {
                frame.write(b);
            }
            look();
        }
        return List.copyOf(heard);
    }

    /** No byte came for so long that the rest of a half frame will not. */
    void forget() {
        frame.reset();
    }

    private void look() {
        if (frame.size() < HEAD) {
            return;
        }
        byte[] all = frame.toByteArray();
        int length = (all[2] & 0xFF) + 256 * (all[3] & 0xFF);
        if (length < 7 || length > LONGEST) {
            frame.reset();
        } else if (all.length == length) {
            frame.reset();
            heard.add(judged(all));
        }
    }

    private static Heard judged(byte[] all) {
        boolean crc = (all[4] & 4) != 0;
        byte[] content = Arrays.copyOf(all, all.length - (crc ? 2 : 1));
        return Arrays.equals(Wire.checked(content, crc), all)
                ? new Heard.Whole(new HostFrame(all))
                : new Heard.Damaged(all[1] & 0xFF, all[4] & 3, crc);
    }
}
