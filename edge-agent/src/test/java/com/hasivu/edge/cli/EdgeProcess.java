package com.hasivu.edge.cli;

import com.hasivu.edge.Patience;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** {@code hasivu-edge run} as a process of its own. */
final class EdgeProcess implements AutoCloseable {
    final Process process;
    final List<String> out = new CopyOnWriteArrayList<>();
    private final Path log;

    EdgeProcess(Path folder, String... arguments) {
        this(folder, List.of(), arguments);
    }

    EdgeProcess(Path folder, List<String> jvm, String... arguments) {
        this(folder, jvm, Redirect.PIPE, Map.of(), arguments);
    }

    /** With more in its environment. */
    EdgeProcess(
            Path folder, List<String> jvm, Map<String, String> environment, String... arguments) {
        this(folder, jvm, Redirect.PIPE, environment, arguments);
    }

    /** Its stdout goes there; {@link #out} stays empty then. */
    EdgeProcess(Path folder, List<String> jvm, Redirect stdout, String... arguments) {
        this(folder, jvm, stdout, Map.of(), arguments);
    }

    private EdgeProcess(
            Path folder,
            List<String> jvm,
            Redirect stdout,
            Map<String, String> environment,
            String... arguments) {
        try {
            log = Files.createTempFile(folder, "edge", ".log");
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(
                    List.of(
                            "-Xmx256m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "--enable-native-access=ALL-UNNAMED",
                            "--sun-misc-unsafe-memory-access=allow",
                            "-cp",
                            System.getProperty(
                                    "surefire.test.class.path",
                                    System.getProperty("java.class.path")),
                            EdgeMain.class.getName()));
            command.addAll(1, jvm);
            command.addAll(List.of(arguments));
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectError(log.toFile()).redirectOutput(stdout);
            builder.environment().putAll(environment);
            process = builder.start();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        Thread.ofVirtual().start(this::read);
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                out.add(line);
            }
        } catch (IOException e) {
            out.add("(stdout closed)");
        }
    }

    boolean ready() {
        return out.stream().anyMatch(line -> line.contains("\"event\":\"ready\""));
    }

    /** Waits for its end. */
    int exitCode() {
        try {
            if (!process.waitFor(Patience.LONG.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("did not end; its log:\n" + log());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Back when it is gone: it writes no more into a folder that is about to be removed. */
    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
