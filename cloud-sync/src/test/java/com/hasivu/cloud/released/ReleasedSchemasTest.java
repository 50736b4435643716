package com.hasivu.cloud.released;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.cloud.CloudFixture;
import com.hasivu.cloud.Engine;
import com.hasivu.cloud.LedgerAfterEach;
import com.hasivu.cloud.TestClock;
import com.hasivu.cloud.books.Books;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.db.DatabaseConfig;
import com.hasivu.cloud.db.DatabaseException;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Every database that a release left behind, full of rows, becomes what this program makes anew,
 * keeps its rows and is served: docs/adr/0030.
 */
class ReleasedSchemasTest {
    private static final int MOST_BETWEEN_RELEASES = 12;
    private static final String ADD =
            "after a release add a 'state' with these scripts to src/test/resources/released/states.txt, and a file with rows of"
                    + " each new table";

    private static final List<Release> RELEASES = Release.all();
    private static final Map<Engine, TreeSet<String>> FRESH = new EnumMap<>(Engine.class);

    @TempDir static Path folder = Path.of("");
    private static ReleasedDatabases databases = new ReleasedDatabases(folder);

    @BeforeAll
    static void begin() {
        databases = new ReleasedDatabases(folder);
    }

    static Stream<Arguments> everyRelease() {
        return Arrays.stream(Engine.values())
                .flatMap(engine -> RELEASES.stream().map(one -> Arguments.of(one, engine)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("everyRelease")
    void databaseOfBefore_isKeptAndServed(Release release, Engine engine) throws Exception {
        DatabaseConfig database = databases.of(engine, release);
        Map<String, List<String>> columns = Tables.columns(database);
        var before =
                Tables.content(database, columns, column -> !changed(release).contains(column));
        assertThat(columns.keySet())
                .as("tables without a row in released/*.sql: nothing must be migrated empty")
                .allSatisfy(
                        table -> assertThat(before).anyMatch(row -> row.startsWith(table + ": ")));

        try (Database open = Database.open(database)) {
            open.migrate();
            assertThat(open.<List<?>>read(tx -> Books.check(tx, 10))).isEmpty();
            try (var connection = Tables.connect(database)) {
                LedgerAfterEach.assertBalanced(connection);
            }
            assertThat(
                            missing(
                                    before,
                                    Tables.content(
                                            database,
                                            columns,
                                            column -> !changed(release).contains(column))))
                    .as("rows that are gone or changed")
                    .isEmpty();
        }
        assertThat(Tables.shape(database)).isEqualTo(fresh(engine));

        try (CloudFixture cloud =
                CloudFixture.start(database, TestClock.at("2026-07-01T04:00:00Z"))) {
            new OldSchool(cloud, release).check();
        }
    }

    /** What a migration says anew about old rows. */
    private static List<String> changed(Release release) {
        return release.has("people") ? List.of() : List.of("students.active");
    }

    private static List<String> missing(List<String> before, List<String> after) {
        var left = new ArrayList<>(after);
        return before.stream().filter(row -> !left.remove(row)).toList();
    }

    private static TreeSet<String> fresh(Engine engine) throws SQLException, IOException {
        if (!FRESH.containsKey(engine)) {
            DatabaseConfig config = engine.fresh(Files.createTempDirectory(folder, "fresh"));
            try (Database database = Database.open(config)) {
                database.migrate();
            }
            FRESH.put(engine, Tables.shape(config));
        }
        return FRESH.get(engine);
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void script_isNeverEditedOnceReleased(Engine engine) {
        Map<String, Integer> now = scripts(engine);
        for (Release release : RELEASES) {
            for (Release.Script script : release.scripts()) {
                if (script.isOf(engine)) {
                    assertThat(now.get(script.place().substring(script.place().indexOf('/') + 1)))
                            .as(
                                    "checksum of %s, which was released as part of '%s': undo the edit, databases that ran it refuse"
                                            + " another; put the change in a new migration",
                                    script.place(), release)
                            .isEqualTo(script.checksum());
                }
            }
        }
    }

    /** Between releases some may be on their way; a release has none, and they do not pile up. */
    @Test
    void release_coversEveryScript() throws IOException {
        var unlisted = new TreeMap<>(scripts(Engine.H2));
        unlisted.putAll(scripts(Engine.POSTGRES));
        for (Release release : RELEASES) {
            for (Release.Script script : release.scripts()) {
                unlisted.remove(script.place().substring(script.place().indexOf('/') + 1));
            }
        }
        boolean snapshot =
                Files.readString(Path.of("..", "pom.xml"))
                        .lines()
                        .filter(line -> line.strip().startsWith("<version>"))
                        .findFirst()
                        .orElseThrow()
                        .contains("-SNAPSHOT");
        assertThat(unlisted).as(ADD).hasSizeLessThanOrEqualTo(snapshot ? MOST_BETWEEN_RELEASES : 0);
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void databaseOfLater_isRefusedUntouched(Engine engine) throws Exception {
        DatabaseConfig database = databases.of(engine, RELEASES.getLast());
        try (Database open = Database.open(database)) {
            open.migrate();
        }
        Path later = Files.createTempDirectory(folder, "later");
        Files.writeString(
                later.resolve("V144__between.sql"),
                "alter table users add column between_them integer;");
        Files.writeString(later.resolve("V9000__later.sql"), "create table later (id integer);");
        Flyway.configure()
                .dataSource(database.jdbcUrl(), database.user(), database.password())
                .locations(
                        "filesystem:" + later,
                        "classpath:db/migration",
                        engine == Engine.H2 ? "classpath:db/h2" : "classpath:db/postgresql")
                .outOfOrder(true)
                .load()
                .migrate();
        TreeSet<String> shape = Tables.shape(database);
        assertThatThrownBy(() -> CloudFixture.start(database, TestClock.at("2026-07-01T04:00:00Z")))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("used by a newer release")
                .hasMessageContaining("V144 between, V9000 later")
                .hasMessageContaining("Start that release or a later one");
        assertThat(Tables.shape(database)).isEqualTo(shape);
    }

    private static Map<String, Integer> scripts(Engine engine) {
        var scripts = new TreeMap<String, Integer>();
        DatabaseConfig nobody = DatabaseConfig.memory("scripts-" + engine);
        for (MigrationInfo one :
                Flyway.configure()
                        .dataSource(nobody.jdbcUrl(), nobody.user(), nobody.password())
                        .locations(
                                "classpath:db/migration",
                                engine == Engine.H2 ? "classpath:db/h2" : "classpath:db/postgresql")
                        .load()
                        .info()
                        .all()) {
            scripts.put(one.getScript(), one.getChecksum());
        }
        return scripts;
    }
}
