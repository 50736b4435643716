package com.hasivu.reader.uhfreader18;

import com.hasivu.reader.uhfreader18.Link.Known;

/** What we ask of the reader. */
enum Question {
    /** Who it is. */
    INFO,
    /** Whether it answers or tells unasked; the first generation only. */
    MODE,
    SET_MODE,
    /** Longest inventory; the second generation is told it with each. */
    SCAN_TIME,
    POWER,
    INVENTORY;

    /** A reader that is busy with an inventory hears nothing. */
    private static final long PATIENCE_NANOS = millis(700);

    /** An inventory may take up to 75 ms more than told (UHFReader18 manual, section 8.2.1). */
    private static final long LATE_NANOS = millis(75 + 150);

    private static final long SCAN_UNIT_NANOS = millis(100);
    private static final int SERIAL_OUTPUT = 2;
    private static final int INVENTORY_MULTIPLE = 4;
    private static final int Q = 4;

    boolean isAnsweredBy(UhfReader18Frame.Answer answer, Known known) {
        return answer.command() == command(known)
                || answer.command() == UhfReader18Frame.NOT_UNDERSTOOD;
    }

    long patienceNanos(Known known) {
        if (this != INVENTORY) {
            return PATIENCE_NANOS;
        }
        int scan = known.isFirst() ? known.info().scanTime() : UhfReader18Setup.SCAN_TIME;
        return scan * SCAN_UNIT_NANOS + LATE_NANOS;
    }

    byte[] frame(UhfReader18Setup setup, Known known) {
        return UhfReader18Codec.command(setup.address(), command(known), data(setup, known));
    }

    private int command(Known known) {
        return switch (this) {
            case INFO -> UhfReader18Frame.INFO;
            case MODE -> UhfReader18Frame.GET_MODE_18;
            case SET_MODE ->
                    known.isFirst() ? UhfReader18Frame.SET_MODE_18 : UhfReader18Frame.SET_MODE_288;
            case SCAN_TIME -> UhfReader18Frame.SCAN_TIME;
            case POWER -> UhfReader18Frame.POWER;
            case INVENTORY -> UhfReader18Frame.INVENTORY;
        };
    }

    private int[] data(UhfReader18Setup setup, Known known) {
        int push = setup.push() ? 1 : 0;
        return switch (this) {
            case INFO, MODE -> new int[0];
            case SET_MODE -> known.isFirst() ? mode(known.mode(), push) : new int[] {push};
            case SCAN_TIME -> new int[] {UhfReader18Setup.SCAN_TIME};
            case POWER -> new int[] {setup.powerDbm()};
            // Q, session S0, target A, antenna, scan time
            case INVENTORY ->
                    known.isFirst()
                            ? new int[0]
                            : new int[] {
                                Q, 0, 0, 0x7F + setup.antenna(), UhfReader18Setup.SCAN_TIME
                            };
        };
    }

    /**
     * The reader's own six bytes with another Read_mode; told unasked, over the serial line and
     * with the EPC (UHFReader18 manual, section 8.4.9).
     */
    private static int[] mode(byte[] told, int push) {
        var mode = new int[told.length];
        for (int i = 0; i < told.length; i++) {
            mode[i] = told[i];
        }
        mode[0] = push;
        if (push == 1) {
            mode[1] |= SERIAL_OUTPUT;
            mode[2] = INVENTORY_MULTIPLE;
        }
        return mode;
    }

    private static long millis(long millis) {
        return millis * 1_000_000;
    }
}
