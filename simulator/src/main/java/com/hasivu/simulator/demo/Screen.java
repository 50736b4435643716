package com.hasivu.simulator.demo;

import java.io.PrintStream;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** What a person sees while the demo runs. Thread-safe. */
final class Screen {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
    private final PrintStream out;
    private final boolean colour;
    private volatile ZoneId zone = ZoneId.systemDefault();

    Screen(PrintStream out, boolean colour) {
        this.out = out;
        this.colour = colour;
    }

    void zone(ZoneId schoolZone) {
        zone = schoolZone;
    }

    /** A step of the set-up. */
    synchronized void step(String text) {
        out.println(paint("1", "== ") + text);
    }

    /** Something that happens in mid-lunch. */
    synchronized void happening(String text) {
        out.println(paint("33", "   >> " + text));
    }

    synchronized void heading() {
        out.println(
                paint(
                        "1",
                        "%-8s  %-10s  %-8s  %-8s  %-20s  %9s  %s"
                                .formatted(
                                        "time", "reader", "card", "decision", "reason", "ms", "")));
    }

    /** One child's visit. */
    synchronized void visit(Counter.Visit visit) {
        Light light = visit.light().orElse(null);
        if (light == null) {
            out.println(
                    paint(
                            "31",
                            "%s  %-10s  %-8s  no light after %d tries"
                                    .formatted(
                                            now(),
                                            visit.reader(),
                                            visit.tap().child().card(),
                                            visit.tries())));
            return;
        }
        boolean green = light.answer().equals("serve");
        String line =
                String.format(
                        Locale.ROOT,
                        "%s  %-10s  %-8s  %-8s  %-20s  %9.3f  %s",
                        now(),
                        visit.reader(),
                        visit.tap().child().card(),
                        green ? "SERVE" : "refuse",
                        light.reason(),
                        light.micros().getOrDefault("total", 0L) / 1e3,
                        (visit.tries() > 1 ? "(" + visit.tries() + " tries) " : "")
                                + (light.decision().equals("reshown")
                                        ? "(recorded before the kill, shown now)"
                                        : "")
                                + (visit.tap().hold().toMillis() > 1_000
                                        ? "(card held " + visit.tap().hold().toSeconds() + " s)"
                                        : "")
                                + (light.answer().equals(visit.tap().answer())
                                        ? ""
                                        : "  WRONG: expected " + visit.tap().answer()));
        out.println(paint(green ? "32" : "31", line));
    }

    synchronized void line(String text) {
        out.println(text);
    }

    String good(boolean good, String text) {
        return paint(good ? "32" : "1;31", text);
    }

    private String now() {
        return LocalTime.now(zone).format(TIME);
    }

    private String paint(String code, String text) {
        return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
