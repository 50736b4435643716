package com.hasivu.reader.yrm100;

import com.hasivu.protocol.CardId;

/** One frame on the line, either way. Source: docs/readers/yrm100.md, Frames. */
sealed interface Yrm100Frame {
    /**
     * What a command brought.
     *
     * @param command the command's code
     * @param data do not change
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Response(int command, byte[] data) implements Yrm100Frame {}

    /**
     * A command failed; the protocol's section 4 lists the codes. Without a tag every round does.
     */
    record Failure(int code) implements Yrm100Frame {
        /** No tag answered in this round. */
        static final int NO_TAG = 0x15;

        /** All channels were occupied. */
        static final int CHANNELS_BUSY = 0x20;

        /** Tells of a round of polling, not of the command just sent. */
        static boolean isOfARound(int code) {
            return code == NO_TAG || code == CHANNELS_BUSY;
        }
    }

    /**
     * One read of one tag.
     *
     * @param dbm its strength at the chip's input
     */
    record Tag(CardId epc, int dbm) implements Yrm100Frame {}

    /** A tag, read well, whose EPC is no card number: shorter than 4 bytes or longer than 16. */
    record OddTag(int epcBytes) implements Yrm100Frame {}

    /** A notice of another kind. */
    record OtherNotice(int command) implements Yrm100Frame {}

    /** A command as the host sends it: on a line that echoes, our own. */
    record HostCommand(int command) implements Yrm100Frame {}
}
