package com.hasivu.simulator.reader.pn532;

import com.hasivu.protocol.CardId;
import com.hasivu.simulator.reader.EmulatedFamily;
import com.hasivu.simulator.reader.EmulatedReader;
import com.hasivu.simulator.reader.Pacing;

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
        var uid = new byte[random.nextBoolean() ? 4 : 7];
        random.nextBytes(uid);
        // neither 08, a random id, nor 88, a cascade tag (ISO/IEC 14443-3, section 6.5.4)
        uid[0] = (byte) (uid.length == 7 ? 0x04 : 0x10 | (uid[0] & 0x67));
        if (uid.length == 7 && uid[3] == (byte) 0x88) {
            uid[3] = 0x08;
        }
        return CardId.of(uid);
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
