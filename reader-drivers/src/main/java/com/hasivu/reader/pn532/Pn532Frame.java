package com.hasivu.reader.pn532;

/** One frame on the line, either way. Source: NXP UM0701-02, section 6.2.1. */
sealed interface Pn532Frame {
    /** The command was understood; its answer follows. From the host: stop what you do. */
    record Ack() implements Pn532Frame {}

    /** Send your last frame again. */
    record Nack() implements Pn532Frame {}

    /** The chip knows the frame but not its content. */
    record SyntaxError() implements Pn532Frame {}

    /**
     * An answer from the chip.
     *
     * @param code the command's code plus one
     * @param data what follows the code; do not change
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Answer(int code, byte[] data) implements Pn532Frame {}

    /** A command as the host sends it: on a line that echoes, our own. */
    record HostCommand(int code) implements Pn532Frame {}
}
