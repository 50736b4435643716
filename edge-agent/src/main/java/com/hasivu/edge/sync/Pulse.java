package com.hasivu.edge.sync;

/**
 * Whether the link lives: the time requests and their answers. Pure and immutable.
 *
 * @param askAt when the next request is due
 * @param unanswered requests since the last answer
 */
record Pulse(long askAt, int unanswered) {
    static Pulse fresh(long now) {
        return new Pulse(now, 0);
    }

    boolean silent(long now, SyncRules rules) {
        return unanswered >= rules.silentAfter() && now >= askAt;
    }

    Pulse asked(long now, SyncRules rules) {
        return new Pulse(now + rules.timeEvery(), unanswered + 1);
    }

    Pulse answered() {
        return new Pulse(askAt, 0);
    }
}
