package com.hasivu.edge.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Makes a reader show itself. */
@Command(
        name = "blink",
        mixinStandardHelpOptions = true,
        description = {
            "Blinks the reader's own lamp, or sounds its buzzer, so that you see which one it is.",
            "Exit code 1 when it has none or is not online."
        })
final class ReadersBlinkCommand implements Callable<Integer> {
    private static final Duration ONLINE_PATIENCE = Duration.ofSeconds(10);

    /** Long enough for a blink to be seen before the reader is closed again. */
    private static final Duration SHOW = Duration.ofSeconds(3);

    @Mixin private ConfigOption config = new ConfigOption();

    @Parameters(paramLabel = "NAME", description = "The reader's configured name.")
    private String name = "";

    @Mixin private Answers answers = new Answers();

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        try (ReaderSource source = ReaderSource.of(config, spec, name)) {
            if (source instanceof ReaderSource.ByItself own) {
                await(own);
            }
            String refused = source.blink();
            answers.tell(
                    "readers-blink",
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("reader", name)
                            .put("blinks", refused.isEmpty())
                            .put("why", refused),
                    out ->
                            out.printf(
                                    "%s %s%n",
                                    source.what(),
                                    refused.isEmpty() ? "blinks" : "does not blink: " + refused));
            if (refused.isEmpty() && source instanceof ReaderSource.ByItself) {
                listen(source);
            }
            return refused.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
        }
    }

    private static void await(ReaderSource.ByItself reader) throws InterruptedException {
        long until = System.nanoTime() + ONLINE_PATIENCE.toNanos();
        while (!reader.isOnline() && System.nanoTime() - until < 0) {
            reader.next(Duration.ofMillis(50));
        }
    }

    private static void listen(ReaderSource source) throws InterruptedException {
        long until = System.nanoTime() + SHOW.toNanos();
        while (System.nanoTime() - until < 0) {
            source.next(Duration.ofMillis(100));
        }
    }
}
