package com.hasivu.simulator.reader.pcsc;

import com.hasivu.protocol.CardId;
import com.hasivu.simulator.reader.EmulatedFamily;
import com.hasivu.simulator.reader.EmulatedReader;
import com.hasivu.simulator.reader.Pacing;
import com.hasivu.simulator.reader.card.NumberCard;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.random.RandomGenerator;

/** See {@link VpcdEmulator}: its place is where vpcd listens, mostly 127.0.0.1:35963. */
public final class PcscFamily implements EmulatedFamily {
    @Override
    public String kind() {
        return "pcsc";
    }

    @Override
    public Place place() {
        return Place.ADDRESS;
    }

    @Override
    public EmulatedReader open(String place, Pacing pacing) {
        int colon = place.lastIndexOf(':');
        if (colon < 1 || !place.substring(colon + 1).matches("[1-9][0-9]{0,4}")) {
            throw new IllegalArgumentException(
                    "'%s' is no host:port; vpcd listens on 127.0.0.1:%d"
                            .formatted(place, VpcdEmulator.FIRST_PORT));
        }
        int port = Integer.parseInt(place.substring(colon + 1));
        return new VpcdEmulator(new InetSocketAddress(place.substring(0, colon), port));
    }

    @Override
    public CardId card(RandomGenerator random) {
        return NumberCard.number(random, 4);
    }

    /** In vpcd's framing. */
    @Override
    public byte[] frame(CardId card) {
        byte[] answer = Acr122u.frame(card);
        return ByteBuffer.allocate(2 + answer.length)
                .putShort((short) answer.length)
                .put(answer)
                .array();
    }

    @Override
    public Check check() {
        return Check.NONE;
    }

    /** There is one pcscd on a machine, and its virtual reader waits here. */
    @Override
    public String anyPlace(Path folder, String name) {
        return "127.0.0.1:" + VpcdEmulator.FIRST_PORT;
    }
}
