package com.hasivu.reader.llrp;

/**
 * What we ask of a reader before it reads for us, in this order. Each is asked once on a
 * connection, so its place here is its message id.
 */
enum Request {
    GET_READER_CAPABILITIES(1, MessageType.GET_READER_CAPABILITIES_RESPONSE),
    SET_READER_CONFIG(3, MessageType.SET_READER_CONFIG_RESPONSE),
    /** All of them: ours of a connection before, and those that others forgot. */
    DELETE_ROSPEC(21, MessageType.DELETE_ROSPEC_RESPONSE),
    ADD_ROSPEC(20, MessageType.ADD_ROSPEC_RESPONSE),
    ENABLE_ROSPEC(24, MessageType.ENABLE_ROSPEC_RESPONSE),
    START_ROSPEC(22, MessageType.START_ROSPEC_RESPONSE);

    private final int number;
    private final MessageType response;

    Request(int number, MessageType response) {
        this.number = number;
        this.response = response;
    }

    int number() {
        return number;
    }

    int id() {
        return ordinal() + 1;
    }

    boolean isAnsweredBy(MessageType type, int id) {
        return type == response && id == id();
    }

    boolean isLast() {
        return this == START_ROSPEC;
    }

    Request next() {
        return values()[ordinal() + 1];
    }
}
