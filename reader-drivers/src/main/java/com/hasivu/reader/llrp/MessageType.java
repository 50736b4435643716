package com.hasivu.reader.llrp;

import java.util.Optional;

/**
 * The messages a reader sends. Source: LLRP 1.0.1, section 16.1 and its list of type numbers in
 * section 17.
 */
enum MessageType {
    CLOSE_CONNECTION_RESPONSE(4),
    GET_READER_CAPABILITIES_RESPONSE(11, Limit.TABLES),
    GET_READER_CONFIG_RESPONSE(12, Limit.TABLES),
    SET_READER_CONFIG_RESPONSE(13),
    ADD_ROSPEC_RESPONSE(30),
    DELETE_ROSPEC_RESPONSE(31),
    START_ROSPEC_RESPONSE(32),
    STOP_ROSPEC_RESPONSE(33),
    ENABLE_ROSPEC_RESPONSE(34),
    DISABLE_ROSPEC_RESPONSE(35),
    GET_ROSPECS_RESPONSE(36, Limit.TABLES),
    ADD_ACCESSSPEC_RESPONSE(50),
    DELETE_ACCESSSPEC_RESPONSE(51),
    ENABLE_ACCESSSPEC_RESPONSE(52),
    DISABLE_ACCESSSPEC_RESPONSE(53),
    GET_ACCESSSPECS_RESPONSE(54, Limit.TABLES),
    RO_ACCESS_REPORT(61, Limit.REPORT),
    KEEPALIVE(62),
    READER_EVENT_NOTIFICATION(63),
    ERROR_MESSAGE(100),
    CUSTOM_MESSAGE(1023, Limit.REPORT);

    /** Longest message taken, in bytes: a damaged length must not swallow what follows. */
    private static final class Limit {
        /** A status with its text, or one event. */
        static final int SHORT = 4 * 1024;

        /** Some 300 tags; we ask for one in each. */
        static final int REPORT = 16 * 1024;

        /** An Impinj R420 tells its tables in 3 KiB. */
        static final int TABLES = 64 * 1024;
    }

    /** Of any message. */
    static final int LONGEST = Limit.TABLES;

    private final int number;
    private final int longest;

    MessageType(int number) {
        this(number, Limit.SHORT);
    }

    MessageType(int number, int longest) {
        this.number = number;
        this.longest = longest;
    }

    int number() {
        return number;
    }

    /** With its header, in bytes. */
    int longest() {
        return longest;
    }

    /** Its body begins with an LLRPStatus. */
    boolean tellsStatus() {
        return switch (this) {
            case RO_ACCESS_REPORT, KEEPALIVE, READER_EVENT_NOTIFICATION, CUSTOM_MESSAGE -> false;
            default -> true;
        };
    }

    static Optional<MessageType> of(int number) {
        for (MessageType type : values()) {
            if (type.number == number) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
