package com.hasivu.simulator.chaos;

import java.nio.file.Path;
import java.util.Optional;

/** Placeholder replaced below. */
record Image(Path mountPoint) implements AutoCloseable {
    static Optional<String> missing() {
        return Optional.of("not built");
    }

    static Image make(Path dir) {
        throw new IllegalStateException(dir.toString());
    }

    @Override
    public void close() {}
}
