package com.hasivu.simulator.reader.r2000;

import com.hasivu.protocol.CardId;
import com.hasivu.simulator.reader.EmulatedFamily;
import com.hasivu.simulator.reader.EmulatedReader;
import com.hasivu.simulator.reader.Pacing;

import java.nio.file.Path;
import java.util.random.RandomGenerator;

/** See {@link R2000Emulator}. */
public final class R2000Family implements EmulatedFamily {
    @Override
    public String kind() {
        return "r2000";
    }

    @Override
    public Place place() {
        return Place.PATH;
    }

    @Override
    public EmulatedReader open(String place, Pacing pacing) {
        return R2000Emulator.at(Path.of(place), pacing);
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
        return R2000Emulator.frame(card);
    }

    @Override
    public Check check() {
        return Check.WEAK;
    }
}
