package com.hasivu.edge.settings;

import com.hasivu.edge.decision.CardRule;
import com.hasivu.edge.journal.JournalSettings;
import com.hasivu.edge.snapshot.KeptSnapshots;
import com.hasivu.reader.ReaderConfig;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
 * @param metrics where metrics and health are told
 * @param log how the program logs
 * @param cardRule what a card must do to be served
 * @param keepRecords how long acknowledged records stay on this disk
 * @param keepSnapshots how many past snapshots stay on this disk, for replay
 * @param screen what the counter's screen shows, and where
 * @param inForce every setting with its value, secrets masked, and where it is from
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
        MetricsSettings metrics,
        LogSettings log,
        JournalSettings journal,
        CardRule cardRule,
        Duration keepRecords,
        KeptSnapshots.Limits keepSnapshots,
        ScreenSettings screen,
        List<InForce> inForce) {

    /** The settings as they were read, so that what was checked is what is used. */
    public static final class Source {
        private final Path file;
        private final List<SettingsFiles.Piece> pieces;
        private final Outside outside;

        private Source(Path file, List<SettingsFiles.Piece> pieces, Outside outside) {
            this.file = file;
            this.pieces = pieces;
            this.outside = outside;
        }

        /** The settings file; {@code conf.d} is beside it. */
        public Path file() {
            return file;
        }
    }

    /** Bytes of a Unix socket's path: sun_path of unix(7) less its final zero. */
    private static final int MAX_SOCKET_PATH = 107;

    private static final Pattern CODE = Pattern.compile("[A-Za-z0-9-]{4,64}");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:\\[\\]_-]{1,253}");

    /**
     * Reads a settings file, {@code conf.d} beside it, this process's environment and credentials.
     *
     * @throws SettingsException with every problem
     */
    public static StationSettings load(Path file) {
        return load(file, System.getenv());
    }

    /**
     * The same with another environment.
     *
     * @throws SettingsException with every problem
     */
    public static StationSettings load(Path file, Map<String, String> environment) {
        Problems problems = new Problems();
        Source source =
                new Source(file, SettingsFiles.read(file, problems), new Outside(environment));
        problems.refuse(); // what cannot be read has no keys to check
        return parse(source, Overlay.none());
    }

    /**
     * What the settings would be if {@code draft}, which is {@code file} itself or one of {@code
     * conf.d} beside it, were written with this text. Writes nothing.
     *
     * @throws SettingsException with every problem
     */
    public static StationSettings asIf(Path file, Path draft, String text) {
        Problems problems = new Problems();
        Optional<SettingsFiles.Draft> one = Optional.of(new SettingsFiles.Draft(draft, text));
        Source source =
                new Source(
                        file,
                        SettingsFiles.read(file, one, problems),
                        new Outside(System.getenv()));
        problems.refuse();
        return parse(source, Overlay.none());
    }

    /**
     * The same with settings from afar before them.
     *
     * @throws SettingsException with every problem
     */
    public StationSettings with(Overlay remote) {
        return parse(source, remote);
    }

    /**
     * The settings in force, one {@code key: value} a line; marked where not this station's own.
     */
    public List<String> shown() {
        return inForce.stream().map(InForce::line).toList();
    }

    private static StationSettings parse(Source source, Overlay remote) {
        Problems problems = new Problems();
        Path folder = source.file.toAbsolutePath().normalize().getParent();
        Settings in =
                new Settings(
                        folder == null ? Path.of("/") : folder,
                        source.pieces,
                        source.outside,
                        remote,
                        problems);
        StationSettings settings = from(source, in);
        problems.refuse();
        return settings;
    }

    /** What is asked for when the settings are this text, good or not. */
    static List<Asked> probe(SettingsFiles.Piece piece) {
        Settings in =
                new Settings(
                        Path.of("/"),
                        List.of(piece),
                        new Outside(Map.of()),
                        Overlay.none(),
                        new Problems());
        from(new Source(Path.of("/"), List.of(piece), new Outside(Map.of())), in);
        return in.asked();
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
        signal.lamp().ifPresent(lamp -> LampSettings.refuseSharedPins(in, lamp, readers));
        MetricsSettings metrics = MetricsSettings.from(in);
        LogSettings log = LogSettings.from(in);
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
                metrics,
                log,
                journal,
                cardRule,
                keep,
                keepSnapshots,
                screen,
                in.inForce());
    }
}
