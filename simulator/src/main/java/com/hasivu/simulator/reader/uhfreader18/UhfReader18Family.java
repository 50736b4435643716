package com.hasivu.simulator.reader.uhfreader18;

import com.hasivu.protocol.CardId;
import com.hasivu.simulator.reader.EmulatedFamily;
import com.hasivu.simulator.reader.EmulatedReader;
import com.hasivu.simulator.reader.Pacing;
import com.hasivu.simulator.reader.uhfreader18.UhfReader18Emulator.Model;

import java.nio.file.Path;
import java.util.random.RandomGenerator;

/** See {@link UhfReader18Emulator}: a UHFReader18 on a serial line. */
public final class UhfReader18Family implements EmulatedFamily {
    @Override
    public String kind() {
        return "uhfreader18";
    }

    @Override
    public Place place() {
        return Place.PATH;
    }

    @Override
    public EmulatedReader open(String place, Pacing pacing) {
        return UhfReader18Emulator.serial(Path.of(place), Model.UHFREADER18, pacing);
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
        return UhfReader18Emulator.frame(Model.UHFREADER18, card);
    }
}
