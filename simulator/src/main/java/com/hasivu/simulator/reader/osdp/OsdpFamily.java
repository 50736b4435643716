package com.hasivu.simulator.reader.osdp;

import com.hasivu.protocol.CardId;
import com.hasivu.simulator.reader.EmulatedFamily;
import com.hasivu.simulator.reader.EmulatedReader;
import com.hasivu.simulator.reader.Pacing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** See {@link OsdpEmulator}. In clear: its station must set {@code security: none}. */
public final class OsdpFamily implements EmulatedFamily {
    private static final Duration REPEAT = Duration.ofMillis(200);

    @Override
    public String kind() {
        return "osdp";
    }

    @Override
    public Place place() {
        return Place.PATH;
    }

    @Override
    public EmulatedReader open(String place, Pacing pacing) {
        return OsdpEmulator.at(Path.of(place), OsdpOptions.PLAIN.repeating(REPEAT), pacing);
    }

    @Override
    public CardId card(RandomGenerator random) {
        var number = new byte[random.nextBoolean() ? 3 : 4];
        random.nextBytes(number);
        return CardId.of(number);
    }

    @Override
    public byte[] frame(CardId card) {
        return OsdpEmulator.frame(card);
    }
}
