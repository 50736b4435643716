package com.hasivu.simulator.load;

import java.io.PrintStream;
import java.util.Locale;

/** The report on a terminal. */
final class TextReport {
    private TextReport() {}

    static void print(LoadReport report, PrintStream out) {
        out.printf(
                "%n%s, %d users, %.0f s, seed %d%s%n%s%n%s%n%n",
                report.profile(),
                report.users(),
                report.seconds(),
                report.seed(),
                report.partial() ? "  PARTIAL: stopped before its end" : "",
                report.target(),
                report.loop());
        out.printf(
                "%-32s %8s %6s %8s %8s %8s %8s %8s %9s%n",
                "operation, ms", "count", "wrong", "1/s", "p50", "p90", "p95", "p99", "max");
        report.operations().forEach(row -> print(row, out));
        print(report.all(), out);
        out.println();
        for (Gate gate : report.gates()) {
            out.printf(
                    "%-13s %-28s %s, limit: %s%s%n",
                    gate.verdict() == Gate.Verdict.NOT_MEASURED ? "not measured" : gate.verdict(),
                    gate.name(),
                    gate.measured() == null
                            ? "-"
                            : String.format(Locale.ROOT, "%.2f %s", gate.measured(), gate.unit()),
                    gate.limit(),
                    gate.note().isEmpty() ? "" : " (" + gate.note() + ")");
        }
        out.println();
        report.books()
                .forEach(
                        f ->
                                out.printf(
                                        "%-7s %s (%d checked)%s%n",
                                        f.holds() ? "holds" : "BROKEN",
                                        f.says(),
                                        f.checked(),
                                        f.holds() ? "" : ": " + f.wrong()));
        report.errors().forEach((why, count) -> out.printf("error   %d x %s%n", count, why));
        report.bottlenecks().forEach(name -> out.println("note    " + name));
        out.println();
        out.println(
                report.passed() ? "passed" : report.partial() ? "not judged: partial" : "FAILED");
    }

    private static void print(LoadReport.Row row, PrintStream out) {
        out.printf(
                Locale.ROOT,
                "%-32s %8d %6d %8.1f %8.1f %8.1f %8.1f %8.1f %9.1f%n",
                row.operation(),
                row.count(),
                row.errors(),
                row.perSecond(),
                row.p50(),
                row.p90(),
                row.p95(),
                row.p99(),
                row.max());
    }
}
