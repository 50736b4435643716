package com.hasivu.simulator.load;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;

/** Lines over time as one SVG. Time runs to the right, the grey part does not count. */
final class Chart {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 220;
    private static final int LEFT = 56;
    private static final int BOTTOM = 24;
    private static final int STEPS = 4;
    private static final List<String> COLOURS = List.of("#1b6ca8", "#d1495b", "#3d8b37", "#8d5fbf");

    private Chart() {}

    /** A figure of each second; absent where it was not measured. */
    record Line(String name, Function<Second, @Nullable Double> figure) {}

    /** Empty when no line has a figure. */
    static String of(String title, String unit, List<Second> seconds, List<Line> lines) {
        double highest = 0;
        boolean any = false;
        for (Line line : lines) {
            for (Second second : seconds) {
                Double value = line.figure().apply(second);
                if (value != null) {
                    any = true;
                    highest = Math.max(highest, value);
                }
            }
        }
        if (!any || seconds.size() < 2) {
            return "";
        }
        double top = round(highest);
        double end = seconds.getLast().at();
        var svg = new StringBuilder();
        svg.append("<h3>").append(Html.escape(title)).append("</h3>");
        svg.append(
                say(
                        "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
                        WIDTH, HEIGHT, Html.escape(title)));
        double warm =
                seconds.stream().filter(Second::warmUp).mapToDouble(Second::at).max().orElse(0);
        svg.append(
                say(
                        "<rect x=\"%d\" y=\"0\" width=\"%.1f\" height=\"%d\" fill=\"#eee\"/>",
                        LEFT, x(warm, end) - LEFT, HEIGHT - BOTTOM));
        for (int i = 0; i <= STEPS; i++) {
            double value = top * i / STEPS;
            svg.append(
                    say(
                            "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/><text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
                            LEFT,
                            WIDTH,
                            y(value, top),
                            y(value, top),
                            LEFT - 6,
                            y(value, top) + 4,
                            plain(value)));
            svg.append(
                    say(
                            "<text x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">%.0f s</text>",
                            x(end * i / STEPS, end),
                            HEIGHT - 6,
                            i == 0 ? "start" : i == STEPS ? "end" : "middle",
                            end * i / STEPS));
        }
        for (int i = 0; i < lines.size(); i++) {
            svg.append(path(lines.get(i), COLOURS.get(i), seconds, top, end));
        }
        svg.append("</svg><p class=\"legend\">");
        for (int i = 0; i < lines.size(); i++) {
            svg.append(
                    say(
                            "<span style=\"color:%s\">&#9644; %s</span> ",
                            COLOURS.get(i), Html.escape(lines.get(i).name())));
        }
        return svg.append(Html.escape(unit)).append("</p>").toString();
    }

    private static String path(
            Line line, String colour, List<Second> seconds, double top, double end) {
        var points = new StringBuilder();
        boolean pen = false;
        for (Second second : seconds) {
            Double value = line.figure().apply(second);
            if (Objects.isNull(value)) {
                pen = false;
                continue;
            }
            points.append(say("%s%.1f %.1f", pen ? "L" : "M", x(second.at(), end), y(value, top)));
            pen = true;
        }
        return say(
                "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.6\"/>",
                points, colour);
    }

    private static double x(double at, double end) {
        return LEFT + (WIDTH - LEFT) * at / end;
    }

    private static double y(double value, double top) {
        return (HEIGHT - BOTTOM) * (1 - value / top) + 6 * (value / top);
    }

    /** The next round number above. */
    private static double round(double highest) {
        if (highest <= 0) {
            return 1;
        }
        double ten = Math.pow(10, Math.floor(Math.log10(highest)));
        for (double step : new double[] {1, 2, 4, 5, 10}) {
            if (highest <= step * ten) {
                return step * ten;
            }
        }
        return 10 * ten;
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : say("%.2f", value);
    }

    private static String say(String text, Object... values) {
        return String.format(Locale.ROOT, text, values);
    }
}
