package com.hasivu.reader.osdp;

/**
 * One frame on the line, either way; its check holds, its message authentication code is not looked
 * at yet.
 *
 * @param address 0 to 7E; 7F is everyone's
 * @param fromReader a reply; else a command, on a line that echoes our own
 * @param sequence 0 to 3
 * @param weak guarded by a sum of one byte instead of a CRC
 * @param scs type of the security block, 11 to 18 hex; {@link #CLEAR} without one
 * @param scb what follows the type in the security block
 * @param code of the command or reply
 * @param data what follows the code; do not change
 * @param signed what the authentication code covers
 * @param mac its first four bytes; empty below {@link #SCS_15}
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
record OsdpFrame(
        int address,
        boolean fromReader,
        int sequence,
        boolean weak,
        int scs,
        byte[] scb,
        int code,
        byte[] data,
        byte[] signed,
        byte[] mac) {
    static final int CLEAR = 0;

    /** The command that begins a secure channel; its answer is SCS_12. */
    static final int SCS_11 = 0x11;

    static final int SCS_12 = 0x12;
    static final int SCS_13 = 0x13;
    static final int SCS_14 = 0x14;

    /** A command with authentication code and without data; its answer is SCS_16. */
    static final int SCS_15 = 0x15;

    static final int SCS_16 = 0x16;

    /** A command with authentication code and encrypted data; its answer is SCS_18. */
    static final int SCS_17 = 0x17;

    static final int SCS_18 = 0x18;

    boolean isAuthenticated() {
        return scs >= SCS_15;
    }
}
