package com.hasivu.edge.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hasivu.edge.doctor.Doctor;
import com.hasivu.edge.doctor.Finding;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/** What is wrong here, and what to do about it. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {
            "Checks the station and its machine, and tells the fix of whatever is wrong.",
            "Works with the station up or down, takes 5 s at most, mends nothing itself.",
            "Exit code 1 when a check failed; a warning alone leaves it 0."
        })
final class DoctorCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMillis(4_500);

    @Mixin private ConfigOption config = new ConfigOption();

    @Mixin private Answers answers = new Answers();

    @Override
    public Integer call() throws InterruptedException {
        List<Doctor.Result> results = new Doctor(config.checks(), PATIENCE).examine();
        boolean well = Doctor.wellEnough(results);
        answers.tell("doctor", json(results, well), out -> print(results, out));
        return well ? ExitCode.OK : ExitCode.FAILED;
    }

    static ObjectNode json(List<Doctor.Result> results, boolean well) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("well", well);
        ArrayNode checks = body.putArray("checks");
        for (Doctor.Result result : results) {
            ObjectNode one =
                    checks.addObject()
                            .put("check", result.check())
                            .put("state", state(result.finding()))
                            .put("seen", result.finding().seen());
            String fix = fix(result.finding());
            if (!fix.isEmpty()) {
                one.put("fix", fix);
            }
        }
        return body;
    }

    static void print(List<Doctor.Result> results, PrintWriter out) {
        for (Doctor.Result result : results) {
            out.printf(
                    "%-4s  %-14s %s%n",
                    state(result.finding()).toUpperCase(Locale.ROOT),
                    result.check(),
                    result.finding().seen());
            String fix = fix(result.finding());
            if (!fix.isEmpty()) {
                out.printf("      %-14s fix: %s%n", "", fix);
            }
        }
    }

    private static String state(Finding finding) {
        return switch (finding) {
            case Finding.Ok ok -> "ok";
            case Finding.Warn warn -> "warn";
            case Finding.Fail fail -> "fail";
            case Finding.Skip skip -> "skip";
        };
    }

    private static String fix(Finding finding) {
        return switch (finding) {
            case Finding.Warn(var seen, var fix) -> fix;
            case Finding.Fail(var seen, var fix) -> fix;
            case Finding.Ok ok -> "";
            case Finding.Skip skip -> "";
        };
    }
}
