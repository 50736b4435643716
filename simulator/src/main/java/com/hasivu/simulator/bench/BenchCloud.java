package com.hasivu.simulator.bench;

import com.hasivu.cloud.broker.Publisher;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.db.DatabaseConfig;
import com.hasivu.cloud.menus.Dishes;
import com.hasivu.cloud.menus.Menus;
import com.hasivu.cloud.orders.Orders;
import com.hasivu.cloud.outbox.Outbox;
import com.hasivu.cloud.rfid.Deliveries;
import com.hasivu.cloud.rfid.TapEffects;
import com.hasivu.cloud.rfid.TapIntake;
import com.hasivu.cloud.schools.Schools;
import com.hasivu.cloud.schools.Students;
import com.hasivu.simulator.school.Consented;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;

/**
 * The shipped intake on a PostgreSQL of its own, with stations that are enrolled and orders that
 * are paid, all put there by SQL.
 */
final class BenchCloud implements AutoCloseable {
    static final String SCHOOL = "bench";

    private final EmbeddedPostgres postgres;
    private final String url;
    private final Database database;

    BenchCloud(Path dir) throws IOException {
        this.postgres =
                EmbeddedPostgres.builder()
                        .setDataDirectory(dir.resolve("postgres"))
                        .setOverrideWorkingDirectory(dir.resolve("postgres-binaries").toFile())
                        .setServerConfig("fsync", "on")
                        .setServerConfig("synchronous_commit", "on")
                        .start();
        this.url = postgres.getJdbcUrl("postgres", "postgres");
        this.database =
                Database.open(
                        new DatabaseConfig(
                                url.replaceAll("\\?.*", ""),
                                "postgres",
                                "postgres",
                                DatabaseConfig.CONNECTIONS));
        database.migrate();
    }

    /** The intake as cloud-sync wires it; acks go to {@code acks}. */
    TapIntake intake(Publisher acks) {
        Clock clock = Clock.systemUTC();
        Outbox outbox = new Outbox(clock);
        Orders orders =
                new Orders(
                        new Schools(outbox, clock),
                        new Students(outbox, clock),
                        new Menus(new Dishes(clock)),
                        outbox,
                        clock);
        return new TapIntake(database, new TapEffects(orders, new Deliveries()), acks, clock);
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url);
    }

    /** One child; stations c0, c1 ... and orders 1, 2 ..., confirmed and of today. */
    void fill(int stations, int orders) throws SQLException {
        try (Connection connection = connect();
                Statement sql = connection.createStatement()) {
            sql.execute(
                    "insert into schools (id, name, zone, created) values ('%s', 'Bench', 'Asia/Kolkata', now())"
                            .formatted(SCHOOL));
            sql.execute(
                    """
                    insert into users
                      (id, email, password_hash, name, role, failures, active, created)
                    values (1000, 'bench@example', '-', 'Bench', 'parent', 0, true, now())
                    """);
            sql.execute(
                    """
                    insert into students
                      (id, school, name, class_name, roll_number, allergens, active, created)
                    values (1000, '%s', 'Bench', '1A', 'R1', '', false, now())
                    """
                            .formatted(SCHOOL));
            for (String consented : Consented.ALL) {
                sql.execute(consented);
            }
            sql.execute(
                    """
                    insert into stations (school, id, name, state, created)
                    select '%s', 'c' || n, 'Counter', 'enrolled', now()
                    from generate_series(0, %d) n
                    """
                            .formatted(SCHOOL, stations - 1));
            sql.execute(
                    """
                    insert into orders (id, school, student, placed_by, school_day, window_id, state,
                      total_paise, created, changed)
                    select n, '%s', 1000, 1000, current_date, 'lunch', 'confirmed', 4500, now(), now()
                    from generate_series(1, %d) n
                    """
                            .formatted(SCHOOL, orders));
            sql.execute("vacuum analyze");
        }
    }

    long count(String table) throws SQLException {
        try (Connection connection = connect();
                Statement sql = connection.createStatement();
                var rows = sql.executeQuery("select count(*) from " + table)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    @Override
    public void close() throws IOException {
        database.close();
        postgres.close();
    }
}
