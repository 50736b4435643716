package com.hasivu.edge.cli;

import java.nio.file.Path;

/** This user may not read the station's files. */
final class NotPermittedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotPermittedException(Path path) {
        super("not permitted to read %s; run it as the station's user".formatted(path));
    }
}
