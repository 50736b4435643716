package com.hasivu.simulator.reader.thingmagic;

import com.hasivu.protocol.CardId;
import com.hasivu.simulator.reader.EmulatedFamily;
import com.hasivu.simulator.reader.EmulatedReader;
import com.hasivu.simulator.reader.Pacing;

import java.nio.file.Path;
import java.util.random.RandomGenerator;

/** See {@link ThingMagicEmulator}. */
public final class ThingMagicFamily implements EmulatedFamily {
    @Override
    public String kind() {
        return "thingmagic";
    }

    @Override
    public Place place() {
        return Place.PATH;
    }

    @Override
    public EmulatedReader open(String place, Pacing pacing) {
        return ThingMagicEmulator.at(Path.of(place), ThingMagicEmulator.Model.M6E_NANO, pacing);
    }

    @Override
    public CardId card(RandomGenerator random) {
        var epc = new byte[12];
        random.nextBytes(epc);
        epc[0] = (byte) 0xE2;
        return CardId.of(epc);
    }

    @Override
    public byte[] frame(CardId card) {
        return ThingMagicEmulator.frame(card);
    }
}
