package com.hasivu.reader.pcsc;

import java.util.List;

/**
 * The smart card service of the machine. Any thread. Every call may throw {@link PcscException}.
 * Source: PC/SC Workgroup specification part 5; pcsc-lite, winscard.h.
 */
public interface Pcsc {
    /** A new connection to the service. One that broke does not come back. */
    Context open();

    /** A connection to the service. One thread. */
    interface Context extends AutoCloseable {
        /** Their names; none if no reader is plugged in. */
        List<String> readers();

        /**
         * The reader's state now: {@code SCARD_STATE_} bits, and above 16 bits a count of card
         * movements.
         */
        int state(String reader);

        /** The card in the reader, shared with other programs. */
        Connection connectCard(String reader);

        /** The reader itself, card or not. */
        Connection connectReader(String reader);

        @Override
        void close();
    }

    /** To a card or a reader. One thread. Closing leaves the card as it is. */
    interface Connection extends AutoCloseable {
        /** The answer to a command; two bytes of status are its last. */
        byte[] transmit(byte[] command);

        /** The answer of the reader itself to an escape command. */
        byte[] escape(byte[] command);

        @Override
        void close();
    }
}
