package com.hasivu.edge;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

import java.time.Duration;

/**
 * How long a test waits for what must come: a process that starts, a handshake, a disk, on a
 * machine that has better to do. The condition ends the wait, so only a red test takes so long.
 */
public final class Patience {
    public static final Duration LONG = Duration.ofSeconds(90);

    private Patience() {}

    public static ConditionFactory await() {
        return Awaitility.await().atMost(LONG);
    }
}
