package com.hasivu.simulator.world;

import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.db.DatabaseConfig;
import com.hasivu.simulator.check.RawCloud;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The cloud's database: H2 in memory with the shipped migrations, opened once for a run of many
 * seeds and emptied before each. A second connection reads what is committed, for the checks.
 */
final class CloudRows implements AutoCloseable {
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final Database database;
    private final Connection connection;
    private final List<String> tables;

    CloudRows() {
        DatabaseConfig config = DatabaseConfig.memory("world" + NUMBERS.incrementAndGet());
        this.database = Database.open(config);
        database.migrate();
        try {
            this.connection =
                    DriverManager.getConnection(config.jdbcUrl(), config.user(), config.password());
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            throw failed(e);
        }
        this.tables =
                rows(
                        "select table_name from information_schema.tables where table_schema = 'public'"
                                + " and table_name not in ('flyway_schema_history', 'database_identity')"
                                + " order by table_name",
                        row -> row.getString(1));
    }

    Database database() {
        return database;
    }

    /** The checker's view. */
    RawCloud raw() {
        return RawCloud.over(connection);
    }

    /** As after the migrations, ids from 1 on. */
    void clear() {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set referential_integrity false");
            for (String table : tables) {
                statement.execute("truncate table " + table + " restart identity");
            }
            statement.execute("set referential_integrity true");
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    interface Reading<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** What is committed now. */
    <T> List<T> rows(String sql, Reading<T> reading, Object... values) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            List<T> rows = new ArrayList<>();
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    rows.add(reading.read(found));
                }
            }
            return rows;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Runs a statement; returns the SQL state of its refusal, or nothing when it was taken. */
    String attempt(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            return "";
        } catch (SQLException e) {
            return String.valueOf(e.getSQLState());
        }
    }

    private static IllegalStateException failed(SQLException e) {
        return new IllegalStateException("the world's database: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        database.close();
    }

    /** And the reference to it, which is a key as well. */
    void dropInboxKey() {
        rows(
                        "select constraint_name from information_schema.table_constraints"
                                + " where table_name = 'tap_set_aside' and constraint_type = 'FOREIGN KEY'",
                        row -> row.getString(1))
                .forEach(
                        name ->
                                attempt(
                                        "alter table tap_set_aside drop constraint \"%s\""
                                                .formatted(name)));
        attempt("alter table tap_inbox drop primary key");
    }

    void addInboxKey() {
        String key = "(school, station, epoch, sequence)";
        attempt("alter table tap_inbox add primary key " + key);
        attempt(
                "alter table tap_set_aside add foreign key %s references tap_inbox %s"
                        .formatted(key, key));
    }
}
