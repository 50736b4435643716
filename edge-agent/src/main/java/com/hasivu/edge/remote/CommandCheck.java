package com.hasivu.edge.remote;

import com.hasivu.protocol.wire.Command;
import com.hasivu.protocol.wire.CommandState;

import java.time.Duration;
import java.util.Optional;

/** Decides what becomes of a command that is the cloud's and for this station. Pure. */
final class CommandCheck {
    /** From issue to expiry at most: docs/wire-protocol.md, "Commands". */
    static final Duration LONGEST_LIFE = Duration.ofDays(7);

    /** By so much may two clouds' clocks differ. */
    static final Duration AHEAD = Duration.ofMinutes(5);

    private CommandCheck() {}

    /** What to do with it. */
    sealed interface Verdict {
        /** It is new and counts: remember it, then do it. */
        record Do() implements Verdict {}

        /** It was taken before: tell what became of it, do nothing. */
        record Repeat(Entry entry) implements Verdict {}

        /** It is not done; the state says why. */
        record Not(CommandState state, String why) implements Verdict {}

        /** Whether it has expired cannot be told: without a clock nothing is done. */
        record Later() implements Verdict {}
    }

    /**
     * Judges.
     *
     * @param known what is remembered of its id
     * @param cloudMillis the cloud's clock, if compared since this run began
     * @param notBefore commands issued at or before this were forgotten; 0: none
     */
    static Verdict of(
            Command command, Optional<Entry> known, Optional<Long> cloudMillis, long notBefore) {
        if (known.isPresent()) {
            return new Verdict.Repeat(known.get());
        }
        if (cloudMillis.isEmpty()) {
            return new Verdict.Later();
        }
        long now = cloudMillis.get();
        long issued = command.getIssuedMillis();
        long expires = command.getExpiresMillis();
        if (expires <= now) {
            return new Verdict.Not(
                    CommandState.COMMAND_EXPIRED,
                    "came %s after its expiry".formatted(Duration.ofMillis(now - expires)));
        }
        if (issued > now + AHEAD.toMillis()) {
            return refused("issued in the future; compare the clocks of the cloud's nodes");
        }
        if (expires - issued > LONGEST_LIFE.toMillis()) {
            return refused("counts longer than %d days".formatted(LONGEST_LIFE.toDays()));
        }
        if (issued <= notBefore) {
            return refused(
                    "the station's list of commands was damaged after this one was issued; send a new one");
        }
        if (command.getWhatCase() == Command.WhatCase.WHAT_NOT_SET) {
            return refused("asks for nothing this station knows; update the station");
        }
        return new Verdict.Do();
    }

    private static Verdict refused(String why) {
        return new Verdict.Not(CommandState.COMMAND_REFUSED, why);
    }
}
