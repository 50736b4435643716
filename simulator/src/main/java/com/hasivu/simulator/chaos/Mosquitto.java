package com.hasivu.simulator.chaos;

import java.nio.file.Path;
import java.util.Optional;

/** Placeholder replaced below. */
final class Mosquitto {
    static Optional<String> missing() {
        return Optional.of("not built");
    }

    static com.hasivu.simulator.demo.Site.OtherBroker at(Path dir) {
        throw new IllegalStateException(dir.toString());
    }
}
