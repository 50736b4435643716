package com.hasivu.cloud.commands;

import com.hasivu.protocol.wire.CommandState;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How far a command is. The first three are open; the others are ends. */
enum State {
    /** Not sent yet: the station is offline. */
    PENDING,
    /** Sent, nothing heard. */
    SENT,
    /** The station has it on disk and is at it. */
    ACCEPTED,
    DONE,
    REFUSED,
    EXPIRED,
    ROLLED_BACK,
    FAILED;

    /** As in the database and the API. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static State of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    boolean open() {
        return ordinal() <= ACCEPTED.ordinal();
    }

    /** The states from which a station's word leads here: an end, once told, stays. */
    List<String> before() {
        return Arrays.stream(values())
                .filter(state -> state.open() && state.ordinal() < ordinal())
                .map(State::label)
                .toList();
    }

    /** What a station tells; empty for a state this cloud does not know. */
    static Optional<State> told(CommandState state) {
        return switch (state) {
            case COMMAND_ACCEPTED -> Optional.of(ACCEPTED);
            case COMMAND_DONE -> Optional.of(DONE);
            case COMMAND_REFUSED -> Optional.of(REFUSED);
            case COMMAND_EXPIRED -> Optional.of(EXPIRED);
            case COMMAND_ROLLED_BACK -> Optional.of(ROLLED_BACK);
            case COMMAND_FAILED -> Optional.of(FAILED);
            case COMMAND_STATE_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
        };
    }
}
