package com.hasivu.simulator.reader;

import com.hasivu.protocol.CardId;

import java.util.random.RandomGenerator;

/** A family of readers made of software. Stateless. */
public interface EmulatedFamily {
    /** Where an emulated reader waits for a station. */
    enum Place {
        /** A path in the file system: a pseudo-terminal, a pipe or a socket file. */
        PATH,
        /** {@code host:port}; port 0 takes a free one. */
        ADDRESS
    }

    /** The {@code reader.kind} of the driver it speaks to. */
    String kind();

    Place place();

    /**
     * A plugged-in reader.
     *
     * @param place as {@link #place()} says
     * @throws IllegalArgumentException if it cannot be there; the message says why
     */
    EmulatedReader open(String place, Pacing pacing);

    /** A number that cards of this family may have. */
    CardId card(RandomGenerator random);

    /** The bytes with which a reader of this family tells of one read. */
    byte[] frame(CardId card);
}
