package com.hasivu.simulator.reader.rdm6300;

import com.hasivu.protocol.CardId;
import com.hasivu.simulator.reader.EmulatedFamily;
import com.hasivu.simulator.reader.EmulatedReader;
import com.hasivu.simulator.reader.Pacing;

import java.nio.file.Path;
import java.util.random.RandomGenerator;

/** See {@link Rdm6300Emulator}. */
public final class Rdm6300Family implements EmulatedFamily {
    @Override
    public String kind() {
        return "rdm6300";
    }

    @Override
    public Place place() {
        return Place.PATH;
    }

    @Override
    public EmulatedReader open(String place, Pacing pacing) {
        return Rdm6300Emulator.at(Path.of(place), pacing);
    }

    @Override
    public CardId card(RandomGenerator random) {
        var id = new byte[5];
        random.nextBytes(id);
        return CardId.of(id);
    }

    @Override
    public byte[] frame(CardId card) {
        return Rdm6300Emulator.frame(card);
    }

    @Override
    public Check check() {
        return Check.WEAK;
    }
}
