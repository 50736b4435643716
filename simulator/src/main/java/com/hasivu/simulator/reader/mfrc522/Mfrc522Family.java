package com.hasivu.simulator.reader.mfrc522;

import com.hasivu.protocol.CardId;
import com.hasivu.simulator.reader.EmulatedFamily;
import com.hasivu.simulator.reader.EmulatedReader;
import com.hasivu.simulator.reader.Pacing;
import com.hasivu.simulator.reader.card.NumberCard;

import java.nio.file.Path;
import java.util.random.RandomGenerator;

/** See {@link Mfrc522Emulator}. */
public final class Mfrc522Family implements EmulatedFamily {
    @Override
    public String kind() {
        return "mfrc522";
    }

    @Override
    public Place place() {
        return Place.PATH;
    }

    /** A bus has no pace of its own: the station clocks it. */
    @Override
    public EmulatedReader open(String place, Pacing pacing) {
        return Mfrc522Emulator.at(Path.of(place));
    }

    @Override
    public CardId card(RandomGenerator random) {
        return NumberCard.number(random, random.nextBoolean() ? 4 : 7);
    }

    @Override
    public byte[] frame(CardId card) {
        return Mfrc522Emulator.frame(card);
    }

    @Override
    public Check check() {
        return Check.WEAK;
    }
}
