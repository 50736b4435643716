package com.hasivu.simulator.reader.pn532;

import com.hasivu.protocol.CardId;
import com.hasivu.simulator.reader.EmulatedFamily;
import com.hasivu.simulator.reader.EmulatedReader;
import com.hasivu.simulator.reader.Pacing;
import com.hasivu.simulator.reader.card.NumberCard;

import java.nio.file.Path;
import java.util.random.RandomGenerator;

/** See {@link Pn532Emulator}. */
public final class Pn532Family implements EmulatedFamily {
    @Override
    public String kind() {
        return "pn532";
    }

    @Override
    public Place place() {
        return Place.PATH;
    }

    @Override
    public EmulatedReader open(String place, Pacing pacing) {
        return Pn532Emulator.at(Path.of(place), pacing);
    }

    @Override
    public CardId card(RandomGenerator random) {
        return NumberCard.number(random, random.nextBoolean() ? 4 : 7);
    }

    @Override
    public byte[] frame(CardId card) {
        return Pn532Emulator.frame(Pn532Emulator.target(card));
    }

    @Override
    public Check check() {
        return Check.WEAK;
    }
}
