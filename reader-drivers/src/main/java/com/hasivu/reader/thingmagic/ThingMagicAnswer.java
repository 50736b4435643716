package com.hasivu.reader.thingmagic;

/**
 * One frame from the module.
 *
 * @param op the command it answers; {@link #READ} also for each tag of a continuous reading
 * @param status 0 for success, else an error; see docs/readers/thingmagic.md
 * @param data what follows; do not change
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
record ThingMagicAnswer(int op, int status, byte[] data) {
    static final int VERSION = 0x03;
    static final int BOOT = 0x04;
    static final int PROGRAM = 0x0C;
    static final int READ = 0x22;
    static final int BUFFER = 0x29;
    static final int CLEAR = 0x2A;
    static final int CONTINUOUS = 0x2F;
    static final int POWER_LIMITS = 0x62;
    static final int ANTENNA = 0x91;
    static final int POWER = 0x92;
    static final int PROTOCOL = 0x93;
    static final int REGION = 0x97;
    static final int CONFIGURE = 0x9A;

    static final int NO_TAG = 0x0400;
    static final int POWER_TOO_LOW = 0x0106;

    boolean isSuccess() {
        return status == 0;
    }

    /** Byte {@code index} of the data, 0 to 255; -1 if there is none. */
    int at(int index) {
        return index < data.length ? data[index] & 0xFF : -1;
    }
}
