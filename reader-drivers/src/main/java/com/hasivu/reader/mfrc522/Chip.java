package com.hasivu.reader.mfrc522;

import com.hasivu.reader.ReaderEvent;
import com.hasivu.reader.mfrc522.Iso14443aMachine.Talk;

import java.util.List;

/** Where the conversation with the chip stands. All times in nanoseconds of the machine's clock. */
sealed interface Chip {
    /** Told to start from the beginning. */
    record Reset(Care care) implements Chip {}

    /** Quiet until it has started. {@code looks}: how often it had not. */
    record Starting(int looks, Care care) implements Chip {}

    /** Asked for its state and version. */
    record Identified(int looks, Care care) implements Chip {}

    /** Its registers were written; asked for them. */
    record Configured(int version, Care care) implements Chip {}

    /** Until the next poll. */
    record Resting(Care care) implements Chip {}

    /** Asked whether it is still what it was. */
    record Watched(Care care) implements Chip {}

    /** A frame is in the field and no answer yet; look again soon, {@code by} at the latest. */
    record OnAir(Talk talk, long by, Care care) implements Chip {}

    /** Asked whether the answer is there. */
    record Looked(Talk talk, long by, Care care) implements Chip {}

    /** Asked for errors and the count of bytes. */
    record Counted(Talk talk, Care care) implements Chip {}

    /** Asked for the bytes. */
    record Fetched(Talk talk, int lastBits, Care care) implements Chip {}

    /** The card was told to rest, which it does not answer. */
    record Halted(Care care) implements Chip {}

    /** The bus or the chip is gone; nothing more happens. */
    record Lost() implements Chip {}

    /**
     * @param up LinkUp was told
     * @param watchAt when to ask whether the chip still lives
     */
    record Care(boolean up, long watchAt) {}

    /** What the chip's loop is to do. */
    sealed interface Ask {
        /** Perform these, in order, and tell the values read. */
        record Registers(List<RegisterOp> ops) implements Ask {
            public Registers {
                ops = List.copyOf(ops);
            }
        }

        /** Do nothing until then. */
        record Rest(long until) implements Ask {}

        /** Never come back. */
        record Stop() implements Ask {}
    }

    /** What came of it. */
    sealed interface Input {
        /**
         * @param values of the reads, one behind the other
         */
        @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
        record Values(byte[] values) implements Input {
            int at(int index) {
                return values[index] & 0xFF;
            }
        }

        record Rested() implements Input {}

        record Lost(String why) implements Input {}
    }

    /** The machine's answer: the state from now on, what to do, what to tell. */
    record Turn(Chip state, Ask ask, List<ReaderEvent> told) {
        public Turn {
            told = List.copyOf(told);
        }
    }
}
