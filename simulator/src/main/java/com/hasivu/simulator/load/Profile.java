package com.hasivu.simulator.load;

import java.time.Duration;

/** How many people, and how long; CAPABILITIES, row X9. */
enum Profile {
    LIGHT(10, 60),
    MODERATE(25, 120),
    HEAVY(50, 180),
    HUNDRED(100, 180);

    private final int users;
    private final Duration length;

    Profile(int users, int seconds) {
        this.users = users;
        this.length = Duration.ofSeconds(seconds);
    }

    int users() {
        return users;
    }

    Duration length() {
        return length;
    }

    /** The profile whose CPU is a gate. */
    boolean judgesCpu() {
        return this == HEAVY;
    }
}
