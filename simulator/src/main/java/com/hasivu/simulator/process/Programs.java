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

    /**
     * Starts the raw Netty server that the cloud's HTTP is measured beside.
     *
     * @param body a file with the bytes it answers
     */
    public Program rawServer(Path dir, List<String> jvm, Path body) {
        return start(
                dir,
                "raw-netty",
                "simulator",
                "com.hasivu.simulator.bench.RawNetty",
                options("-Xmx256m", jvm),
                body.toString());
    }

    /** What the packages are made of. */
    public Path packaging() {
        return home.resolve("packaging");
    }

    /**
     * Makes the start cache of {@code hasivu-edge}, as the package does when it is installed.
     *
     * @param classes noted by {@code -XX:DumpLoadedClassList}
     */
    public void dumpStartClasses(Path classes, Path cache) {
        runToEnd(
                "-Xshare:dump",
                "-XX:+AOTClassLinking",
                "-XX:SharedClassListFile=" + classes,
                "-XX:SharedArchiveFile=" + cache,
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath("edge-agent"));
    }

    /** A Java machine that runs an empty program; back when it has ended. */
    public void runEmpty() {
        runToEnd(
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                jar("simulator").toString(),
                "com.hasivu.simulator.bench.EmptyMain");
    }

    private static void runToEnd(String... arguments) {
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            List<String> said = process.inputReader().lines().toList();
            if (process.waitFor() != 0) {
                throw new ProgramException(
                        "%s ended with %d; it said last:\n%s"
                                .formatted(
                                        command,
                                        process.exitValue(),
                                        String.join(
                                                "\n",
                                                said.subList(
                                                        Math.max(0, said.size() - 15),
                                                        said.size()))));
            }
        } catch (IOException e) {
            throw new ProgramException("cannot run " + command + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProgramException("interrupted while running " + command, e);
        }
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private Path jar(String module) {
        return home.resolve(module).resolve("target").resolve(module + "-0.1.0-SNAPSHOT.jar");
    }

    private String classPath(String module) {
        Path jar = jar(module);
        Path classpath = home.resolve(module).resolve("target").resolve("classpath");
        if (!Files.exists(jar) || !Files.exists(classpath)) {
            throw new ProgramException(
                    module + " is not built: " + jar + " is missing; run ./hasivu build");
        }
        try {
            return jar + ":" + Files.readString(classpath).strip();
        } catch (IOException e) {
            throw new ProgramException("cannot read " + classpath + ": " + e.getMessage(), e);
        }
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
        try {
            List<String> command = new ArrayList<>();
            command.add(java());
            command.addAll(options);
            command.add("--enable-native-access=ALL-UNNAMED");
            command.add("--sun-misc-unsafe-memory-access=allow");
            command.add("-cp");
            command.add(classPath(module));
            command.add(main);
            command.addAll(List.of(arguments));
            return Program.start(dir, name, command);
        } catch (IOException e) {
            throw new ProgramException("cannot start " + name + ": " + e.getMessage(), e);
        }
    }
}
