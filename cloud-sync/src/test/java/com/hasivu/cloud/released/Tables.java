package com.hasivu.cloud.released;

import com.hasivu.cloud.db.DatabaseConfig;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** What is in a database, past every class of ours. */
final class Tables {
    private static final String COLUMNS =
            "select table_name, column_name from information_schema.columns where table_schema = 'public'"
                    + " and table_name <> 'flyway_schema_history' order by 1, 2";

    private static final List<String> SHAPE_OF_POSTGRES =
            List.of(
                    "select 'column', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,"
                            + " pg_get_expr(d.adbin, d.adrelid) from pg_attribute a join pg_class c on c.oid = a.attrelid"
                            + " left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum"
                            + " where c.relkind = 'r' and a.attnum > 0 and not a.attisdropped and c.relnamespace = 'public'::regnamespace",
                    "select 'constraint', conrelid::regclass, conname, pg_get_constraintdef(oid) from pg_constraint"
                            + " where connamespace = 'public'::regnamespace",
                    "select 'index', indexdef from pg_indexes where schemaname = 'public'",
                    "select 'trigger', pg_get_triggerdef(oid) from pg_trigger where not tgisinternal",
                    "select 'function', pg_get_functiondef(oid) from pg_proc where pronamespace = 'public'::regnamespace",
                    "select 'table', relname, reloptions from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace");

    private Tables() {}

    static Connection connect(DatabaseConfig database) throws SQLException {
        return DriverManager.getConnection(
                database.jdbcUrl(), database.user(), database.password());
    }

    /** The columns of every table. */
    static Map<String, List<String>> columns(DatabaseConfig database) throws SQLException {
        Map<String, List<String>> columns = new TreeMap<>();
        for (List<String> row : rows(database, COLUMNS)) {
            columns.computeIfAbsent(row.get(0), table -> new ArrayList<>()).add(row.get(1));
        }
        return columns;
    }

    /**
     * Every row of these tables, as {@code table: column=value, ...}.
     *
     * @param wanted which {@code table.column}
     */
    static List<String> content(
            DatabaseConfig database, Map<String, List<String>> columns, Predicate<String> wanted)
            throws SQLException {
        var content = new ArrayList<String>();
        for (var table : columns.entrySet()) {
            List<String> names =
                    table.getValue().stream()
                            .filter(column -> wanted.test(table.getKey() + "." + column))
                            .toList();
            for (List<String> row :
                    rows(
                            database,
                            "select %s from %s"
                                    .formatted(String.join(", ", names), table.getKey()))) {
                var cells = new ArrayList<String>();
                for (int i = 0; i < names.size(); i++) {
                    cells.add(names.get(i) + "=" + row.get(i));
                }
                content.add(table.getKey() + ": " + String.join(", ", cells));
            }
        }
        return content;
    }

    /** Columns, types, constraints, indexes, triggers and functions, each as a line. */
    static TreeSet<String> shape(DatabaseConfig database) throws SQLException {
        var shape = new TreeSet<String>();
        if (database.onDisk()) {
            for (List<String> statement : rows(database, "script nodata nopasswords nosettings")) {
                shape.addAll(lines(statement.getFirst()));
            }
        } else {
            for (String question : SHAPE_OF_POSTGRES) {
                rows(database, question).forEach(row -> shape.add(String.join(" ", row)));
            }
        }
        shape.removeIf(line -> line.contains("flyway_schema_history"));
        return shape;
    }

    /** H2 numbers what has no name in the order it was made; and tells how far ids have come. */
    private static List<String> lines(String statement) {
        String same =
                statement
                        .replaceAll("(?i)\"(constraint|primary_key)_[0-9a-f_]+\"", "unnamed")
                        .replaceAll(" RESTART WITH \\d+", "")
                        .replaceAll("(?i)-- \\d+ \\+/- SELECT COUNT.*", "");
        if (!same.contains("CREATE CACHED TABLE")) {
            return List.of(same);
        }
        List<String> parts = same.lines().map(line -> line.strip().replaceAll(",$", "")).toList();
        return parts.stream().map(line -> parts.getFirst() + " " + line).toList();
    }

    private static List<List<String>> rows(DatabaseConfig database, String sql)
            throws SQLException {
        try (var connection = connect(database);
                var statement = connection.createStatement();
                var found = statement.executeQuery(sql)) {
            var rows = new ArrayList<List<String>>();
            while (found.next()) {
                var row = new ArrayList<String>();
                for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                    row.add(String.valueOf(found.getString(i)));
                }
                rows.add(row);
            }
            return rows;
        }
    }
}
