package com.hasivu.reader.json;

import com.hasivu.reader.Dominance;
import com.hasivu.reader.PresenceRules;
import com.hasivu.reader.PresenceRules.Reads;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderException;
import com.hasivu.reader.line.LineReader;
import com.hasivu.reader.line.TcpSettings;
import com.hasivu.reader.line.Transport;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What both kinds of reader share in their configuration. */
final class JsonSettings {
    static final String USER = "user";
    static final String PASSWORD_FILE = "password-file";

    private static final String CONNECT = "connect-ms";
    private static final String SILENCE = "silence-ms";
    private static final String MAX_AGE = "max-age-ms";
    private static final String NO_TIME = "no-time";
    private static final String DEPART_AFTER = "depart-after-ms";

    /** Clocks set by NTP, whole seconds in timestamps, and a slow network. */
    private static final Duration USUAL_AGE = Duration.ofSeconds(5);

    private static final Duration USUAL_CONNECT = Duration.ofSeconds(2);

    private JsonSettings() {}

    static Set<String> keysAnd(String... own) {
        return Stream.concat(
                        TcpSettings.keysAnd(
                                USER,
                                PASSWORD_FILE,
                                SILENCE,
                                MAX_AGE,
                                NO_TIME,
                                DEPART_AFTER,
                                Dominance.LEAST,
                                Dominance.MARGIN,
                                Dominance.DWELL,
                                Dominance.READS)
                                .stream(),
                        Stream.of(own))
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Reads pour out with old timestamps, if at all, and a tag has to lead for some time, so
     * nothing has to settle. The reader tells by itself.
     */
    static PresenceRules presence(ReaderConfig config, Duration departAfter) {
        user(config);
        freshness(config);
        connect(config);
        return new PresenceRules(
                config.millis(DEPART_AFTER, departAfter),
                Duration.ZERO,
                Reads.BY_ITSELF,
                Optional.of(Dominance.from(config)));
    }

    static Silence silence(ReaderConfig config, Silence usual) {
        return new Silence(config.millis(SILENCE, usual.patience()), usual.fromTheStart());
    }

    static LineReader<Link, JsonFrame> reader(
            ReaderConfig config,
            String name,
            Transport transport,
            Dialect dialect,
            Silence silence) {
        var machine =
                new JsonMachine(
                        name,
                        silence,
                        freshness(config),
                        nanos ->
                                System.currentTimeMillis()
                                        - Duration.ofNanos(System.nanoTime() - nanos).toMillis());
        return new LineReader<>(transport, new JsonCodec(dialect), machine);
    }

    /**
     * Whose password stands in the password file.
     *
     * @throws ReaderException if only one of both is configured
     */
    static Optional<String> user(ReaderConfig config) {
        Optional<String> user = Optional.ofNullable(config.settings().get(USER));
        boolean file = config.settings().containsKey(PASSWORD_FILE);
        if (user.isPresent() != file) {
            throw new ReaderException(
                    "reader %s: write both %s and %s, or neither"
                            .formatted(config.name(), USER, PASSWORD_FILE));
        }
        return user;
    }

    /** The messages of the broker and topic that the device names. */
    static MqttMessages messages(ReaderConfig config) {
        return MqttMessages.open(config, BrokerAddress.from(config), connect(config));
    }

    private static Duration connect(ReaderConfig config) {
        return config.millis(CONNECT, USUAL_CONNECT);
    }

    private static Freshness freshness(ReaderConfig config) {
        String untimed = config.settings().getOrDefault(NO_TIME, "refuse");
        if (!untimed.equals("refuse") && !untimed.equals("accept")) {
            throw new ReaderException(
                    "reader %s: %s is '%s'; write refuse, or accept for a reader that tells no timestamps"
                            .formatted(config.name(), NO_TIME, untimed));
        }
        return new Freshness(config.millis(MAX_AGE, USUAL_AGE), untimed.equals("accept"));
    }
}
