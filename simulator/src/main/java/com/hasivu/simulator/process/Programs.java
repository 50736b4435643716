package com.hasivu.simulator.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts the built programs of this checkout as {@code ./hasivu} does: the module's jar and its
 * {@code target/classpath}. The checkout is named by the system property {@code hasivu.home}.
 */
public final class Programs {
    private final Path home;

    public Programs() {
        String property = System.getProperty("hasivu.home");
        if (property == null) {
            throw new ProgramException("system property hasivu.home is not set; start by ./hasivu");
        }
        this.home = Path.of(property);
    }

    /**
     * Starts {@code hasivu-cloud} with {@code arguments}; its output goes to {@code name}.out and
     * .log in {@code dir}.
     */
    public Program cloud(Path dir, String name, List<String> jvm, String... arguments) {
        return start(
                dir,
                name,
                "cloud-sync",
                "com.hasivu.cloud.cli.CloudMain",
                options("-Xmx512m", jvm),
                arguments);
    }

    /** Starts {@code hasivu-edge} with {@code arguments}. */
    public Program edge(Path dir, String name, List<String> jvm, String... arguments) {
        List<String> options = options("-Xmx96m", jvm);
        return start(dir, name, "edge-agent", "com.hasivu.edge.cli.EdgeMain", options, arguments);
    }

    /** For processes that live a minute or two: the second compiler would never pay for itself. */
    private static List<String> options(String heap, List<String> jvm) {
        List<String> options =
                new ArrayList<>(List.of(heap, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        options.addAll(jvm);
        return options;
    }

    private Program start(
            Path dir,
            String name,
            String module,
            String main,
            List<String> options,
            String... arguments) {
        Path target = home.resolve(module).resolve("target");
        Path jar = target.resolve(module + "-0.1.0-SNAPSHOT.jar");
        Path classpath = target.resolve("classpath");
        if (!Files.exists(jar) || !Files.exists(classpath)) {
            throw new ProgramException(
                    module + " is not built: " + jar + " is missing; run ./hasivu build");
        }
        try {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(options);
            command.add("--enable-native-access=ALL-UNNAMED");
            command.add("--sun-misc-unsafe-memory-access=allow");
            command.add("-cp");
            command.add(jar + ":" + Files.readString(classpath).strip());
            command.add(main);
            command.addAll(List.of(arguments));
            return Program.start(dir, name, command);
        } catch (IOException e) {
            throw new ProgramException("cannot start " + name + ": " + e.getMessage(), e);
        }
    }
}
