package com.hasivu.simulator.reader.pn532;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the host's bytes say, as the chip's serial interface reads them, byte by byte. Source: NXP
 * UM0701-02, section 6.2.1. Not thread-safe.
 */
final class Pn532HostFrames {
    sealed interface Heard {
        /** 55: rising edges that wake a sleeping chip. */
        record Wake() implements Heard {}

        record Ack() implements Heard {}

        record Nack() implements Heard {}

        /**
         * @param data code and parameters
         */
        @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
        record Command(byte[] data) implements Heard {}

        /** Check sums failed. A real chip stays silent. */
        record Damaged() implements Heard {}
    }

    private enum At {
        START,
        LENGTH,
        LENGTH_CHECK,
        BODY,
        POSTAMBLE
    }

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final List<Heard> heard = new ArrayList<>();
    private At at = At.START;
    private int previous = -1;
    private int length;
    private int check;

    List<Heard> hear(byte[] bytes) {
        heard.clear();
        for (byte b : bytes) {
            hear(b & 0xFF);
        }
        return List.copyOf(heard);
    }

    private void hear(int b) {
        switch (at) {
            case START -> start(b);
            case LENGTH -> {
                length = b;
                at = At.LENGTH_CHECK;
            }
            case LENGTH_CHECK -> {
                check = b;
                lengthChecked();
            }
            case BODY -> {
                body.write(b);
                if (body.size() == length + 1) {
                    at = At.POSTAMBLE;
                }
            }
            case POSTAMBLE -> {
                at = At.START;
                previous = b;
                finish();
            }
        }
    }

    private void start(int b) {
        if (b == 0x55) {
            heard.add(new Heard.Wake());
        }
        if (previous == 0x00 && b == 0xFF) {
            at = At.LENGTH;
            body.reset();
        }
        previous = b;
    }

    private void lengthChecked() {
        boolean acknowledge =
                (length == 0x00 && check == 0xFF) || (length == 0xFF && check == 0x00);
        if (acknowledge) {
            at = At.POSTAMBLE;
        } else if (((length + check) & 0xFF) == 0 && length > 0) {
            at = At.BODY;
        } else {
            at = At.START;
            previous = check;
            heard.add(new Heard.Damaged());
        }
    }

    private void finish() {
        if (body.size() == 0) {
            heard.add(length == 0 ? new Heard.Ack() : new Heard.Nack());
            return;
        }
        byte[] all = body.toByteArray();
        int sum = 0;
        for (byte b : all) {
            sum += b;
        }
        boolean good = (sum & 0xFF) == 0 && all[0] == (byte) 0xD4 && length >= 2;
        heard.add(
                good ? new Heard.Command(Arrays.copyOfRange(all, 1, length)) : new Heard.Damaged());
    }
}
