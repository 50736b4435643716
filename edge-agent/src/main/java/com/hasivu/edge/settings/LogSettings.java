package com.hasivu.edge.settings;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How the program logs.
 *
 * @param format one line of text or one JSON object for each event
 * @param level {@code error}, {@code warn}, {@code info} or {@code debug}
 * @param file instead of stderr; empty for stderr, which systemd keeps in its own journal
 * @param maxBytes all log files together
 */
public record LogSettings(Format format, String level, Optional<Path> file, long maxBytes) {
    /** What a line looks like. */
    public enum Format {
        TEXT,
        JSON
    }

    /** Before any settings file is read: text of the day on stderr. */
    public static final LogSettings USUAL =
            new LogSettings(Format.TEXT, "info", Optional.empty(), 20L << 20);

    private static final Pattern FILE = Pattern.compile("/[A-Za-z0-9._/@+-]{1,255}");

    static LogSettings from(Settings in) {
        Format format =
                in.choice("log.format", "text", List.of("text", "json")).equals("json")
                        ? Format.JSON
                        : Format.TEXT;
        String level =
                in.choice("log.level", USUAL.level, List.of("error", "warn", "info", "debug"));
        Optional<String> file =
                in.optionalText(
                        "log.file",
                        FILE,
                        "write a whole path like /var/log/hasivu/edge.log, or leave it out for stderr");
        long most = in.size("log.max-size", USUAL.maxBytes, 1L << 20, 4L << 30);
        return new LogSettings(format, level, file.map(Path::of), most);
    }
}
