package com.hasivu.edge.settings;

import com.hasivu.edge.signal.LampWiring;
import com.hasivu.edge.signal.Outcome;
import com.hasivu.edge.signal.Part;
import com.hasivu.edge.signal.Pattern;
import com.hasivu.edge.signal.Patterns;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderDrivers;
import com.hasivu.reader.ReaderException;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The section {@code signal.gpio}: pins of lamp, buzzer and relay, and their patterns. */
final class LampSettings {
    private static final String SECTION = "signal.gpio";
    private static final java.util.regex.Pattern PIN =
            java.util.regex.Pattern.compile("[0-9]|[1-4][0-9]|5[0-3]");
    private static final String PIN_FIX = "write the pin's BCM number, 0 to 53";
    private static final java.util.regex.Pattern DEVICE =
            java.util.regex.Pattern.compile("(/dev/|unix:/)\\S{1,200}");

    /** Any text; {@link Pattern#parse} says what is one. */
    private static final java.util.regex.Pattern TEXT =
            java.util.regex.Pattern.compile("[a-z0-9+: ]{1,1000}");

    private LampSettings() {}

    static Optional<LampWiring> from(Settings in) {
        String device =
                in.text(
                        SECTION + ".device",
                        "/dev/gpiochip0",
                        DEVICE,
                        "use the chip's device, for example /dev/gpiochip0, or unix:/path of a bus socket");
        Map<Part, Integer> pins = pins(in);
        Set<Part> activeLow = activeLow(in, pins);
        Map<Outcome, Pattern> patterns = patterns(in);
        if (pins.isEmpty()) {
            if (in.isSection(SECTION)) {
                in.problem(SECTION, "names no pin; add for example 'green: 17' and 'red: 27'");
            }
            return Optional.empty();
        }
        return Optional.of(new LampWiring(device, pins, activeLow, patterns));
    }

    private static Map<Part, Integer> pins(Settings in) {
        Map<Part, Integer> pins = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            String key = SECTION + "." + part.label();
            Optional<Integer> wired = in.optionalText(key, PIN, PIN_FIX).map(Integer::valueOf);
            if (wired.isEmpty()) {
                continue;
            }
            int pin = wired.get();
            pins.forEach(
                    (other, taken) -> {
                        if (taken == pin) {
                            in.problem(
                                    key,
                                    "is %d, as of %s; give each its own pin"
                                            .formatted(pin, other.label()));
                        }
                    });
            pins.put(part, pin);
        }
        return pins;
    }

    private static Set<Part> activeLow(Settings in, Map<Part, Integer> pins) {
        Set<Part> low = EnumSet.noneOf(Part.class);
        List<String> labels = Arrays.stream(Part.values()).map(Part::label).toList();
        for (String item : in.items(SECTION + ".active-low")) {
            String label = in.requiredChoice(item, labels);
            for (Part part : Part.values()) {
                if (part.label().equals(label)) {
                    low.add(part);
                    if (!pins.containsKey(part)) {
                        in.problem(
                                item,
                                "is %s, which has no pin; add it or leave this out"
                                        .formatted(label));
                    }
                }
            }
        }
        return low;
    }

    private static Map<Outcome, Pattern> patterns(Settings in) {
        Map<Outcome, Pattern> patterns = Patterns.usual();
        for (Outcome outcome : Outcome.values()) {
            String key = SECTION + ".patterns." + outcome.label();
            String usual = String.valueOf(patterns.get(outcome));
            String text = in.text(key, usual, TEXT, Pattern.FORM);
            Optional<Pattern> pattern = Pattern.parse(text);
            if (pattern.isEmpty()) {
                in.problem(key, "is '%s'; %s".formatted(text, Pattern.FORM));
            } else if (outcome != Outcome.SERVED && opens(pattern.get())) {
                in.problem(key, "switches the relay; only 'served' may open the gate");
            }
            pattern.ifPresent(given -> patterns.put(outcome, given));
        }
        return patterns;
    }

    private static boolean opens(Pattern pattern) {
        return pattern.steps().stream().anyMatch(step -> step.on().contains(Part.RELAY));
    }

    /** A pin of this computer serves either the lamp or a reader. */
    static void refuseSharedPins(Settings in, LampWiring lamp, List<ReaderConfig> readers) {
        if (lamp.device().startsWith("unix:")) {
            return; // pins of another process
        }
        for (ReaderConfig reader : readers) {
            Set<Integer> taken = pins(reader);
            lamp.pins()
                    .forEach(
                            (part, pin) -> {
                                if (taken.contains(pin)) {
                                    in.problem(
                                            SECTION + "." + part.label(),
                                            "is %d, a pin of reader %s; move one of them"
                                                    .formatted(pin, reader.name()));
                                }
                            });
            boolean otherChip =
                    reader.device().startsWith("/dev/gpiochip")
                            && !reader.device().equals(lamp.device());
            if (otherChip) {
                in.problem(
                        SECTION + ".device",
                        "is %s, reader %s is on %s; one chip serves both"
                                .formatted(lamp.device(), reader.name(), reader.device()));
            }
        }
    }

    private static Set<Integer> pins(ReaderConfig reader) {
        try {
            return ReaderDrivers.byKind(reader.kind())
                    .map(driver -> driver.pins(reader))
                    .orElseGet(Set::of);
        } catch (ReaderException e) {
            return Set.of(); // its settings are wrong, as was told
        }
    }
}
