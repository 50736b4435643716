package com.hasivu.reader.pcsc;

/** The smart card service refused a call. Codes: pcsc-lite, pcsclite.h. */
public final class PcscException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    static final int INVALID_HANDLE = 0x80100003;
    static final int UNKNOWN_READER = 0x80100009;
    static final int TIMEOUT = 0x8010000A;
    static final int SHARING_VIOLATION = 0x8010000B;
    static final int NO_SMARTCARD = 0x8010000C;
    static final int READER_UNAVAILABLE = 0x80100017;
    static final int NO_SERVICE = 0x8010001D;
    static final int SERVICE_STOPPED = 0x8010001E;
    static final int NO_READERS_AVAILABLE = 0x8010002E;
    static final int UNRESPONSIVE_CARD = 0x80100066;
    static final int UNPOWERED_CARD = 0x80100067;
    static final int RESET_CARD = 0x80100068;
    static final int REMOVED_CARD = 0x80100069;
    static final int SECURITY_VIOLATION = 0x8010006A;

    /** What a program can do about it. */
    enum Kind {
        /** Another program has the card for itself. */
        TAKEN,
        /** The card is away, or went away meanwhile. */
        CARD_GONE,
        READER_GONE,
        /** pcscd does not run, or was started anew: only a new connection helps. */
        SERVICE_GONE,
        /** polkit says no. */
        FORBIDDEN,
        OTHER
    }

    private final int code;

    public PcscException(String call, int code) {
        super("%s: %s (%08X)".formatted(call, name(code), code));
        this.code = code;
    }

    int code() {
        return code;
    }

    Kind kind() {
        return switch (code) {
            case SHARING_VIOLATION -> Kind.TAKEN;
            case NO_SMARTCARD, UNRESPONSIVE_CARD, UNPOWERED_CARD, RESET_CARD, REMOVED_CARD ->
                    Kind.CARD_GONE;
            case UNKNOWN_READER, READER_UNAVAILABLE, NO_READERS_AVAILABLE -> Kind.READER_GONE;
            case NO_SERVICE, SERVICE_STOPPED, INVALID_HANDLE -> Kind.SERVICE_GONE;
            case SECURITY_VIOLATION -> Kind.FORBIDDEN;
            default -> Kind.OTHER;
        };
    }

    private static String name(int code) {
        return switch (code) {
            case INVALID_HANDLE -> "invalid handle";
            case UNKNOWN_READER -> "unknown reader";
            case TIMEOUT -> "time-out";
            case SHARING_VIOLATION -> "sharing violation";
            case NO_SMARTCARD -> "no card";
            case READER_UNAVAILABLE -> "reader unavailable";
            case NO_SERVICE -> "no service";
            case SERVICE_STOPPED -> "service stopped";
            case NO_READERS_AVAILABLE -> "no readers";
            case UNRESPONSIVE_CARD -> "mute card";
            case UNPOWERED_CARD -> "card without power";
            case RESET_CARD -> "card was reset";
            case REMOVED_CARD -> "card was removed";
            case SECURITY_VIOLATION -> "security violation";
            default -> "error";
        };
    }
}
