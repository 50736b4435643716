package com.hasivu.edge.cli;

import java.io.Console;
import java.util.Optional;

/** Asks the person at the terminal; where there is none, nobody is asked. */
interface Questions {
    /**
     * The answer, {@code usual} when it is empty.
     *
     * @return empty if there is nobody to ask
     */
    Optional<String> ask(String question, String usual);

    /** Those of this process. */
    static Questions ofTerminal() {
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            return (question, usual) -> Optional.empty();
        }
        return (question, usual) -> {
            String line =
                    console.readLine("%s%s: ", question, usual.isEmpty() ? "" : " [" + usual + "]");
            return line == null // the terminal was closed
                    ? Optional.empty()
                    : Optional.of(line.isBlank() ? usual : line.strip());
        };
    }
}
