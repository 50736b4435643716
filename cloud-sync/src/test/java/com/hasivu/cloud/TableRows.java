package com.hasivu.cloud;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Every table of a service and what is in it, past every class of ours. One thread. */
public final class TableRows implements AutoCloseable {
    private static final String OURS =
            "select table_name from information_schema.tables where lower(table_schema) = 'public' and lower(table_type) like '%table'"
                    + " and lower(table_name) not like 'flyway%' order by table_name";
    private static final String NUMBERED =
            "select table_name, column_name from information_schema.columns where lower(table_schema) = 'public' and is_identity = 'YES'";

    private final Connection connection;
    private final List<String> tables = new ArrayList<>();

    public TableRows(CloudFixture cloud) throws SQLException {
        connection = cloud.raw();
        try (var rows = connection.createStatement().executeQuery(OURS)) {
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
        }
    }

    /** A digest of each table's rows, whatever their order. */
    public Map<String, String> digests() throws SQLException {
        var all = new TreeMap<String, String>();
        for (String table : tables) {
            try (var statement = connection.createStatement();
                    var rows = statement.executeQuery("select * from \"%s\"".formatted(table))) {
                long sum = 0;
                int count = 0;
                while (rows.next()) {
                    var row = new StringBuilder();
                    for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                        row.append(rows.getString(i)).append('|');
                    }
                    sum += Integer.toUnsignedLong(row.toString().hashCode()) * 0x9E3779B97F4A7C15L;
                    count++;
                }
                all.put(table, "%d rows, %x".formatted(count, sum));
            }
        }
        return all;
    }

    /** From now on every row that gets a number gets one from this on. */
    public void numberFrom(long first) throws SQLException {
        var statements = new ArrayList<String>();
        try (var rows = connection.createStatement().executeQuery(NUMBERED)) {
            while (rows.next()) {
                statements.add(
                        "alter table \"%s\" alter column \"%s\" restart with %d"
                                .formatted(rows.getString(1), rows.getString(2), first));
            }
        }
        for (String sql : statements) {
            try (var statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
