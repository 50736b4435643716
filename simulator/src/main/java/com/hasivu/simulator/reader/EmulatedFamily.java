package com.hasivu.simulator.reader;

import com.hasivu.protocol.CardId;

import java.nio.file.Path;
import java.util.Map;
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

    /**
     * A place that is free.
     *
     * @param folder for those that have a path
     */
    default String anyPlace(Path folder, String name) {
        return place() == Place.PATH ? folder.resolve(name).toString() : "127.0.0.1:0";
    }

    /** A number that cards of this family may have. */
    CardId card(RandomGenerator random);

    /** The bytes with which a reader of this family tells of one read. */
    byte[] frame(CardId card);

    /** How well a frame shows that it was damaged. */
    enum Check {
        /** A CRC, or several checks together: damage never passes. */
        STRONG,
        /** A sum or parity: one flipped bit never passes, several may. */
        WEAK,
        /** None of its own. */
        NONE
    }

    default Check check() {
        return Check.STRONG;
    }

    /** What a station's configuration needs besides kind and device to speak to these readers. */
    default Map<String, String> settings() {
        return Map.of();
    }

    /** The cloud's name for the chips such readers read. */
    default String cardType(CardId card) {
        return switch (card.bytes().length) {
            case 3 -> "wiegand";
            case 5 -> "em4100";
            case 4, 7, 10 -> "mifare";
            default -> "epc";
        };
    }
}
