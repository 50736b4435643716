package com.hasivu.simulator.reader.json;

import com.hasivu.protocol.CardId;
import com.hasivu.simulator.reader.EmulatedFamily;
import com.hasivu.simulator.reader.EmulatedReader;
import com.hasivu.simulator.reader.Pacing;

import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * See {@link ZebraEmulator}. It brings its broker: the place is where stations reach that. A
 * network has no pacing.
 */
public final class ZebraFamily implements EmulatedFamily {
    @Override
    public String kind() {
        return "zebra";
    }

    @Override
    public Place place() {
        return Place.ADDRESS;
    }

    @Override
    public EmulatedReader open(String place, Pacing pacing) {
        return ZebraEmulator.withBroker(Addresses.of(place));
    }

    @Override
    public CardId card(RandomGenerator random) {
        return Addresses.anyEpc(random);
    }

    @Override
    public byte[] frame(CardId card) {
        return ZebraEmulator.event(
                card, ZebraEmulator.HELD_DBM, 1, Instant.parse("2024-08-06T12:00:00.125Z"));
    }

    @Override
    public Check check() {
        return Check.NONE;
    }
}
