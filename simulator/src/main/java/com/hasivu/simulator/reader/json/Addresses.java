package com.hasivu.simulator.reader.json;

import com.hasivu.protocol.CardId;

import java.net.InetSocketAddress;
import java.util.random.RandomGenerator;

/** What both families share. */
final class Addresses {
    private static final int EPC_BYTES = 12;

    private Addresses() {}

    /**
     * @param place {@code host:port}
     */
    static InetSocketAddress of(String place) {
        int colon = place.lastIndexOf(':');
        if (colon < 1 || !place.substring(colon + 1).matches("[0-9]{1,5}")) {
            throw new IllegalArgumentException(
                    "'%s' is no address; write host:port, for example 127.0.0.1:0"
                            .formatted(place));
        }
        var address =
                new InetSocketAddress(
                        place.substring(0, colon), Integer.parseInt(place.substring(colon + 1)));
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("no host has the name in '%s'".formatted(place));
        }
        return address;
    }

    static CardId anyEpc(RandomGenerator random) {
        var epc = new byte[EPC_BYTES];
        random.nextBytes(epc);
        epc[0] = (byte) 0xE2; // as makers number their chips
        return CardId.of(epc);
    }
}
