package com.hasivu.cloud.settings;

import com.hasivu.cloud.db.DatabaseConfig;
import com.hasivu.cloud.mail.MailServer;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the service runs. Every key has a default; a relative path is below the configuration file,
 * or below the current folder when there is none.
 *
 * @param dataDir keys, certificates and the H2 file
 * @param certificateLife how long a station's certificate counts; renewed at two thirds of it
 * @param drainRate records a second this node takes in of stations that drain a backlog, all of
 *     them together; 0: no limit
 * @param sandbox whether wallets are filled by the built-in sandbox, without real money
 * @param orders when orders move by themselves
 * @param mail empty: mails wait until there is a server
 * @param firstAdmin made when there is no platform administrator
 * @param floor what carries every epic: metrics, limits, cache
 * @param dependencies how other systems are called
 * @param effective every key and its value, secrets hidden
 */
public record CloudConfig(
        Http http,
        DatabaseConfig database,
        Path dataDir,
        Broker broker,
        Duration certificateLife,
        int drainRate,
        boolean sandbox,
        OrderRules orders,
        Optional<MailServer> mail,
        Optional<FirstAdmin> firstAdmin,
        Floor floor,
        Dependencies dependencies,
        Map<String, String> effective) {
    private static final int PORTS = 65_535;
    private static final String ADDRESS = "[^@\\s]+@[^@\\s]+\\.[^@\\s]+";

    /** For the connection to the mail server, and for each of its answers. */
    private static final Duration MAIL_PATIENCE = Duration.ofSeconds(10);

    /** A third of what one node takes in; docs/adr/0007-paced-drain.md. */
    private static final int DRAIN_RATE = 500;

    /** A page of a busy screen asks ten things at once; a program that fills a school, hundreds. */
    private static final int USER_RATE = 100;

    private static final int ADDRESS_RATE = 50;

    /** A whole school may sit behind one address; argon2id costs 50 ms of a core. */
    private static final int AUTH_RATE = 5;

    private static final int MOST_RATE = 100_000;

    /**
     * Where HTTP is served; port 0 takes any free one.
     *
     * @param publicUrl how others reach it, for the key files of stations; without, host and port
     */
    public record Http(String host, int port, Optional<URI> publicUrl) {}

    /**
     * Where the stations' broker is, or runs; port 0 takes any free one.
     *
     * @param tls present for an external broker
     */
    public record Broker(Mode mode, String host, int port, Optional<BrokerTls> tls) {
        /** Who runs the broker. */
        public enum Mode {
            /** This process. */
            EMBEDDED,
            /** Somebody else. */
            EXTERNAL,
            /** There is none: no station can connect. */
            NONE
        }
    }

    /** How the cloud shows itself to an external broker: PEM files, the key in PKCS 8. */
    public record BrokerTls(Path caFile, Path certificateFile, Path keyFile) {}

    /**
     * How the floor runs.
     *
     * @param metrics where Prometheus asks; empty: nowhere
     * @param slowQuery from when on a statement is counted and told as slow
     * @param cache whether reads that repeat may be answered from memory
     */
    public record Floor(
            Optional<InetSocketAddress> metrics,
            Duration slowQuery,
            boolean cache,
            Limits limits) {}

    /**
     * Requests a second, after a burst; 0: no limit.
     *
     * @param user of one signed-in person
     * @param address of one client address on routes without a sign-in
     * @param auth of one client address on routes where passwords and codes are tried
     * @param behindProxy the client's address is the last one in X-Forwarded-For
     */
    public record Limits(int user, int address, int auth, boolean behindProxy) {}

    /**
     * When orders move by themselves.
     *
     * @param payWithin so long a placed order waits for its payment, never past its deadline
     * @param unclaimedAfter so long behind the end of its window a meal is unclaimed
     * @param recurringDaysAhead so many days ahead recurring orders are placed
     */
    public record OrderRules(Duration payWithin, Duration unclaimedAfter, int recurringDaysAhead) {}

    /** The first platform administrator; the password is the file's first line. */
    public record FirstAdmin(String email, Path passwordFile) {}

    /**
     * Reads a file.
     *
     * @throws ConfigException with every problem at once
     */
    public static CloudConfig read(Path file) {
        return from(Settings.of(file));
    }

    /** Every default; the data is kept in {@code ./hasivu-data}. */
    public static CloudConfig defaults() {
        return from(Settings.none());
    }

    private static CloudConfig from(Settings in) {
        var http =
                new Http(
                        in.text("http.host", "127.0.0.1"),
                        in.integer("http.port", 8080, 0, PORTS),
                        in.httpUrl("http.public-url"));
        Path dataDir = in.path("data-dir", "hasivu-data");
        DatabaseConfig database = database(in, dataDir);
        String mode = in.choice("broker.mode", "embedded", List.of("embedded", "external", "none"));
        var broker =
                new Broker(
                        Broker.Mode.valueOf(mode.toUpperCase(java.util.Locale.ROOT)),
                        in.text("broker.host", "127.0.0.1"),
                        in.integer("broker.port", 8883, 0, PORTS),
                        brokerTls(in, mode));
        if (broker.mode() == Broker.Mode.EXTERNAL && broker.port() == 0) {
            in.problem("broker.port", "0", "is no port of an external broker; name it");
        }
        Duration life =
                in.duration(
                        "stations.certificate-life",
                        Duration.ofDays(90),
                        Duration.ofSeconds(20),
                        Duration.ofDays(825));
        var config =
                new CloudConfig(
                        http,
                        database,
                        dataDir,
                        broker,
                        life,
                        in.integer("intake.drain-rate", DRAIN_RATE, 0, 1_000_000),
                        in.choice("payments.gateway", "none", List.of("none", "sandbox"))
                                .equals("sandbox"),
                        orderRules(in),
                        mail(in),
                        firstAdmin(in),
                        floor(in),
                        Dependencies.from(in),
                        in.effective());
        in.finish();
        return config;
    }

    private static Floor floor(Settings in) {
        return new Floor(
                in.listen("metrics.listen"),
                in.duration(
                        "database.slow-query",
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        Duration.ofMinutes(10)),
                in.flag("cache.enabled", true),
                new Limits(
                        in.integer("http.limit.user", USER_RATE, 0, MOST_RATE),
                        in.integer("http.limit.address", ADDRESS_RATE, 0, MOST_RATE),
                        in.integer("http.limit.auth", AUTH_RATE, 0, MOST_RATE),
                        in.flag("http.behind-proxy", false)));
    }

    private static OrderRules orderRules(Settings in) {
        return new OrderRules(
                in.duration(
                        "orders.pay-within",
                        Duration.ofMinutes(15),
                        Duration.ofMinutes(1),
                        Duration.ofDays(30)),
                in.duration(
                        "orders.unclaimed-after",
                        Duration.ofHours(2),
                        Duration.ZERO,
                        Duration.ofDays(7)),
                in.integer("orders.recurring-days-ahead", 3, 1, 30));
    }

    private static Optional<BrokerTls> brokerTls(Settings in, String mode) {
        Optional<Path> ca = in.path("broker.ca-file");
        Optional<Path> certificate = in.path("broker.certificate-file");
        Optional<Path> key = in.path("broker.key-file");
        if (!mode.equals("external")) {
            return Optional.empty();
        }
        if (ca.isEmpty() || certificate.isEmpty() || key.isEmpty()) {
            in.problem(
                    "broker.mode",
                    mode,
                    "needs broker.ca-file, broker.certificate-file and broker.key-file");
            return Optional.empty();
        }
        return Optional.of(new BrokerTls(ca.get(), certificate.get(), key.get()));
    }

    private static DatabaseConfig database(Settings in, Path dataDir) {
        DatabaseConfig embedded = DatabaseConfig.h2(dataDir);
        String url = in.text("database.url", embedded.url());
        if (!DatabaseConfig.supports(url)) {
            in.problem(
                    "database.url",
                    url,
                    "is no database we run on; use jdbc:postgresql://host/name or jdbc:h2:file:PATH");
            url = embedded.url();
        }
        return new DatabaseConfig(
                url,
                in.text("database.user", embedded.user()),
                in.secret("database.password", ""),
                in.integer("database.connections", DatabaseConfig.CONNECTIONS, 2, 200));
    }

    private static Optional<MailServer> mail(Settings in) {
        Optional<String> host = in.text("mail.host");
        String tls = in.choice("mail.tls", "starttls", List.of("none", "starttls", "tls"));
        int port = in.integer("mail.port", tls.equals("tls") ? 465 : 587, 1, PORTS);
        Optional<String> user = in.text("mail.user");
        String password = in.secret("mail.password", "");
        Optional<String> from = in.text("mail.from");
        if (host.isEmpty()) {
            return Optional.empty();
        }
        if (from.filter(it -> it.matches(ADDRESS)).isEmpty()) {
            in.problem(
                    "mail.from",
                    from.orElse(""),
                    "is no e-mail address; name the sender of our mails, like school@example.org");
            return Optional.empty();
        }
        return Optional.of(
                new MailServer(
                        host.get(),
                        port,
                        MailServer.Tls.valueOf(tls.toUpperCase(java.util.Locale.ROOT)),
                        user.orElse(""),
                        password,
                        from.get(),
                        MAIL_PATIENCE));
    }

    private static Optional<FirstAdmin> firstAdmin(Settings in) {
        Optional<String> email = in.text("bootstrap.admin.email");
        Optional<Path> passwordFile = in.path("bootstrap.admin.password-file");
        if (email.isPresent() != passwordFile.isPresent()) {
            in.problem(
                    email.isPresent() ? "bootstrap.admin.email" : "bootstrap.admin.password-file",
                    email.orElse(String.valueOf(passwordFile.orElse(Path.of("")))),
                    "stands alone; give both bootstrap.admin.email and bootstrap.admin.password-file");
            return Optional.empty();
        }
        if (email.isPresent() && !email.get().matches(ADDRESS)) {
            in.problem(
                    "bootstrap.admin.email",
                    email.get(),
                    "is no e-mail address; use name@host.domain");
        }
        return email.map(address -> new FirstAdmin(address, passwordFile.orElseThrow()));
    }
}
