package com.hasivu.simulator.reader;

import java.util.Optional;

/** A cable on which stations connect. Thread-safe. */
public interface NetworkCable extends Cable {
    /** Who may come in. */
    @FunctionalInterface
    interface Door {
        /** A second station's connection is closed without a word. */
        Door CLOSED = taken -> taken ? Optional.of(new byte[0]) : Optional.empty();

        /**
         * Asked for each station that connects, on the network's own thread.
         *
         * @param taken another one is there
         * @return last words to it; empty lets it in, in the place of the other
         */
        Optional<byte[]> refusal(boolean taken);
    }

    /** Ends the station's connection; the next one may come. */
    void hangUp();
}
