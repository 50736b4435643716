package com.hasivu.edge.metrics;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Prometheus' own judge of metrics and rules, where it is installed. For tests. */
public record Promtool(Path program) {
    /** What a skipped test says. */
    public static final String MISSING =
            "SKIPPED: promtool is not on the PATH, so Prometheus itself has not judged this; apt-get install prometheus";

    /** Empty where it is not installed. */
    public static Optional<Promtool> find() {
        Stream<String> folders = Arrays.stream(System.getenv("PATH").split(":"));
        return Stream.concat(folders, Stream.of("/usr/bin"))
                .map(folder -> Path.of(folder, "promtool"))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Promtool::new);
    }

    /** What it has to say; empty when all is well. */
    public String complaints(List<String> arguments, String input)
            throws IOException, InterruptedException {
        List<String> command =
                Stream.concat(Stream.of(program.toString()), arguments.stream()).toList();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() == 0 ? "" : "promtool says: " + said;
    }
}
