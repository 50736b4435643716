package com.hasivu.reader.uhfreader18;

/** One frame from the reader. */
sealed interface UhfReader18Frame {
    /**
     * An answer, or a tag told unasked.
     *
     * @param address of the reader, 0 to 254
     * @param command the command it answers; {@link #PUSHED} for a tag told unasked; 0 when the
     *     reader did not understand
     * @param data what follows the status; do not change
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Answer(int address, int command, int status, byte[] data) implements UhfReader18Frame {
        /** Byte {@code index} of the data, 0 to 255; -1 if there is none. */
        int at(int index) {
            return index < data.length ? data[index] & 0xFF : -1;
        }
    }

    /** {@code 56 00 00 00 00 00}: a network module says that it lives. */
    record Heartbeat() implements UhfReader18Frame {}

    int INVENTORY = 0x01;
    int INVENTORY_SINGLE = 0x0F;
    int INFO = 0x21;
    int SCAN_TIME = 0x25;
    int POWER = 0x2F;
    int SET_MODE_18 = 0x35;
    int GET_MODE_18 = 0x36;
    int SET_MODE_288 = 0x76;
    int PUSHED = 0xEE;
    int NOT_UNDERSTOOD = 0x00;

    int SUCCESS = 0x00;
    int DONE = 0x01;
    int TIME_IS_UP = 0x02;
    int MORE_FOLLOWS = 0x03;
    int MEMORY_FULL = 0x04;
    int NOTHING_TO_PUSH = 0x28;
    int ANTENNA = 0xF8;
    int POOR_ANSWER = 0xFA;
    int NO_TAG = 0xFB;
}
