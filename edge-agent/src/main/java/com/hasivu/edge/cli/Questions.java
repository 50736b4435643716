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
        Optional<Console> terminal =
                Optional.ofNullable(System.console()).filter(Console::isTerminal);
        if (terminal.isEmpty()) {
            return (question, usual) -> Optional.empty();
        }
        Console console = terminal.get();
        return (question, usual) -> {
            String line =
                    console.readLine("%s%s: ", question, usual.isEmpty() ? "" : " [" + usual + "]");
            return line == null // the terminal was closed
                    ? Optional.empty()
                    : Optional.of(line.isBlank() ? usual : line.strip());
        };
    }
}
