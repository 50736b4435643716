package com.hasivu.simulator.reader.mfrc522;

import com.hasivu.protocol.CardId;
import com.hasivu.simulator.reader.EmulatedFamily;
import com.hasivu.simulator.reader.EmulatedReader;
import com.hasivu.simulator.reader.Pacing;

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
        var uid = new byte[random.nextBoolean() ? 4 : 7];
        random.nextBytes(uid);
        uid[0] = uid.length == 7 ? 0x04 : (byte) (0x10 | (uid[0] & 0x67)); // neither 08 nor 88
        if (uid.length == 7 && uid[3] == (byte) 0x88) {
            uid[3] = 0x08; // 88 there is a cascade tag (ISO/IEC 14443-3, section 6.5.4)
        }
        return CardId.of(uid);
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
