package com.hasivu.edge.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hasivu.reader.ReaderDrivers;
import com.hasivu.reader.discovery.PortReport;
import com.hasivu.reader.discovery.PortScan;
import com.hasivu.reader.line.SerialPorts;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Which reader listens where. */
@Command(
        name = "scan",
        mixinStandardHelpOptions = true,
        description = {
            "Asks each serial port with each kind's version request, and says what answered.",
            "A port that a running station uses is locked and cannot be asked.",
            "Exit code 1 when no reader was found."
        })
final class ReadersScanCommand implements Callable<Integer> {
    private static final Path KEYBOARDS = Path.of("/dev/input/by-id");

    @Parameters(
            arity = "0..*",
            paramLabel = "PORT",
            description = "Ports to ask (default: every serial port of this machine).")
    private List<Path> chosen = new ArrayList<>();

    @Option(
            names = "--listen",
            paramLabel = "SECONDS",
            defaultValue = "0",
            description = {
                "Also listen so long on each silent port, for readers that cannot be asked",
                "(RDM6300): hold a card to the reader meanwhile."
            })
    private int listen;

    @Mixin private Answers answers = new Answers();

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        if (listen < 0 || listen > 600) {
            throw new ParameterException(
                    spec.commandLine(), "--listen %d: write 0 to 600 seconds".formatted(listen));
        }
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        List<Path> ports = chosen.isEmpty() ? SerialPorts.all() : chosen;
        var scan = new PortScan(ReaderDrivers.all(), Duration.ofSeconds(listen));
        ArrayNode reports = JsonNodeFactory.instance.arrayNode();
        boolean found = false;
        for (Path port : ports) {
            PortReport report =
                    scan.ask(
                            port,
                            (kind, baud) -> {
                                err.printf("%s: asking as %s at %d%n", port, kind, baud);
                                err.flush();
                            });
            found |= report instanceof PortReport.Found;
            reports.add(node(report));
            if (!answers.json()) {
                print(report, out);
                out.flush();
            }
        }
        List<Path> keyboards = chosen.isEmpty() ? keyboards() : List.of();
        keyboards.forEach(k -> reports.addObject().put("port", k.toString()).put("keyboard", true));
        answers.tell(
                "readers-scan",
                Answers.listed("ports", reports),
                text -> {
                    if (ports.isEmpty()) {
                        text.println(
                                "no serial port here; plug the reader in, and see 'dmesg | tail'");
                    }
                    keyboards.forEach(
                            k ->
                                    text.printf(
                                            "%s: a keyboard; if it is a card reader, kind: wedge%n",
                                            k));
                });
        return found ? ExitCode.OK : ExitCode.FAILED;
    }

    private static ObjectNode node(PortReport report) {
        ObjectNode node =
                JsonNodeFactory.instance.objectNode().put("port", report.port().toString());
        return switch (report) {
            case PortReport.Found(var port, var kind, var baud, var detail) ->
                    node.put("kind", kind).put("baud", baud).put("detail", detail);
            case PortReport.Silent silent -> node.put("silent", true);
            case PortReport.Unusable(var port, var why) -> node.put("unusable", why);
        };
    }

    private void print(PortReport report, PrintWriter out) {
        switch (report) {
            case PortReport.Found(var port, var kind, var baud, var detail) -> {
                out.printf("%s: %s at %d bits/s%n", port, detail, baud);
                out.printf(
                        "  readers:%n    - {name: counter-1, kind: %s, device: %s, baud: %d}%n",
                        kind, port, baud);
            }
            case PortReport.Silent(var port) ->
                    out.printf(
                            "%s: nothing answers%s%n",
                            port,
                            listen > 0
                                    ? ""
                                    : "; an RDM6300 speaks only of cards: hold one to it and scan with --listen 5");
            case PortReport.Unusable(var port, var why) -> out.printf("%s: %s%n", port, why);
        }
    }

    private static List<Path> keyboards() {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(KEYBOARDS)) {
            try (DirectoryStream<Path> links = Files.newDirectoryStream(KEYBOARDS, "*-event-kbd")) {
                links.forEach(found::add);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException("cannot list " + KEYBOARDS, e);
            }
        }
        return found;
    }
}
