package com.hasivu.simulator.load;

import com.hasivu.simulator.check.Finding;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;

/** The report as one page that needs nothing beside itself: no script, no font, no picture. */
final class HtmlReport {
    private static final String HEAD =
            """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>HASIVU load</title>
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <style>
            body{font:15px/1.45 system-ui,sans-serif;margin:2em auto;max-width:960px;padding:0 1em;color:#222}
            h1{font-size:1.5em}h2{font-size:1.15em;margin-top:1.8em}h3{font-size:1em;margin-bottom:.2em}
            table{border-collapse:collapse;width:100%}td,th{padding:.25em .6em;border-bottom:1px solid #ddd;text-align:right}
            td:first-child,th:first-child{text-align:left}td.text{text-align:left}
            .pass{color:#22702a;font-weight:600}.fail{color:#b3261e;font-weight:600}.none{color:#6a6a6a}
            svg{width:100%;height:auto}svg text{font-size:11px;fill:#555}.legend{margin:.1em 0;font-size:13px}
            .partial{background:#fff3cd;padding:.6em 1em}
            </style></head><body>
            """;

    private HtmlReport() {}

    static String of(LoadReport report) {
        var page = new StringBuilder(HEAD);
        page.append(
                "<h1>Load: %s, %d users, %s s</h1>"
                        .formatted(report.profile(), report.users(), number(report.seconds())));
        if (report.partial()) {
            page.append(
                    "<p class=\"partial\">Partial: the run was stopped before its end. Nothing is judged by it.</p>");
        }
        page.append(
                "<p>%s<br>%s, begun %s, warm-up %s s, seed %d.<br>%s.</p>"
                        .formatted(
                                Html.escape(report.target()),
                                Html.escape(report.machine()),
                                report.begun(),
                                number(report.warmUpSeconds()),
                                report.seed(),
                                Html.escape(report.loop())));
        gates(report, page);
        page.append(
                "<h2>Operations, milliseconds</h2><table><tr><th>operation<th>right<th>wrong<th>1/s<th>p50<th>p90<th>p95<th>p99<th>max</tr>");
        report.operations().forEach(row -> row(row, page));
        row(report.all(), page);
        page.append("</table>");
        list("Bottlenecks, from the figures", report.bottlenecks(), page);
        list(
                "What went wrong, warm-up included",
                report.errors().entrySet().stream()
                        .map(e -> "%d x %s".formatted(e.getValue(), e.getKey()))
                        .toList(),
                page);
        books(report, page);
        charts(report.timeLine(), page);
        return page.append("</body></html>\n").toString();
    }

    private static void gates(LoadReport report, StringBuilder page) {
        page.append("<h2>Gates</h2><table><tr><th>gate<th>measured<th>limit<th>verdict</tr>");
        for (Gate gate : report.gates()) {
            page.append(
                    "<tr><td>%s<td>%s<td>%s<td class=\"text %s\">%s%s</tr>"
                            .formatted(
                                    Html.escape(gate.name()),
                                    measured(gate.measured(), gate.unit()),
                                    Html.escape(gate.limit()),
                                    switch (gate.verdict()) {
                                        case PASS -> "pass";
                                        case FAIL -> "fail";
                                        case TOLD, NOT_MEASURED -> "none";
                                    },
                                    switch (gate.verdict()) {
                                        case PASS -> "pass";
                                        case FAIL -> "FAIL";
                                        case TOLD -> "told";
                                        case NOT_MEASURED -> "not measured";
                                    },
                                    gate.note().isEmpty() ? "" : ": " + Html.escape(gate.note())));
        }
        page.append("</table>");
    }

    private static String measured(@Nullable Double value, String unit) {
        return value == null
                ? "-"
                : String.format(Locale.ROOT, "%.2f %s", value, Html.escape(unit));
    }

    private static void row(LoadReport.Row row, StringBuilder page) {
        page.append(
                "<tr><td>%s<td>%d<td>%d<td>%s<td>%s<td>%s<td>%s<td>%s<td>%s</tr>"
                        .formatted(
                                Html.escape(row.operation()),
                                row.count(),
                                row.errors(),
                                number(row.perSecond()),
                                number(row.p50()),
                                number(row.p90()),
                                number(row.p95()),
                                number(row.p99()),
                                number(row.max())));
    }

    private static void list(String title, List<String> lines, StringBuilder page) {
        if (lines.isEmpty()) {
            return;
        }
        page.append("<h2>").append(Html.escape(title)).append("</h2><ul>");
        lines.forEach(line -> page.append("<li>").append(Html.escape(line)));
        page.append("</ul>");
    }

    private static void books(LoadReport report, StringBuilder page) {
        page.append("<h2>Books, read by SQL afterwards</h2>");
        if (report.books().isEmpty()) {
            page.append("<p class=\"none\">Not read: ")
                    .append(Html.escape(report.booksNote()))
                    .append("</p>");
            return;
        }
        page.append("<table><tr><th>what must hold<th>checked<th>verdict</tr>");
        for (Finding finding : report.books()) {
            page.append(
                    "<tr><td>%s<td>%d<td class=\"text %s\">%s</tr>"
                            .formatted(
                                    Html.escape(finding.says()),
                                    finding.checked(),
                                    finding.holds() ? "pass" : "fail",
                                    finding.holds()
                                            ? "holds"
                                            : "BROKEN: " + Html.escape(finding.wrong())));
        }
        page.append("</table>");
    }

    private static void charts(List<Second> seconds, StringBuilder page) {
        page.append("<h2>Over time</h2>");
        page.append(
                Chart.of(
                        "Throughput",
                        "right answers a second",
                        seconds,
                        List.of(new Chart.Line("requests", Second::requests))));
        page.append(
                Chart.of(
                        "Times of each second",
                        "milliseconds",
                        seconds,
                        List.of(
                                new Chart.Line("p50", Second::p50Millis),
                                new Chart.Line("p95", Second::p95Millis),
                                new Chart.Line("p99", Second::p99Millis))));
        page.append(
                Chart.of(
                        "Memory of the cloud's process",
                        "MiB in RAM",
                        seconds,
                        List.of(new Chart.Line("resident", Second::cloudMib))));
        page.append(
                Chart.of(
                        "CPU",
                        "percent of all cores",
                        seconds,
                        List.of(
                                new Chart.Line("cloud", s -> percent(s.cloudCpu())),
                                new Chart.Line("the load itself", s -> percent(s.usersCpu())),
                                new Chart.Line("whole machine", s -> percent(s.machineCpu())))));
        page.append(
                Chart.of(
                        "Database statements, p95",
                        "milliseconds",
                        seconds,
                        List.of(new Chart.Line("statements", Second::statementP95Millis))));
        page.append(
                Chart.of(
                        "Waiting for a database connection",
                        "at the moment of each look",
                        seconds,
                        List.of(new Chart.Line("waiting", Second::poolWaiting))));
    }

    private static @Nullable Double percent(@Nullable Double part) {
        return part == null ? null : 100 * part;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
