package com.hasivu.simulator.reader.osdp;

import com.hasivu.protocol.CardId;
import com.hasivu.simulator.reader.EmulatedFamily;
import com.hasivu.simulator.reader.EmulatedReader;
import com.hasivu.simulator.reader.Pacing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.random.RandomGenerator;

/** See {@link OsdpEmulator}. It speaks of cards in a secure channel only. */
public final class OsdpFamily implements EmulatedFamily {
    private static final Duration REPEAT = Duration.ofMillis(200);

    /** An emulated reader keeps no secret. */
    private static final String KEY = "6D65616C73666F72616C6C6368696C64";

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
        return OsdpEmulator.at(
                Path.of(place), OsdpOptions.PLAIN.secured(KEY).repeating(REPEAT), pacing);
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

    @Override
    public Map<String, String> settings() {
        return Map.of("key", KEY);
    }
}
