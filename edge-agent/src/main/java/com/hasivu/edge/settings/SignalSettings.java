package com.hasivu.edge.settings;

import java.util.List;

/**
 * What shows a decision at the counter.
 *
 * @param fullCard whether the console signal prints whole card numbers; for demonstrations only
 */
public record SignalSettings(Kind kind, boolean fullCard) {
    private static final List<String> KINDS = List.of("console", "none");

    /** The signals there are. */
    public enum Kind {
        /** One JSON object a line on stdout. */
        CONSOLE,
        /** Nothing is shown. */
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
        return new SignalSettings(kind.equals("none") ? Kind.NONE : Kind.CONSOLE, fullCard);
    }
}
