package com.hasivu.simulator.reader.wedge;

import com.hasivu.protocol.CardId;
import com.hasivu.simulator.reader.EmulatedFamily;
import com.hasivu.simulator.reader.EmulatedReader;
import com.hasivu.simulator.reader.Pacing;

import java.nio.file.Path;
import java.util.random.RandomGenerator;

/** See {@link WedgeEmulator}. */
public final class WedgeFamily implements EmulatedFamily {
    @Override
    public String kind() {
        return "wedge";
    }

    @Override
    public Place place() {
        return Place.PATH;
    }

    @Override
    public EmulatedReader open(String place, Pacing pacing) {
        return WedgeEmulator.at(Path.of(place), pacing);
    }

    /** Of a longer card such a reader types the last four bytes only, as ten digits. */
    @Override
    public CardId card(RandomGenerator random) {
        var id = new byte[4];
        random.nextBytes(id);
        return CardId.of(id);
    }

    @Override
    public byte[] frame(CardId card) {
        return WedgeEmulator.frame(card);
    }
}
