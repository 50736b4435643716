package com.hasivu.edge.settings;

import java.nio.file.Path;

/**
 * Where a value stands, in words a person finds it by.
 *
 * @param order problems are told in this order: afar, the files as they are read, then the rest
 * @param place a file as the person wrote it, a variable's or a credential's name
 * @param line from 1; 0 when it is about no line
 */
record Origin(int order, String place, int line) {
    static final Origin AFAR = new Origin(-1, "from afar", 0);
    private static final int AFTER_FILES = 1_000;

    static Origin variable(String name) {
        return new Origin(AFTER_FILES, "$" + name, 0);
    }

    static Origin credential(Path file) {
        return new Origin(AFTER_FILES + 1, "credential " + file.getFileName(), 0);
    }

    /** Of the same file. */
    Origin at(int otherLine) {
        return new Origin(order, place, otherLine);
    }

    boolean isAfar() {
        return order == AFAR.order;
    }

    /** {@code edge.yaml:12}. */
    String text() {
        return line > 0 ? place + ":" + line : place;
    }
}
