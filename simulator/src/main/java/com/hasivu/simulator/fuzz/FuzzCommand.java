package com.hasivu.simulator.fuzz;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.hasivu.simulator.reader.EmulatedFamilies;
import com.hasivu.simulator.reader.EmulatedFamily;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code ./hasivu sim fuzz}. */
@Command(
        name = "fuzz",
        mixinStandardHelpOptions = true,
        description = {
            "Feeds good and damaged frames of each family to its driver's decoder.",
            "Every good frame must be read, nothing may throw, one flipped bit must never give another card",
            "(families with a check), and damage must not pass a strong check more often than chance lets it.",
            "Exit code 1 when a promise is broken; the frame and the seed that repeat it are printed."
        })
public final class FuzzCommand implements Callable<Integer> {
    @Parameters(arity = "0..*", paramLabel = "FAMILY", description = "families (default: all)")
    private List<String> chosen = new ArrayList<>();

    @Option(
            names = "--frames",
            defaultValue = "1000000",
            description = "frames for each family (default: ${DEFAULT-VALUE})")
    private long frames;

    @Option(names = "--seed", defaultValue = "1", description = "(default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(names = "--json", description = "print one JSON object a line")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (frames < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--frames %d: write 1 or more".formatted(frames));
        }
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        ObjectMapper mapper = new ObjectMapper();
        boolean good = true;
        for (EmulatedFamily family : families()) {
            long begun = System.nanoTime();
            Fuzz.Report report =
                    new Fuzz(family, seed)
                            .run(
                                    frames,
                                    done -> {
                                        err.printf("\r%s: %,d of %,d", family.kind(), done, frames);
                                        err.flush();
                                    });
            err.print("\r");
            err.flush();
            double seconds = (System.nanoTime() - begun) / 1e9;
            if (json) {
                out.println(mapper.writeValueAsString(report));
            } else {
                print(report, seconds, out);
            }
            out.flush();
            good &= report.problem().isEmpty();
        }
        return good ? 0 : 1;
    }

    private void print(Fuzz.Report report, double seconds, PrintWriter out) {
        out.printf(
                "%-12s %,10d frames in %5.1f s: read %,d, lost behind noise %,d, refused %,d, read rightly though damaged %,d, wrong %,d%n",
                report.family(),
                report.frames(),
                seconds,
                report.read(),
                report.lost(),
                report.refused(),
                report.harmless(),
                report.wrong());
        if (!report.problem().isEmpty()) {
            out.printf("  BROKEN (seed %d): %s%n", seed, report.problem());
        }
    }

    private List<EmulatedFamily> families() {
        if (chosen.isEmpty()) {
            return EmulatedFamilies.all();
        }
        return chosen.stream()
                .map(
                        kind ->
                                EmulatedFamilies.byKind(kind)
                                        .orElseThrow(
                                                () ->
                                                        new ParameterException(
                                                                spec.commandLine(),
                                                                "no family '%s'; use one of %s"
                                                                        .formatted(
                                                                                kind,
                                                                                EmulatedFamilies
                                                                                        .kinds()))))
                .toList();
    }
}
