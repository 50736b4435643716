package com.hasivu.reader.r2000;

/**
 * One frame from the reader.
 *
 * @param address of the reader, 0 to 254
 * @param command the command it answers
 * @param data what follows; do not change
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
record R2000Frame(int address, int command, byte[] data) {
    static final int RESET = 0x70;
    static final int FIRMWARE = 0x72;
    static final int SET_ANTENNA = 0x74;
    static final int SET_POWER = 0x76;
    static final int GET_POWER = 0x77;
    static final int INVENTORY = 0x89;
    static final int INVENTORY_FAST = 0x8A;
    static final int INVENTORY_SESSION = 0x8B;

    static final int SUCCESS = 0x10;
    static final int ANTENNA_MISSING = 0x22;

    private static final int END_LENGTH = 7;

    /** Byte {@code index} of the data, 0 to 255; -1 if there is none. */
    int at(int index) {
        return index < data.length ? data[index] & 0xFF : -1;
    }

    boolean isSuccess() {
        return data.length == 1 && at(0) == SUCCESS;
    }

    /** Of a command that tells tags: it tells tags, its end, or an error. */
    boolean isInventory() {
        return command >= INVENTORY && command <= INVENTORY_SESSION;
    }

    /** Antenna, reads a second, reads; a tag has an even count of bytes more. */
    boolean isEnd() {
        return isInventory() && data.length == END_LENGTH;
    }

    /** An error code, or antenna and error code. */
    boolean isError() {
        return isInventory() && data.length <= 2;
    }
}
