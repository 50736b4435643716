package com.hasivu.cloud;

import com.hasivu.cloud.db.DatabaseConfig;
import com.hasivu.cloud.settings.CloudConfig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** The whole service on a real socket and a fresh database, with a platform administrator. */
public final class CloudFixture implements AutoCloseable {
    public static final String PASSWORD = "correct horse battery";
    private static final String ROOT = "root@hasivu.test";

    private final Path folder;
    private final CloudConfig config;
    private final Cloud cloud;
    private final Web web;
    private final Clock clock;
    private final Map<String, Token> tokens = new ConcurrentHashMap<>();

    private static final Set<CloudFixture> OPEN = ConcurrentHashMap.newKeySet();

    private record Token(String text, Instant issued) {}

    private CloudFixture(Path folder, CloudConfig config, Clock clock) {
        this.folder = folder;
        this.config = config;
        this.cloud = Cloud.start(config, clock);
        this.web = Web.at(cloud.httpPort());
        this.web.changes().clear(); // of a service that had this port before
        this.clock = clock;
        OPEN.add(this);
    }

    /** Those that run now. */
    static Set<CloudFixture> open() {
        return OPEN;
    }

    /** Pending orders wait until their deadline: a test may move its clock. */
    public static CloudFixture start(Engine engine, Clock clock) throws IOException {
        return start(engine, clock, "orders: {pay-within: 30d}\n");
    }

    /**
     * The same with more settings.
     *
     * @param more lines of cloud.yaml
     */
    public static CloudFixture start(Engine engine, Clock clock, String more) throws IOException {
        Path folder = Files.createTempDirectory("hasivu-cloud-test");
        return start(folder, engine.made(folder), clock, more);
    }

    /** The same on a database that may have its rows already. */
    public static CloudFixture start(DatabaseConfig database, Clock clock) throws IOException {
        return start(
                Files.createTempDirectory("hasivu-cloud-test"),
                database,
                clock,
                "orders: {pay-within: 30d}\n");
    }

    private static CloudFixture start(
            Path folder, DatabaseConfig database, Clock clock, String more) throws IOException {
        Files.writeString(folder.resolve("password"), PASSWORD + "\n");
        Path file =
                Files.writeString(
                        folder.resolve("cloud.yaml"),
                        """
                        http: {port: 0, limit: {user: 0, address: 0, auth: 0}}
                        data-dir: .
                        database: {url: "%s", user: %s, password: "%s"}
                        broker: {mode: none}
                        payments: {gateway: sandbox}
                        bootstrap: {admin: {email: %s, password-file: password}}
                        %s
                        """
                                .formatted(
                                        database.url(),
                                        database.user(),
                                        database.password(),
                                        ROOT,
                                        more));
        return new CloudFixture(folder, CloudConfig.read(file), clock);
    }

    public CloudConfig config() {
        return config;
    }

    public Cloud cloud() {
        return cloud;
    }

    public Web web() {
        return web;
    }

    public Web root() {
        return person(ROOT);
    }

    /** The access token of somebody with the common password. */
    public String signIn(String email) {
        return web.post("/v1/auth/sign-in", "{'email':'%s','password':'%s'}", email, PASSWORD)
                .expect(200)
                .json()
                .path("accessToken")
                .asText();
    }

    /** Somebody with the common password, signed in again whenever the clock was moved far. */
    public Web person(String email) {
        return web.as(() -> token(email));
    }

    private String token(String email) {
        return tokens.compute(
                        email,
                        (key, old) ->
                                old != null && fresh(old)
                                        ? old
                                        : new Token(signIn(email), clock.instant()))
                .text();
    }

    private boolean fresh(Token token) {
        return Duration.between(token.issued(), clock.instant())
                        .abs()
                        .compareTo(Duration.ofMinutes(10))
                < 0;
    }

    /** A school in India with a lunch window, and its administrator. */
    public SchoolFixture school(String id) {
        return SchoolFixture.create(this, id, "Asia/Kolkata");
    }

    /** One statement of raw SQL. */
    public void execute(String sql) {
        try (var connection = raw();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    Connection raw() throws SQLException {
        DatabaseConfig database = config.database();
        return DriverManager.getConnection(
                database.jdbcUrl(), database.user(), database.password());
    }

    /** Counts raw rows, past every class of ours. */
    public long count(String sql) {
        try (var connection = raw();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Waits until every saga has ended: what they do comes a moment after an answer. */
    public void settle() {
        Instant end = Instant.now().plusSeconds(60);
        while (count("select count(*) from sagas where state in ('running', 'undoing')") > 0) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("sagas do not come to rest");
            }
            LockSupport.parkNanos(10_000_000);
        }
    }

    /** Every column of ours that can hold text, as {@code table.column}. */
    public List<String> textColumns() {
        var columns = new ArrayList<String>();
        try (var connection = raw();
                var rows =
                        connection
                                .createStatement()
                                .executeQuery(
                                        "select table_name, column_name from information_schema.columns"
                                                + " where lower(table_schema) = 'public' and (lower(data_type) like '%char%'"
                                                + " or lower(data_type) like '%text%' or lower(data_type) like '%json%')")) {
            while (rows.next()) {
                columns.add("\"%s\".\"%s\"".formatted(rows.getString(1), rows.getString(2)));
            }
        } catch (SQLException e) {
            throw new IllegalStateException("cannot list the columns", e);
        }
        return columns;
    }

    /** The first column of raw rows, past every class of ours. */
    public List<String> texts(String sql) {
        try (var connection = raw();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var all = new ArrayList<String>();
            while (rows.next()) {
                all.add(String.valueOf(rows.getString(1)));
            }
            return all;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** The code in the newest mail to somebody, as it waits in the table. */
    public String mailedCode(String email) {
        return texts(
                        "select body from outgoing_mails where recipient = '%s' order by id desc"
                                .formatted(email))
                .getFirst()
                .lines()
                .filter(line -> line.matches("[A-Za-z0-9_-]{43}"))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() throws IOException {
        OPEN.remove(this);
        cloud.close();
        try (var walk = Files.walk(folder)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
