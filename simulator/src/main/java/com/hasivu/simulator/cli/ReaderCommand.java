package com.hasivu.simulator.cli;

import com.hasivu.protocol.CardId;
import com.hasivu.simulator.reader.EchoingLine;
import com.hasivu.simulator.reader.EmulatedFamilies;
import com.hasivu.simulator.reader.EmulatedFamily;
import com.hasivu.simulator.reader.EmulatedReader;
import com.hasivu.simulator.reader.Faults;
import com.hasivu.simulator.reader.Pacing;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** {@code ./hasivu sim reader FAMILY}: one emulated reader by itself. */
@Command(
        name = "reader",
        mixinStandardHelpOptions = true,
        description = {
            "Runs one emulated reader, until it is interrupted or its cards are through.",
            "With --card each card in turn is held to it; without, it takes commands from standard input:",
            "  CARD (hex) holds a card to it, - takes it away, unplug, plug, quit.",
            "Prints how a station's configuration names it."
        })
final class ReaderCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FAMILY", description = "the kind of reader; 'list' names them all")
    private String family = "";

    @Option(
            names = "--port",
            paramLabel = "PATH",
            description =
                    "where the device appears: for readers on a serial line, a bus or an input device")
    private Optional<String> port = Optional.empty();

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            description = "where it listens: for readers on the network; port 0 takes a free one")
    private Optional<String> listen = Optional.empty();

    @Option(
            names = "--card",
            paramLabel = "HEX",
            arity = "1..*",
            description = "cards to hold to it, one after the other")
    private List<String> cards = new ArrayList<>();

    @Option(
            names = "--hold-ms",
            defaultValue = "1000",
            description = "how long a card stays (default: ${DEFAULT-VALUE})")
    private int holdMillis;

    @Option(
            names = "--gap-ms",
            defaultValue = "1500",
            description = "how long no card is there in between (default: ${DEFAULT-VALUE})")
    private int gapMillis;

    @Option(
            names = "--rounds",
            defaultValue = "1",
            description =
                    "how often to go through the cards; 0 for ever (default: ${DEFAULT-VALUE})")
    private int rounds;

    @Option(
            names = "--fault",
            paramLabel = "FAULT",
            split = ",",
            description = "damage to frames that tell of a card: ${COMPLETION-CANDIDATES}")
    private Set<Faults.Fault> faults = EnumSet.noneOf(Faults.Fault.class);

    @Option(
            names = "--fault-share",
            defaultValue = "1",
            description = "of the frames that are damaged, 0 to 1 (default: ${DEFAULT-VALUE})")
    private double share;

    @Option(
            names = "--echo",
            description =
                    "the line gives the station its own bytes back, as some RS-485 adapters do")
    private boolean echo;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "of the damage (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--pacing",
            defaultValue = "AT_ONCE",
            description =
                    "how fast bytes leave it: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private Pacing pacing = Pacing.AT_ONCE;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        if (family.equals("list")) {
            EmulatedFamilies.all()
                    .forEach(f -> out.printf("%-12s %s%n", f.kind(), option(f.place())));
            out.flush();
            return 0;
        }
        EmulatedFamily wanted =
                EmulatedFamilies.byKind(family.toLowerCase(Locale.ROOT))
                        .orElseThrow(
                                () ->
                                        wrong(
                                                "no family '%s'; use one of %s"
                                                        .formatted(
                                                                family, EmulatedFamilies.kinds())));
        if (holdMillis < 1 || gapMillis < 0 || rounds < 0 || share < 0 || share > 1) {
            throw wrong(
                    "--hold-ms 1 or more, --gap-ms 0 or more, --rounds 0 or more, --fault-share 0 to 1");
        }
        List<CardId> numbers = cards.stream().map(this::card).toList();
        try (EmulatedReader reader = wanted.open(place(wanted), pacing)) {
            reader.deliver(new Faults(faults, share, seed));
            if (echo) {
                line(reader).echo(true);
            }
            tell(wanted, reader, out);
            if (numbers.isEmpty()) {
                obey(reader, out);
            } else {
                present(reader, numbers, out);
            }
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
        return 0;
    }

    private EchoingLine line(EmulatedReader reader) {
        if (reader instanceof EchoingLine line) {
            return line;
        }
        throw wrong("a %s has no line that could echo; leave --echo out".formatted(family));
    }

    private static String option(EmulatedFamily.Place place) {
        return place == EmulatedFamily.Place.PATH ? "--port PATH" : "--listen HOST:PORT";
    }

    private String place(EmulatedFamily wanted) {
        boolean onPath = wanted.place() == EmulatedFamily.Place.PATH;
        Optional<String> given = onPath ? port : listen;
        if (given.isEmpty() || port.isPresent() && listen.isPresent()) {
            throw wrong("a %s needs %s".formatted(wanted.kind(), option(wanted.place())));
        }
        return given.get();
    }

    private static void tell(EmulatedFamily wanted, EmulatedReader reader, PrintWriter out) {
        out.printf(
                "readers:%n  - {name: counter-1, kind: %s, device: \"%s\"",
                wanted.kind(), reader.device());
        for (Map.Entry<String, String> setting : wanted.settings().entrySet()) {
            out.printf(", %s: \"%s\"", setting.getKey(), setting.getValue());
        }
        out.println("}");
        out.flush();
    }

    private void present(EmulatedReader reader, List<CardId> numbers, PrintWriter out)
            throws InterruptedException {
        for (int round = 0; rounds == 0 || round < rounds; round++) {
            for (CardId number : numbers) {
                TimeUnit.MILLISECONDS.sleep(gapMillis); // as a hand does, not a wait for anything
                out.printf("card %s%n", number.hex());
                out.flush();
                reader.present(number);
                TimeUnit.MILLISECONDS.sleep(holdMillis);
                reader.remove();
            }
        }
        TimeUnit.MILLISECONDS.sleep(Duration.ofMillis(gapMillis).toMillis());
    }

    private void obey(EmulatedReader reader, PrintWriter out) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            switch (line.strip().toLowerCase(Locale.ROOT)) {
                case "" -> {}
                case "-" -> reader.remove();
                case "unplug" -> reader.unplug();
                case "plug" -> reader.plugIn();
                case "quit" -> {
                    return;
                }
                default -> hold(reader, line.strip(), out);
            }
        }
    }

    private static void hold(EmulatedReader reader, String number, PrintWriter out) {
        try {
            reader.present(CardId.parse(number));
        } catch (IllegalArgumentException e) {
            out.println(e.getMessage());
            out.flush();
        }
    }

    private CardId card(String text) {
        try {
            return CardId.parse(text);
        } catch (IllegalArgumentException e) {
            throw wrong("--card: " + e.getMessage());
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
