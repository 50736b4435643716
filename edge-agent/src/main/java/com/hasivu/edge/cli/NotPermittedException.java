package com.hasivu.edge.cli;

import com.hasivu.edge.control.StationGroup;

import java.nio.file.Path;

/** The caller may not read the station's files. */
final class NotPermittedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotPermittedException(Path path) {
        super("not permitted to read %s; %s".formatted(path, StationGroup.fix(path)));
    }
}
