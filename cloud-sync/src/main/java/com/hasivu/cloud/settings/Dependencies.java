package com.hasivu.cloud.settings;

import com.hasivu.cloud.resilience.Dependency.Limits;

import java.time.Duration;

/**
 * How the other systems are called: docs/run.md, "Other systems".
 *
 * @param mail a letter that failed comes due again by its own row, so it is never repeated at once;
 *     one worker per node sends
 * @param gateway people wait for it, so it has little time; every call carries a key by which the
 *     gateway knows it again, so it may be repeated
 * @param broker connecting, and handing over what stations are sent; the link has its own pauses
 */
public record Dependencies(Limits mail, Limits gateway, Limits broker) {
    private static final Duration LEAST = Duration.ofSeconds(1);

    /** Shorter than a claim of a mail: two workers must not send one at once. */
    private static final Duration LONGEST_CALL = Duration.ofMinutes(5);

    private static final Duration LONGEST_REST = Duration.ofMinutes(10);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    static Dependencies from(Settings in) {
        return new Dependencies(
                limits(in, "mail", usual(4, 30, 1, 6, 5, 1)),
                limits(in, "gateway", usual(4, 5, 3, 10, 10, 2)),
                limits(in, "broker", usual(256, 10, 1, 10, 2, 1)));
    }

    private static Limits usual(
            int atOnce, int deadline, int tries, int window, int openFor, int probes) {
        return new Limits(
                atOnce,
                Duration.ofSeconds(deadline),
                tries,
                FIRST_PAUSE,
                LONGEST_PAUSE,
                window,
                Duration.ofSeconds(openFor),
                probes);
    }

    private static Limits limits(Settings in, String name, Limits usual) {
        String key = "dependencies." + name;
        return new Limits(
                in.integer(key + ".at-once", usual.atOnce(), 1, 10_000),
                in.duration(key + ".deadline", usual.deadline(), LEAST, LONGEST_CALL),
                usual.tries() == 1 ? 1 : in.integer(key + ".tries", usual.tries(), 1, 10),
                usual.firstPause(),
                usual.longestPause(),
                in.integer(key + ".window", usual.window(), 2, 1_000),
                in.duration(key + ".open-for", usual.openFor(), LEAST, LONGEST_REST),
                in.integer(key + ".probes", usual.probes(), 1, 100));
    }
}
