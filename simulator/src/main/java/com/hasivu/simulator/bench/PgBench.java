package com.hasivu.simulator.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** PostgreSQL's own load program, on a database of ours. */
final class PgBench {
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
    private static final Pattern RATE = Pattern.compile("tps = ([\\d.]+)");
    private static final Pattern FAILED = Pattern.compile("number of failed transactions: (\\d+)");
    private static final int THREADS = 2;

    /** Shorter, and a hundred connections are hardly made when it ends. */
    private static final long LEAST_SECONDS = 3;

    private final Path program;
    private final URI database;
    private final Path dir;

    /**
     * @param jdbcUrl of PostgreSQL on this machine, reached without a password
     */
    PgBench(String jdbcUrl, Path dir) {
        this.program =
                program()
                        .orElseThrow(
                                () ->
                                        new IllegalStateException(
                                                "ask missing() before: no pgbench"));
        this.database = URI.create(jdbcUrl.substring("jdbc:".length()));
        this.dir = dir;
    }

    /** What is missing and how to get it. */
    static Optional<String> missing() {
        return program().isPresent()
                ? Optional.empty()
                : Optional.of(
                        "no pgbench below %s; apt-get install postgresql-contrib"
                                .formatted(DEBIAN));
    }

    private static Optional<Path> program() {
        if (!Files.isDirectory(DEBIAN)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(DEBIAN)) {
            return versions.map(version -> version.resolve("bin").resolve("pgbench"))
                    .filter(Files::isExecutable)
                    .max(Comparator.naturalOrder());
        } catch (IOException e) {
            throw new IllegalStateException("cannot look into " + DEBIAN, e);
        }
    }

    /**
     * Transactions a second of a script, prepared statements, each connection in a closed loop.
     *
     * @throws IOException if it fails, or any transaction does
     */
    double perSecond(String script, int connections, double seconds)
            throws IOException, InterruptedException {
        Path file = Files.writeString(dir.resolve("pgbench.sql"), script);
        Process process =
                new ProcessBuilder(
                                new ArrayList<>(
                                        List.of(
                                                program.toString(),
                                                "--no-vacuum",
                                                "--protocol=prepared",
                                                "--client=" + connections,
                                                "--jobs=" + Math.min(THREADS, connections),
                                                "--time="
                                                        + Math.max(
                                                                LEAST_SECONDS, Math.round(seconds)),
                                                "--file=" + file,
                                                "--host=" + database.getHost(),
                                                "--port=" + database.getPort(),
                                                "--username=postgres",
                                                "postgres")))
                        .redirectErrorStream(true)
                        .start();
        try {
            String said =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Matcher rate = RATE.matcher(said);
            Matcher failed = FAILED.matcher(said);
            if (process.waitFor() != 0
                    || !rate.find()
                    || (failed.find() && !failed.group(1).equals("0"))) {
                throw new IOException("pgbench failed:\n" + said);
            }
            return Double.parseDouble(rate.group(1));
        } finally {
            process.destroyForcibly();
        }
    }
}
