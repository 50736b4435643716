package com.hasivu.cloud.commands;

import com.hasivu.cloud.http.UserId;
import com.hasivu.protocol.wire.Command;

import java.time.Instant;
import java.util.Optional;

/**
 * A command and how far it is.
 *
 * @param number in the order of asking
 * @param sent last time; empty while it was not
 */
record Wanted(
        long number,
        Command command,
        State state,
        String detail,
        UserId askedBy,
        Instant asked,
        Instant expires,
        Optional<Instant> sent,
        Instant changed) {}
