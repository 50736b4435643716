package com.hasivu.edge.signal;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * How lamp, buzzer and relay are wired. Immutable.
 *
 * @param device {@code /dev/gpiochip0}, or {@code unix:/path} of a bus socket
 * @param pins BCM numbers; parts that are not there are not wired
 * @param activeLow parts that are on when their pin is low
 * @param patterns one for every outcome
 */
public record LampWiring(
        String device,
        Map<Part, Integer> pins,
        Set<Part> activeLow,
        Map<Outcome, Pattern> patterns) {
    public LampWiring {
        Map<Part, Integer> ordered = new EnumMap<>(Part.class);
        ordered.putAll(pins);
        pins = Collections.unmodifiableMap(ordered);
        activeLow = Set.copyOf(activeLow);
        patterns = Map.copyOf(patterns);
        if (!patterns.keySet().containsAll(Set.of(Outcome.values()))) {
            throw new IllegalArgumentException("a lamp needs a pattern for every outcome");
        }
    }

    /** The level of each pin while nothing is on. */
    Map<Integer, Boolean> safe() {
        Map<Integer, Boolean> safe = new LinkedHashMap<>();
        pins.forEach((part, pin) -> safe.put(pin, level(part, false)));
        return safe;
    }

    boolean level(Part part, boolean on) {
        return on != activeLow.contains(part);
    }
}
