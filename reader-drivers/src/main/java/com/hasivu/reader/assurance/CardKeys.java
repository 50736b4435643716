package com.hasivu.reader.assurance;

import java.util.Optional;

/**
 * The keys our cards know: for the message of an NTAG 424 DNA, for a DESFire, or for both. Made by
 * {@link CardKeyFile}. Immutable; never shown.
 */
public final class CardKeys {
    private final Optional<SunKeys> sun;
    private final Optional<DesfireKeys> desfire;

    CardKeys(Optional<SunKeys> sun, Optional<DesfireKeys> desfire) {
        if (sun.isEmpty() && desfire.isEmpty()) {
            throw new IllegalArgumentException("card keys need one key at least");
        }
        this.sun = sun;
        this.desfire = desfire;
    }

    Optional<SunKeys> sun() {
        return sun;
    }

    Optional<DesfireKeys> desfire() {
        return desfire;
    }

    @Override
    public String toString() {
        return "CardKeys[********]";
    }
}
