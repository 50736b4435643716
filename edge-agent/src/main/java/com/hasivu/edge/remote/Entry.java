package com.hasivu.edge.remote;

import com.hasivu.protocol.wire.Command;
import com.hasivu.protocol.wire.CommandResult;
import com.hasivu.protocol.wire.CommandState;

/**
 * One command as the station remembers it.
 *
 * @param what what it asked for, as in {@link Command.WhatCase}
 * @param expiresMillis by the cloud's clock
 * @param wallMillis when it came to this state, by the station's clock
 */
record Entry(
        String id,
        Command.WhatCase what,
        CommandState state,
        String detail,
        long expiresMillis,
        long wallMillis) {
    /** Characters of a detail at most: docs/wire-protocol.md, "Commands". */
    private static final int MAX_DETAIL = 4_000;

    Entry {
        detail = detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL);
    }

    static Entry of(Command command, CommandState state, String detail, long wallMillis) {
        return new Entry(
                command.getId(),
                command.getWhatCase(),
                state,
                detail,
                command.getExpiresMillis(),
                wallMillis);
    }

    Entry to(CommandState next, String why, long now) {
        return new Entry(id, what, next, why, expiresMillis, now);
    }

    CommandResult result() {
        return CommandResult.newBuilder()
                .setId(id)
                .setState(state)
                .setDetail(detail)
                .setWallMillis(wallMillis)
                .build();
    }
}
