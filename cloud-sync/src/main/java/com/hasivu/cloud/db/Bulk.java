package com.hasivu.cloud.db;

import org.jooq.DSLContext;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Statements over many rows: each column goes as one array, which {@code unnest} opens. So one text
 * serves any number of rows on both databases, and PostgreSQL parses and plans it once for a
 * connection. For what runs for every tap; elsewhere jOOQ's typed statements are the way.
 *
 * <pre>
 * insert into t (a, b, c) select v.*, ? from unnest(cast(? as bigint array), cast(? as varchar array)) as v (a, b)
 * </pre>
 *
 * Every call runs in the caller's transaction. A value is a number, a text, an {@link Instant}, or
 * a column made here.
 */
public final class Bulk {
    private Bulk() {}

    /** One column of all rows, in their order. */
    public record Column(String type, Object[] values) {}

    /** Reads the row the cursor is at. */
    public interface Reading<T> {
        T of(ResultSet row) throws SQLException;
    }

    public static <R> Column numbers(List<R> rows, ToLongFunction<R> of) {
        return new Column("int8", rows.stream().map(of::applyAsLong).toArray(Long[]::new));
    }

    /** With nulls where there is none. */
    public static <R> Column numbersIfAny(List<R> rows, Function<R, Optional<Long>> of) {
        return new Column(
                "int8", rows.stream().map(row -> of.apply(row).orElse(null)).toArray(Long[]::new));
    }

    /** With nulls where there is none. */
    public static <R> Column textsIfAny(List<R> rows, Function<R, Optional<String>> of) {
        return new Column(
                "varchar",
                rows.stream().map(row -> of.apply(row).orElse(null)).toArray(String[]::new));
    }

    public static <R> Column texts(List<R> rows, Function<R, String> of) {
        return new Column("varchar", rows.stream().map(of).toArray(String[]::new));
    }

    public static <R> Column bytes(List<R> rows, Function<R, byte[]> of) {
        return new Column("bytea", rows.stream().map(of).toArray(byte[][]::new));
    }

    public static <R> Column times(List<R> rows, Function<R, Instant> of) {
        return new Column(
                "timestamptz",
                rows.stream().map(row -> utc(of.apply(row))).toArray(OffsetDateTime[]::new));
    }

    /** Runs it and tells how many rows it wrote. */
    public static int execute(DSLContext tx, String sql, Object... values) {
        return tx.connectionResult(
                connection -> {
                    try (PreparedStatement statement = prepared(connection, sql, values)) {
                        return statement.executeUpdate();
                    }
                });
    }

    /** Runs it and reads every row. */
    public static <T> List<T> fetch(
            DSLContext tx, String sql, Reading<T> reading, Object... values) {
        return tx.connectionResult(
                connection -> {
                    try (PreparedStatement statement = prepared(connection, sql, values);
                            ResultSet rows = statement.executeQuery()) {
                        List<T> all = new ArrayList<>();
                        while (rows.next()) {
                            all.add(reading.of(rows));
                        }
                        return all;
                    }
                });
    }

    private static PreparedStatement prepared(Connection connection, String sql, Object[] values)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            for (int i = 0; i < values.length; i++) {
                switch (values[i]) {
                    case Column(var type, var column) ->
                            statement.setArray(i + 1, connection.createArrayOf(type, column));
                    case Instant instant -> statement.setObject(i + 1, utc(instant));
                    case Object plain -> statement.setObject(i + 1, plain);
                }
            }
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
