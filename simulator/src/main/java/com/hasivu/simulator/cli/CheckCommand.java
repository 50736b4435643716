package com.hasivu.simulator.cli;

import com.hasivu.edge.state.StateDir;
import com.hasivu.simulator.check.Checker;
import com.hasivu.simulator.check.Finding;
import com.hasivu.simulator.check.RawCloud;
import com.hasivu.simulator.check.RawJournal;
import com.hasivu.simulator.check.ReplayCheck;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;

/** {@code ./hasivu sim check}. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = {
            "Checks the invariants of one station against the cloud's database, from the journal's bytes and the tables' rows.",
            "On H2 the cloud must be stopped. Exit code 0 if all hold, 1 if one is broken."
        })
final class CheckCommand implements Callable<Integer> {
    @ArgGroup(multiplicity = "1")
    private Where where = new Where();

    /** Where the station's files are. */
    static final class Where {
        @Option(names = "--journal", description = "the station's journal folder")
        private @Nullable Path journal;

        @Option(
                names = "--state",
                description =
                        "the station's whole state folder: its decisions are replayed as well (E6, E7)")
        private @Nullable Path state;

        Path journal() {
            return state != null
                    ? new StateDir(state).journal()
                    : Objects.requireNonNull(journal, "one of the two is given");
        }
    }

    @Option(
            names = "--database",
            required = true,
            description =
                    "the cloud's database: its JDBC URL, or the folder of its H2 file (data-dir)")
    private String database = "";

    @Option(names = "--school", required = true, description = "id of the school")
    private String school = "";

    @Option(names = "--station", required = true, description = "id of the station")
    private String station = "";

    @Override
    public Integer call() {
        try (RawCloud cloud = RawCloud.open(url())) {
            List<Finding> findings =
                    new ArrayList<>(
                            Checker.check(
                                    RawJournal.read(where.journal(), school, station),
                                    cloud,
                                    school,
                                    station,
                                    List.of()));
            if (where.state != null) {
                findings.addAll(ReplayCheck.check(where.state));
            }
            findings.forEach(
                    f ->
                            System.out.printf(
                                    "%-3s %s  %s (%d checked)%s%n",
                                    f.id(),
                                    f.holds() ? "holds " : "BROKEN",
                                    f.says(),
                                    f.checked(),
                                    f.holds() ? "" : ": " + f.wrong()));
            return findings.stream().allMatch(Finding::holds) ? 0 : 1;
        }
    }

    private String url() {
        return database.startsWith("jdbc:")
                ? database
                : RawCloud.h2Url(Path.of(database).resolve("hasivu"));
    }
}
