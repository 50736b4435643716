package com.hasivu.edge.settings;

import com.hasivu.edge.decision.CardRule;
import com.hasivu.edge.journal.JournalSettings;
import com.hasivu.edge.snapshot.KeptSnapshots;
import com.hasivu.reader.ReaderConfig;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Everything the settings file of a station says; {@code config show} lists the keys. Immutable.
 *
 * @param source what was read
 * @param stateDir where identity, journal, snapshots, lock and control socket live; absolute
 * @param cloudUrl where to enrol; empty when the station is enrolled already and never will again
 * @param claimCode the school's code, used once while the state folder has no identity
 * @param brokerHost instead of the host that enrolment answered
 * @param brokerPort instead of the port that enrolment answered
 * @param readers in the order of the file; may be empty: taps then come by the control socket only
 * @param cardRule what a card must do to be served
 * @param keepRecords how long acknowledged records stay on this disk
 * @param keepSnapshots how many past snapshots stay on this disk, for replay
 * @param screen what the counter's screen shows, and where
 * @param shown the settings in force, one {@code key: value} a line, secrets masked, and a mark
 *     where a value is not from the file
 */
public record StationSettings(
        Source source,
        Path stateDir,
        Optional<URI> cloudUrl,
        Optional<String> claimCode,
        Optional<String> brokerHost,
        Optional<Integer> brokerPort,
        List<ReaderConfig> readers,
        SignalSettings signal,
        JournalSettings journal,
        CardRule cardRule,
        Duration keepRecords,
        KeptSnapshots.Limits keepSnapshots,
        ScreenSettings screen,
        List<String> shown) {

    /** A settings file as it was read, so that what was checked is what is used. */
    public record Source(Path file, String text) {}

    /** Bytes of a Unix socket's path: sun_path of unix(7) less its final zero. */
    private static final int MAX_SOCKET_PATH = 107;

    private static final Pattern CODE = Pattern.compile("[A-Za-z0-9-]{4,64}");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:\\[\\]_-]{1,253}");

    /**
     * Reads a settings file.
     *
     * @throws SettingsException with every problem of the file
     */
    public static StationSettings load(Path file) {
        Problems problems = new Problems(file.toString());
        String text = read(file, problems);
        if (!problems.isEmpty()) {
            throw new SettingsException(problems.lines());
        }
        return parse(new Source(file, text), Overlay.none(), problems);
    }

    /**
     * The same file with settings from afar before it.
     *
     * @throws SettingsException with every problem
     */
    public StationSettings with(Overlay remote) {
        return parse(source, remote, new Problems(source.file().toString()));
    }

    private static StationSettings parse(Source source, Overlay remote, Problems problems) {
        Path folder = source.file().toAbsolutePath().normalize().getParent();
        Settings in =
                Settings.parse(
                        folder == null ? Path.of("/") : folder, source.text(), remote, problems);
        StationSettings settings = from(source, in);
        if (!problems.isEmpty()) {
            throw new SettingsException(problems.lines());
        }
        return settings;
    }

    private static StationSettings from(Source source, Settings in) {
        Path stateDir =
                in.requiredPath("state-dir", "add a folder of this station, for example 'state'");
        int socketBytes =
                stateDir.resolve("control.sock").toString().getBytes(StandardCharsets.UTF_8).length;
        if (socketBytes > MAX_SOCKET_PATH) {
            in.problem(
                    "state-dir",
                    "is too long: its control.sock would have %d bytes, a Unix socket takes %d; use a shorter path"
                            .formatted(socketBytes, MAX_SOCKET_PATH));
        }
        Optional<URI> cloud =
                in.httpUri("cloud.url", "use an address like https://cloud.example.org");
        Optional<String> code =
                in.secret("enroll.code", CODE, "use the claim code as the school's page shows it");
        Optional<String> host =
                in.optionalText("broker.host", HOST, "use a host name or an IP address");
        Optional<Integer> port = Optional.of(in.integer("broker.port", 0, 0, 65_535));
        List<ReaderConfig> readers = ReaderSettings.from(in);
        SignalSettings signal = SignalSettings.from(in);
        JournalSettings journal =
                new JournalSettings(
                        (int)
                                in.size(
                                        "journal.segment-size",
                                        JournalSettings.DEFAULT.segmentBytes(),
                                        JournalSettings.MIN_SEGMENT_BYTES,
                                        256L << 20),
                        in.duration(
                                "journal.retry-every",
                                JournalSettings.DEFAULT.retryEvery(),
                                Duration.ofMillis(100),
                                Duration.ofMinutes(5)));
        CardRule cardRule =
                in.choice("cards.assurance", "number", List.of("number", "proven")).equals("proven")
                        ? CardRule.PROVEN
                        : CardRule.NUMBER;
        Duration keep =
                in.duration(
                        "journal.keep",
                        Duration.ofDays(30),
                        Duration.ofDays(1),
                        Duration.ofDays(3_650));
        KeptSnapshots.Limits keepSnapshots =
                new KeptSnapshots.Limits(
                        in.duration(
                                        "snapshots.keep",
                                        Duration.ofDays(14),
                                        Duration.ZERO,
                                        Duration.ofDays(3_650))
                                .toDays(),
                        in.size("snapshots.keep-size", 64L << 20, 1L << 20, 4L << 30));
        ScreenSettings screen = ScreenSettings.from(in);
        if (code.isPresent() && cloud.isEmpty()) {
            in.problem("enroll.code", "needs cloud.url; add 'cloud: { url: https://... }'");
        }
        in.refuseUnknown();
        return new StationSettings(
                source,
                stateDir,
                cloud,
                code,
                host,
                port.filter(p -> p > 0),
                readers,
                signal,
                journal,
                cardRule,
                keep,
                keepSnapshots,
                screen,
                in.show());
    }

    private static String read(Path file, Problems problems) {
        try {
            if (Files.size(file) > YamlTree.MAX_CHARS) {
                problems.add(
                        0,
                        "",
                        "has %d bytes; a settings file has at most %d"
                                .formatted(Files.size(file), YamlTree.MAX_CHARS));
                return "";
            }
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            problems.add(0, "", "is not there; name the settings file with --config");
        } catch (CharacterCodingException e) {
            problems.add(0, "", "is not UTF-8 text; save it as UTF-8");
        } catch (IOException e) {
            problems.add(0, "", "cannot be read: %s; check its owner and mode".formatted(e));
        }
        return "";
    }
}
