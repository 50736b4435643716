package com.hasivu.edge.sync;

/**
 * Which snapshot is held, which is known to exist, and when to ask. Pure and immutable.
 *
 * @param held version in use; 0 for none
 * @param noticed newest version heard of
 * @param full what came last did not fit, so only a full snapshot helps
 * @param why for the request
 * @param askAt when to ask; {@link Long#MAX_VALUE} when nothing is wanted
 * @param pause before asking once more
 */
record Wanted(long held, long noticed, boolean full, String why, long askAt, long pause) {
    static Wanted start(long held, SyncRules rules) {
        return new Wanted(held, held, false, "", Long.MAX_VALUE, rules.askEvery());
    }

    /** A new link: say what is held, at once. */
    Wanted connected(long now, SyncRules rules) {
        return new Wanted(held, noticed, full, "connect", now, rules.askEvery());
    }

    Wanted noticed(long version, long now, SyncRules rules) {
        if (version <= Math.max(held, noticed)) {
            return this;
        }
        boolean already = askAt != Long.MAX_VALUE;
        return new Wanted(
                held,
                version,
                full,
                already ? why : "notice",
                already ? askAt : now + rules.noticePatience(),
                pause);
    }

    Wanted held(long version, SyncRules rules) {
        long newest = Math.max(held, version);
        return newest >= noticed
                ? new Wanted(newest, newest, false, "", Long.MAX_VALUE, rules.askEvery())
                : new Wanted(newest, noticed, full, why, askAt, rules.askEvery());
    }

    /** Ask in full: at once, but not more often than the rules allow. */
    Wanted misfit(String what, long now, SyncRules rules) {
        if (full && askAt != Long.MAX_VALUE) {
            return this;
        }
        return new Wanted(held, noticed, true, what, now, rules.askEvery());
    }

    /** Asked; ask again later unless we have all we know of. */
    Wanted asked(long now, SyncRules rules) {
        boolean enough = held > 0 && held >= noticed && !full;
        return enough
                ? new Wanted(held, noticed, false, "", Long.MAX_VALUE, rules.askEvery())
                : new Wanted(
                        held,
                        noticed,
                        full,
                        "behind",
                        now + pause,
                        Math.min(2 * pause, rules.askAtMost()));
    }
}
