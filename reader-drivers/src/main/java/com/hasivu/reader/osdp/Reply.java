package com.hasivu.reader.osdp;

/** Codes of replies. Source: SIA OSDP 2.2, section 7. */
final class Reply {
    static final int ACK = 0x40;
    static final int NAK = 0x41;

    /** Who the reader is. */
    static final int PDID = 0x45;

    /** What it can do. */
    static final int PDCAP = 0x46;

    /** Tamper and power. */
    static final int LSTATR = 0x48;

    /** A card's bits. */
    static final int RAW = 0x50;

    /** A card's number in ASCII; deprecated, as it names neither bits nor parity. */
    static final int FMT = 0x51;

    static final int KEYPAD = 0x53;

    /** The reader's half of the key agreement. */
    static final int CCRYPT = 0x76;

    /** The channel is there. */
    static final int RMAC_I = 0x78;

    /** Ask again. */
    static final int BUSY = 0x79;

    /** Codes a NAK gives, section 7.3, table 47. */
    static final int NAK_CHECK = 1;

    static final int NAK_SEQUENCE = 4;

    static final int NAK_NO_SECURITY = 5;
    static final int NAK_SECURITY_NEEDED = 6;

    private Reply() {}

    /** What a NAK says, for a person. */
    static String refusal(byte[] data) {
        int code = data.length == 0 ? 0 : data[0] & 0xFF;
        return switch (code) {
            case NAK_CHECK -> "check of the frame";
            case 2 -> "length of the command";
            case 3 -> "unknown command";
            case NAK_SEQUENCE -> "sequence number";
            case NAK_NO_SECURITY -> "no secure channel";
            case NAK_SECURITY_NEEDED -> "security conditions not met";
            default -> "code " + code;
        };
    }

    static boolean isRefusedBy(byte[] data, int code) {
        return data.length > 0 && (data[0] & 0xFF) == code;
    }
}
