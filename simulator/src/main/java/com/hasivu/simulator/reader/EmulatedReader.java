package com.hasivu.simulator.reader;

import com.hasivu.protocol.CardId;

/** A reader on a cable, and a hand that holds cards to it. Any thread. Plugged in when made. */
public interface EmulatedReader extends AutoCloseable {
    /**
     * What a station's configuration names; stays the same over {@link #unplug} and {@link
     * #plugIn}.
     */
    String device();

    /** Holds a card to the reader until {@link #remove}; it takes the place of another. */
    void present(CardId card);

    void remove();

    /** Bytes that the device or the cable makes up. Lost while unplugged. */
    void noise(byte[] bytes);

    /** From now on, frames that tell of a card travel like this. */
    void deliver(Delivery delivery);

    /** Pulls the cable. */
    void unplug();

    /** Puts the cable back; the reader starts as from power on. */
    void plugIn();

    @Override
    void close();
}
