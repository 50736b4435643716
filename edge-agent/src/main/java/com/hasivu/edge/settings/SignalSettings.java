package com.hasivu.edge.settings;

import com.hasivu.edge.signal.LampWiring;

import java.util.List;
import java.util.Optional;

/**
 * What shows a decision at the counter.
 *
 * @param fullCard whether the console signal prints whole card numbers; for demonstrations only
 * @param lamp lamp, buzzer and relay on pins of this computer; empty when none is wired
 * @param readers whether a reader's own lamp and buzzer tell about its taps
 */
public record SignalSettings(
        Kind kind, boolean fullCard, Optional<LampWiring> lamp, boolean readers) {
    private static final List<String> KINDS = List.of("console", "none");

    /** Where signals are written besides. */
    public enum Kind {
        /** One JSON object a line on stdout. */
        CONSOLE,
        /** Nowhere. */
        NONE
    }

    static SignalSettings from(Settings in) {
        String kind = "console";
        if (in.isSection("signal")) {
            in.mayBeChoice("signal", kind, KINDS);
        } else {
            kind = in.choice("signal", kind, KINDS);
        }
        boolean fullCard = in.flag("signal.console.full-card", false);
        boolean readers = in.flag("signal.readers", true);
        return new SignalSettings(
                kind.equals("none") ? Kind.NONE : Kind.CONSOLE,
                fullCard,
                LampSettings.from(in),
                readers);
    }
}
