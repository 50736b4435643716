package com.hasivu.edge.settings;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/** A setting that says where something listens, or that it does not: address and port, or off. */
final class ListenAddress {
    private static final String OFF = "off";
    private static final int LAST_PORT = 65_535;
    private static final Pattern PLACE =
            Pattern.compile(
                    "off|(\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-fA-F:.]{2,45}\\]|localhost):\\d{1,5}");

    private ListenAddress() {}

    /**
     * Reads it.
     *
     * @param usual when the settings do not say
     * @param example address and port on this machine only
     */
    static Optional<InetSocketAddress> from(Settings in, String key, String usual, String example) {
        String fix =
                "write address and port like %s (0.0.0.0 lets the whole network read), or off"
                        .formatted(example);
        String place = in.text(key, usual, PLACE, fix);
        if (place.equals(OFF)) {
            return Optional.empty();
        }
        int colon = place.lastIndexOf(':');
        int port = Integer.parseInt(place.substring(colon + 1));
        if (port > LAST_PORT) {
            in.problem(key, "has port %d; %s".formatted(port, fix));
            return Optional.empty();
        }
        String host = place.substring(0, colon).replaceAll("[\\[\\]]", "");
        return Optional.of(new InetSocketAddress(host, port));
    }
}
