package com.hasivu.simulator.world;

/** The end of a process of the world, in the middle of what it did. No program catches it. */
final class Crash extends Error {
    private static final long serialVersionUID = 1L;

    Crash() {
        super("the process ends here", null, false, false);
    }
}
