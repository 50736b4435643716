package com.hasivu.edge.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;

/** Whether a reader reads: told while cards are held to it. */
@Command(
        name = "test",
        mixinStandardHelpOptions = true,
        description = {
            "Tells what a reader reads while you hold cards to it.",
            "Of a running station it shows what the station hears; those taps are real ones.",
            "When the station does not run, the reader is opened by itself and serves nobody.",
            "Exit code 0 when a card was read as a tap, else 1."
        })
final class ReadersTestCommand implements Callable<Integer> {
    @Mixin private ConfigOption config = new ConfigOption();

    @Parameters(paramLabel = "NAME", description = "The reader's configured name.")
    private String name = "";

    @Option(
            names = "--seconds",
            defaultValue = "15",
            description = "How long to listen (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--cards", defaultValue = "0", description = "End after so many taps.")
    private int cards;

    @Option(names = "--reveal", description = "Print whole card numbers.")
    private boolean reveal;

    @Mixin private Answers answers = new Answers();

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        if (seconds < 1 || seconds > 3_600 || cards < 0) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--seconds %d --cards %d: write 1 to 3600 seconds, 0 or more cards"
                            .formatted(seconds, cards));
        }
        var source = ReaderSource.of(config, spec, name);
        PrintWriter err = spec.commandLine().getErr();
        err.printf("%s: listening for %d s; hold a card to the reader%n", source.what(), seconds);
        err.flush();
        long until = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        int read = 0;
        try (source) {
            while (System.nanoTime() - until < 0 && (cards == 0 || read < cards)) {
                for (ObjectNode item : source.next(Duration.ofMillis(200))) {
                    read += item.path("what").asText().equals("tap") ? 1 : 0;
                    print(item);
                }
            }
        }
        return read > 0 ? ExitCode.OK : ExitCode.FAILED;
    }

    private void print(ObjectNode item) {
        Answers.masked(item, reveal);
        answers.line("readers-test", item, out -> print(item, out));
        answers.out().flush();
    }

    private static void print(ObjectNode item, PrintWriter out) {
        if (item.has("card")) {
            out.printf(
                    "%s: card %s (%s, %s)%s%s%n",
                    item.path("what").asText(),
                    item.path("card").asText(),
                    item.path("family").asText(),
                    item.path("form").asText(),
                    item.has("strength")
                            ? ", strength " + item.path("strength").asInt() + " %"
                            : "",
                    item.has("quality") ? ", signal " + item.path("quality").asText() : "");
        } else {
            out.printf("%s: %s%n", item.path("what").asText(), item.path("detail").asText());
        }
    }
}
