package com.hasivu.simulator.reader.yrm100;

import com.hasivu.protocol.CardId;
import com.hasivu.simulator.reader.EmulatedFamily;
import com.hasivu.simulator.reader.EmulatedReader;
import com.hasivu.simulator.reader.Pacing;

import java.nio.file.Path;
import java.util.random.RandomGenerator;

/** See {@link Yrm100Emulator}. */
public final class Yrm100Family implements EmulatedFamily {
    private static final int EPC_BYTES = 12;

    @Override
    public String kind() {
        return "yrm100";
    }

    @Override
    public Place place() {
        return Place.PATH;
    }

    @Override
    public EmulatedReader open(String place, Pacing pacing) {
        return Yrm100Emulator.at(Path.of(place), pacing);
    }

    @Override
    public CardId card(RandomGenerator random) {
        var epc = new byte[EPC_BYTES];
        random.nextBytes(epc);
        epc[0] = (byte) 0xE2; // as makers number their chips
        return CardId.of(epc);
    }

    @Override
    public byte[] frame(CardId card) {
        return M100Frames.tag(card, Yrm100Emulator.HELD_DBM);
    }
}
