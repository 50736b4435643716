package com.hasivu.simulator.reader.llrp;

import com.hasivu.protocol.CardId;
import com.hasivu.simulator.reader.EmulatedFamily;
import com.hasivu.simulator.reader.EmulatedReader;
import com.hasivu.simulator.reader.Pacing;

import java.net.InetSocketAddress;
import java.util.random.RandomGenerator;

/** See {@link LlrpEmulator}. */
public final class LlrpFamily implements EmulatedFamily {
    @Override
    public String kind() {
        return "llrp";
    }

    @Override
    public Place place() {
        return Place.ADDRESS;
    }

    @Override
    public EmulatedReader open(String place, Pacing pacing) {
        return LlrpEmulator.at(address(place), pacing);
    }

    private static InetSocketAddress address(String place) {
        int colon = place.lastIndexOf(':');
        try {
            return new InetSocketAddress(
                    place.substring(0, Math.max(0, colon)),
                    Integer.parseInt(place.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'%s' is no address; write host:port, for example 127.0.0.1:5084"
                            .formatted(place),
                    e);
        }
    }

    @Override
    public CardId card(RandomGenerator random) {
        var epc = new byte[12];
        random.nextBytes(epc);
        epc[0] = 0x30; // SGTIN-96, as most labels
        return CardId.of(epc);
    }

    @Override
    public byte[] frame(CardId card) {
        return LlrpEmulator.frame(card);
    }

    /** The tag's own CRC, which a damaged report may seem to lack. */
    @Override
    public Check check() {
        return Check.WEAK;
    }
}
