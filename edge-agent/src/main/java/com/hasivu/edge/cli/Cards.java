package com.hasivu.edge.cli;

import com.hasivu.protocol.CardId;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Card numbers on the command line. */
final class Cards {
    private Cards() {}

    static CardId parse(CommandSpec spec, String text) {
        try {
            return CardId.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--card: " + e.getMessage(), e);
        }
    }
}
