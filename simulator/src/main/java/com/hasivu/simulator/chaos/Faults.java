package com.hasivu.simulator.chaos;

import java.util.List;
import java.util.stream.Stream;

/** Every kind of fault there is. */
final class Faults {
    private Faults() {}

    static List<Fault> all() {
        return Stream.of(ProcessFaults.all()).flatMap(List::stream).toList();
    }
}
