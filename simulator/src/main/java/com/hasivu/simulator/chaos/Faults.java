package com.hasivu.simulator.chaos;

import java.util.List;
import java.util.stream.Stream;

/** Every kind of fault there is. */
final class Faults {
    private Faults() {}

    static List<Fault> all() {
        return Stream.of(
                        ProcessFaults.all(),
                        DiskFaults.all(),
                        ClockFaults.all(),
                        LinkFaults.all(),
                        BrokerFaults.all(),
                        PowerFaults.all(),
                        FlipFaults.all(),
                        StateFaults.all(),
                        MqttFaults.all(),
                        NodeFaults.all())
                .flatMap(List::stream)
                .toList();
    }
}
