package com.hasivu.simulator.check;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The cloud's tables, read by plain SQL. One thread. On H2 the cloud must be stopped: its file has
 * one owner.
 */
public final class RawCloud implements AutoCloseable {
    private final Connection connection;
    private final boolean h2;

    /** How far the cloud says it has applied an epoch. */
    public record Head(long sequence, String hash, String quarantined) {}

    /** One meal handed over, with its order's state. */
    public record Delivery(long order, long epoch, long sequence, String orderState) {}

    private RawCloud(Connection connection, boolean h2) {
        this.connection = connection;
        this.h2 = h2;
    }

    /**
     * The URL of the H2 file that cloud-sync keeps in its data folder, to read and never to write.
     */
    public static String h2Url(Path file) {
        return "jdbc:h2:file:"
                + file.toAbsolutePath()
                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;IFEXISTS=TRUE;ACCESS_MODE_DATA=r";
    }

    /** Opens by JDBC URL; on H2 with the account cloud-sync uses there. */
    public static RawCloud open(String url) {
        boolean h2 = url.startsWith("jdbc:h2:");
        try {
            Connection connection =
                    h2
                            ? DriverManager.getConnection(url, "hasivu", "")
                            : DriverManager.getConnection(url);
            return new RawCloud(connection, h2);
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "cannot read the cloud's database %s: %s".formatted(url, e.getMessage()), e);
        }
    }

    /** Tables that somebody else opened and will close. */
    public static RawCloud over(Connection connection) {
        return new RawCloud(connection, false);
    }

    public List<InboxRow> inbox(String school, String station, long epoch) {
        return rows(
                "select sequence, record_type, payload, hash, set_aside from tap_inbox where school = ? and station = ? and epoch = ? order by sequence",
                row ->
                        new InboxRow(
                                row.getLong(1),
                                row.getInt(2),
                                row.getBytes(3),
                                row.getString(4),
                                row.getString(5)),
                school,
                station,
                epoch);
    }

    public Head head(String school, String station, long epoch) {
        List<Head> heads =
                rows(
                        "select last_sequence, last_hash, quarantined from tap_heads where school = ? and station = ? and epoch = ?",
                        row -> new Head(row.getLong(1), row.getString(2), row.getString(3)),
                        school,
                        station,
                        epoch);
        return heads.isEmpty() ? new Head(0, "", "") : heads.getFirst();
    }

    public List<Delivery> deliveries(String school, String station) {
        return rows(
                "select d.order_id, d.epoch, d.sequence, o.state from deliveries d join orders o on o.id = d.order_id where d.school = ? and d.station = ?",
                row ->
                        new Delivery(
                                row.getLong(1), row.getLong(2), row.getLong(3), row.getString(4)),
                school,
                station);
    }

    /** Serves that did not fit and wait for a person. */
    public int conflicts(String school, String station) {
        return rows(
                        "select count(*) from delivery_conflicts where school = ? and station = ?",
                        row -> row.getInt(1),
                        school,
                        station)
                .getFirst();
    }

    /** The newest snapshot made of a school; its digest in hex. */
    public record SnapshotHead(long version, String digest) {}

    /** Version 0 when none was made. */
    public SnapshotHead newestSnapshot(String school) {
        return rows(
                        "select version, digest from snapshot_heads where school = ?",
                        row -> new SnapshotHead(row.getLong(1), row.getString(2)),
                        school)
                .stream()
                .findFirst()
                .orElse(new SnapshotHead(0, ""));
    }

    /** Serves of a journal that the cloud knows to be taken back. */
    public int corrections(String school, String station, long epoch) {
        return rows(
                        "select count(*) from delivery_corrections where school = ? and station = ? and epoch = ?",
                        row -> row.getInt(1),
                        school,
                        station,
                        epoch)
                .getFirst();
    }

    /** How many rows a table has. */
    public long rows(String table) {
        return rows("select count(*) from " + table, row -> row.getLong(1)).getFirst();
    }

    /** Orders in state delivered. */
    public int deliveredOrders(String school) {
        return rows(
                        "select count(*) from orders where school = ? and state = 'delivered'",
                        row -> row.getInt(1),
                        school)
                .getFirst();
    }

    /** Transactions that wait so long already for their next statement; on PostgreSQL. */
    public int idleInTransaction(Duration atLeast) {
        return rows(
                        "select count(*) from pg_stat_activity where state = 'idle in transaction' and state_change < now() - ? * interval '1 ms'",
                        row -> row.getInt(1),
                        atLeast.toMillis())
                .getFirst();
    }

    private interface Reading<T> {
        T read(ResultSet row) throws SQLException;
    }

    private <T> List<T> rows(String sql, Reading<T> reading, Object... values) {
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
            throw new IllegalStateException("cannot read the cloud's tables: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            if (h2) { // cloud-sync tells its database to stay open in a process; this one has only
                // read
                connection.createStatement().execute("shutdown immediately");
            }
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException("cannot close the database", e);
        }
    }
}
