package com.hasivu.edge.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hasivu.edge.state.StateDir;
import com.hasivu.edge.station.SnapshotReport;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;

/** The snapshot on disk, read only: works with the station up or down. */
@Command(
        name = "snapshot",
        mixinStandardHelpOptions = true,
        description = "Reads the snapshot's files; changes nothing, the station may run or not.")
final class SnapshotCommand implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name one of show, verify");
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Tells which snapshot a start would use; exit code 1 when there is none.")
    int show(@Mixin ConfigOption config, @Mixin Answers answers) {
        ObjectNode report = report(config);
        answers.tell(
                "snapshot",
                body(report, report.path("problems").isEmpty()),
                out -> print(report, out));
        return report.path("version").asLong() > 0 ? ExitCode.OK : ExitCode.FAILED;
    }

    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description = "Checks digest and signature; exit code 1 when a file is not sound.")
    int verify(@Mixin ConfigOption config, @Mixin Answers answers) {
        ObjectNode report = report(config);
        boolean sound = report.path("version").asLong() > 0 && report.path("problems").isEmpty();
        answers.tell(
                "snapshot",
                body(report, sound),
                out -> {
                    print(report, out);
                    out.println(sound ? "sound" : "not sound");
                });
        return sound ? ExitCode.OK : ExitCode.FAILED;
    }

    private static ObjectNode report(ConfigOption config) {
        StateDir state = config.stateDir();
        return SnapshotReport.of(state.snapshots(), config.identity(state));
    }

    /** The snapshot has a version of its own, so it stands in a field. */
    private static ObjectNode body(ObjectNode report, boolean sound) {
        ObjectNode body = Answers.listed("snapshot", report).put("sound", sound);
        body.set("problems", report.path("problems"));
        return body;
    }

    private static void print(ObjectNode report, PrintWriter out) {
        if (report.path("version").asLong() == 0) {
            out.println("no snapshot");
        } else {
            out.printf(
                    "snapshot %d: %d rows for %s (%s), valid until %s, digest %s%n",
                    report.path("version").asLong(),
                    report.path("rows").asLong(),
                    report.path("schoolDay").asText(),
                    report.path("zone").asText(),
                    report.path("validUntil").asText(),
                    report.path("digest").asText());
        }
        report.path("problems").forEach(problem -> out.println("problem: " + problem.asText()));
    }
}
