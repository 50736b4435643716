package com.hasivu.simulator.mutants;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.hasivu.simulator.process.Folders;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** {@code ./hasivu sim mutants}. */
@Command(
        name = "mutants",
        mixinStandardHelpOptions = true,
        description = {
            "Breaks the product's source on purpose, one promise at a time, and runs the seeded world on it.",
            "  fsync-removed           a record is confirmed before it is on disk",
            "  served-set-not-rebuilt  a start forgets what was served",
            "  signature-not-checked   any snapshot is believed",
            "  ack-before-commit       the cloud confirms what it may still forget",
            "  unique-key-dropped      the inbox takes a record twice",
            "First the product as it is must pass. Exit code 0 when every mutant was found, 1 when one lives."
        })
public final class MutantsCommand implements Callable<Integer> {
    /** How the world names a broken invariant. */
    private static final String BROKEN = "BROKEN ";

    @Parameters(arity = "0..*", paramLabel = "MUTANT", description = "which (default: all)")
    private List<String> chosen = new ArrayList<>();

    @Option(
            names = "--seeds",
            defaultValue = "200",
            description = "seeds the world may take to find one (default: ${DEFAULT-VALUE})")
    private int seeds;

    @Option(names = "--json", description = "print one JSON object a line")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /**
     * What became of one.
     *
     * @param killed whether the world named a broken invariant
     * @param said which, and in which seed; else the world's last words
     */
    record Verdict(String mutant, String breaks, boolean killed, double seconds, String said) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Mutant> wanted = wanted();
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Path home = Path.of(System.getProperty("hasivu.home", ""));
        String classpath = System.getProperty("java.class.path");
        Path folder = Files.createTempDirectory("hasivu-mutants-");
        try {
            err.println("the product as it is ...");
            err.flush();
            Run clean = world(classpath, folder.resolve("as-it-is.log"));
            if (clean.code() != 0) {
                err.printf(
                        "the product as it is does not pass, so a mutant would prove nothing: %s%n",
                        clean.said());
                return 1;
            }
            boolean all = true;
            for (Mutant mutant : wanted) {
                err.printf("%s ...%n", mutant.name());
                err.flush();
                Path own = Files.createDirectory(folder.resolve(mutant.name()));
                String broken = new MutantBuild(home, classpath).build(mutant, own);
                Run run = world(broken, own.resolve("world.log"));
                Verdict verdict =
                        new Verdict(
                                mutant.name(),
                                mutant.breaks(),
                                run.code() == 1 && run.said().startsWith(BROKEN),
                                run.seconds(),
                                run.said());
                all &= verdict.killed();
                out.println(json ? new ObjectMapper().writeValueAsString(verdict) : line(verdict));
                out.flush();
            }
            return all ? 0 : 1;
        } finally {
            Folders.delete(folder);
        }
    }

    private static String line(Verdict verdict) {
        return "%-24s %-9s %6.1f s  %s"
                .formatted(
                        verdict.mutant(),
                        verdict.killed() ? "found" : "LIVES",
                        verdict.seconds(),
                        verdict.said());
    }

    private List<Mutant> wanted() {
        if (chosen.isEmpty()) {
            return Mutant.ALL;
        }
        return chosen.stream().map(this::byName).toList();
    }

    private Mutant byName(String name) {
        return Mutant.ALL.stream()
                .filter(mutant -> mutant.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new ParameterException(
                                        spec.commandLine(),
                                        "no mutant '%s'; use one of %s"
                                                .formatted(
                                                        name,
                                                        Mutant.ALL.stream()
                                                                .map(Mutant::name)
                                                                .toList())));
    }

    private record Run(int code, double seconds, String said) {}

    /** The seeded world on that class path: 0 when every invariant held, 1 when one broke. */
    private Run world(String classpath, Path log) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx512m",
                                "-XX:+UseSerialGC",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-cp",
                                classpath,
                                "com.hasivu.simulator.cli.SimMain",
                                "world",
                                "--seeds",
                                Integer.toString(seeds))
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        Thread reaper = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(reaper);
        int code;
        try {
            code = process.waitFor();
        } finally {
            process.destroyForcibly();
            Runtime.getRuntime().removeShutdownHook(reaper);
        }
        double seconds = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun) / 1e3;
        List<String> lines = Files.readAllLines(log);
        return new Run(
                code,
                seconds,
                lines.stream()
                        .filter(l -> l.startsWith(BROKEN))
                        .findFirst()
                        .or(() -> lines.stream().filter(l -> !l.isBlank()).reduce((a, b) -> b))
                        .orElse("(it said nothing)"));
    }
}
