package com.hasivu.simulator.reader.wiegand;

import com.hasivu.protocol.CardId;
import com.hasivu.simulator.reader.EmulatedFamily;
import com.hasivu.simulator.reader.EmulatedReader;
import com.hasivu.simulator.reader.Pacing;

import java.nio.file.Path;
import java.util.random.RandomGenerator;

/** See {@link WiegandEmulator}. */
public final class WiegandFamily implements EmulatedFamily {
    @Override
    public String kind() {
        return "wiegand";
    }

    @Override
    public Place place() {
        return Place.PATH;
    }

    @Override
    public EmulatedReader open(String place, Pacing pacing) {
        return WiegandEmulator.at(Path.of(place), pacing);
    }

    /** Four bytes: what a reader with 34 bits tells of a UID. */
    @Override
    public CardId card(RandomGenerator random) {
        var number = new byte[4];
        random.nextBytes(number);
        return CardId.of(number);
    }

    @Override
    public byte[] frame(CardId card) {
        return WiegandEmulator.frame(card);
    }

    /** A flipped bit of the captured text may be a pause in mid-frame, which parity cannot see. */
    @Override
    public Check check() {
        return Check.NONE;
    }
}
