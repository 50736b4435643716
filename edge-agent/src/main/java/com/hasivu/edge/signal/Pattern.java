package com.hasivu.edge.signal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.stream.Collectors;

/**
 * What is on for how long, one step after the other; after the last, nothing is. As people write
 * it: {@code green+buzzer:120 green:880 off:100}, times in milliseconds. Immutable.
 */
public record Pattern(List<Step> steps) {
    /** Steps at most. */
    public static final int MAX_STEPS = 64;

    /** Shorter is not seen, and a relay may not follow. */
    public static final Duration SHORTEST = Duration.ofMillis(20);

    /** All steps together at most: a lamp that stays lit tells nothing. */
    public static final Duration LONGEST = Duration.ofSeconds(30);

    /** How to write one. */
    public static final String FORM =
            "write steps like 'green+buzzer:120 off:80', of green, red, amber, buzzer and relay, or off;"
                    + " each at least %d ms, all at most %d ms, %d steps at most"
                            .formatted(SHORTEST.toMillis(), LONGEST.toMillis(), MAX_STEPS);

    private static final java.util.regex.Pattern STEP =
            java.util.regex.Pattern.compile("([a-z+]{1,40}):(\\d{1,5})");

    /** These parts are on, all others off, for so long. */
    public record Step(Set<Part> on, Duration lasting) {
        public Step {
            on = Set.copyOf(on);
        }
    }

    public Pattern {
        steps = List.copyOf(steps);
        Duration all = steps.stream().map(Step::lasting).reduce(Duration.ZERO, Duration::plus);
        if (steps.isEmpty()
                || steps.size() > MAX_STEPS
                || all.compareTo(LONGEST) > 0
                || steps.stream().anyMatch(step -> step.lasting().compareTo(SHORTEST) < 0)) {
            throw new IllegalArgumentException("this is no pattern; " + FORM);
        }
    }

    /** Reads the written form; empty if it is not one, see {@link #FORM}. */
    public static Optional<Pattern> parse(String text) {
        List<Step> steps = new ArrayList<>();
        for (String word : text.strip().split("\\s+", -1)) {
            Optional<Step> step = step(word);
            if (step.isEmpty()) {
                return Optional.empty();
            }
            steps.add(step.get());
        }
        try {
            return Optional.of(new Pattern(steps));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // too long, too many: FORM says so as well
        }
    }

    private static Optional<Step> step(String word) {
        Matcher m = STEP.matcher(word);
        if (!m.matches()) {
            return Optional.empty();
        }
        Set<Part> on = EnumSet.noneOf(Part.class);
        if (!m.group(1).equals("off")) {
            for (String label : m.group(1).split("\\+", -1)) {
                Optional<Part> part = Part.of(label);
                if (part.isEmpty() || !on.add(part.get())) {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(new Step(on, Duration.ofMillis(Long.parseLong(m.group(2)))));
    }

    /** All steps together. */
    public Duration length() {
        return steps.stream().map(Step::lasting).reduce(Duration.ZERO, Duration::plus);
    }

    /** The written form. */
    @Override
    public String toString() {
        return steps.stream()
                .map(step -> names(step.on()) + ":" + step.lasting().toMillis())
                .collect(Collectors.joining(" "));
    }

    private static String names(Set<Part> on) {
        return on.isEmpty()
                ? "off"
                : on.stream().sorted().map(Part::label).collect(Collectors.joining("+"));
    }
}
