package com.hasivu.edge.signal;

import java.util.EnumMap;
import java.util.Map;

/**
 * The patterns a lamp has unless its settings say otherwise. Served is the only one with green and
 * the only one that opens the relay; no lamp flashes faster than twice a second (harmless below
 * three, WCAG 2.2, 2.3.1). They differ by sound too: a cook may not look up.
 */
public final class Patterns {
    private static final Map<Outcome, String> USUAL =
            Map.of(
                    Outcome.SERVED, "green+buzzer+relay:120 green+relay:1880 green:1000",
                    Outcome.ALREADY_SERVED,
                            "red+amber+buzzer:120 red+amber:120 red+amber+buzzer:120 red+amber:2140",
                    Outcome.NO_ORDER,
                            "red+buzzer:120 red:120 red+buzzer:120 red:120 red+buzzer:120 red:1900",
                    Outcome.BLOCKED,
                            "red+buzzer:300 off:300 red+buzzer:300 off:300 red+buzzer:300 off:300 red:700",
                    Outcome.UNKNOWN_CARD, "red+buzzer:700 off:400 red:700 off:400 red:700",
                    Outcome.SCHOOL_CARD,
                            "amber+buzzer:120 amber:380 off:300 amber:500 off:300 amber:500",
                    Outcome.REFUSED, "red+buzzer:600 red:1900",
                    Outcome.OUT_OF_SERVICE,
                            "red+buzzer:1000 amber:500 red:500 amber:500 red:500 amber:500 red:500 amber:500");

    private Patterns() {}

    /** A fresh map with a pattern for every outcome. */
    public static Map<Outcome, Pattern> usual() {
        Map<Outcome, Pattern> patterns = new EnumMap<>(Outcome.class);
        USUAL.forEach((outcome, text) -> patterns.put(outcome, Pattern.parse(text).orElseThrow()));
        return patterns;
    }
}
