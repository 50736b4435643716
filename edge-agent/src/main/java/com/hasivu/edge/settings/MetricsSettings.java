package com.hasivu.edge.settings;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where metrics and health are told.
 *
 * @param listen empty when they are not
 */
public record MetricsSettings(Optional<InetSocketAddress> listen) {
    /** The usual place: this machine only. */
    static final String USUAL = "127.0.0.1:9480";

    private static final String OFF = "off";
    private static final int LAST_PORT = 65_535;
    private static final Pattern PLACE =
            Pattern.compile(
                    "off|(\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-fA-F:.]{2,45}\\]|localhost):\\d{1,5}");
    private static final String FIX =
            "write address and port like 127.0.0.1:9480 (0.0.0.0 lets the whole network read), or off";

    static MetricsSettings from(Settings in) {
        String place = in.text("metrics.listen", USUAL, PLACE, FIX);
        if (place.equals(OFF)) {
            return new MetricsSettings(Optional.empty());
        }
        int colon = place.lastIndexOf(':');
        int port = Integer.parseInt(place.substring(colon + 1));
        if (port > LAST_PORT) {
            in.problem("metrics.listen", "has port %d; %s".formatted(port, FIX));
            return new MetricsSettings(Optional.empty());
        }
        String host = place.substring(0, colon).replaceAll("[\\[\\]]", "");
        return new MetricsSettings(Optional.of(new InetSocketAddress(host, port)));
    }
}
