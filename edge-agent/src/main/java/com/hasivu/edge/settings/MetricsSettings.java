package com.hasivu.edge.settings;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Where metrics and health are told.
 *
 * @param listen empty when they are not
 */
public record MetricsSettings(Optional<InetSocketAddress> listen) {
    /** The usual place: this machine only. */
    static final String USUAL = "127.0.0.1:9480";

    static MetricsSettings from(Settings in) {
        return new MetricsSettings(ListenAddress.from(in, "metrics.listen", USUAL, USUAL));
    }
}
