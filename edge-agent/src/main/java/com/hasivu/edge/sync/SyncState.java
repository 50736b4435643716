package com.hasivu.edge.sync;

import java.util.Optional;

/**
 * All the sync machine remembers. Immutable. Times are milliseconds of a monotonic clock.
 *
 * @param statusAt when the status may be told next
 * @param statusStale whether the status told last is no longer true
 */
record SyncState(
        Link link, Uplink up, Pulse pulse, Wanted wanted, long statusAt, boolean statusStale) {
    /** The link to the broker. */
    sealed interface Link {
        /** Waiting; {@code failures} in a row. */
        record Offline(long retryAt, int failures) implements Link {}

        /** A connection is being made. */
        record Connecting(int failures) implements Link {}

        /** Connected and subscribed. */
        record Online(long since, int failures) implements Link {}
    }

    /** At the start of the process: connect at once. */
    static SyncState start(long cursor, long end, long heldVersion, SyncRules rules, long now) {
        return new SyncState(
                new Link.Offline(now, 0),
                Uplink.start(cursor, end, rules),
                Pulse.fresh(now),
                Wanted.start(heldVersion, rules),
                now,
                false);
    }

    boolean online() {
        return link instanceof Link.Online;
    }

    /** The backlog on its way; empty when there is none, or no link. */
    Optional<SyncStatus.Draining> draining() {
        boolean drains = online() && up.halted().isEmpty() && up.backlog();
        return drains
                ? Optional.of(new SyncStatus.Draining(up.live() - up.next(), up.pace().rate()))
                : Optional.empty();
    }

    /** When something is due although nothing is heard; {@link Long#MAX_VALUE} for never. */
    long wakeAt(SyncRules rules) {
        return switch (link) {
            case Link.Offline(var retryAt, var failures) -> retryAt;
            case Link.Connecting connecting -> Long.MAX_VALUE;
            case Link.Online online ->
                    Math.min(
                            Math.min(up.dueAt(rules), wanted.askAt()),
                            Math.min(pulse.askAt(), statusStale ? statusAt : Long.MAX_VALUE));
        };
    }

    SyncState link(Link next) {
        return new SyncState(next, up, pulse, wanted, statusAt, statusStale);
    }

    SyncState up(Uplink next) {
        return new SyncState(link, next, pulse, wanted, statusAt, statusStale);
    }

    SyncState pulse(Pulse next) {
        return new SyncState(link, up, next, wanted, statusAt, statusStale);
    }

    SyncState wanted(Wanted next) {
        return new SyncState(link, up, pulse, next, statusAt, statusStale);
    }

    SyncState status(long at, boolean stale) {
        return new SyncState(link, up, pulse, wanted, at, stale);
    }
}
