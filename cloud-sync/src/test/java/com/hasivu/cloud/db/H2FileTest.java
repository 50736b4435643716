package com.hasivu.cloud.db;

import static com.hasivu.cloud.schema.Tables.OUTBOX;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/** What holds for the embedded database file only: kills, emptiness, two processes. */
class H2FileTest {
    private static final int ROUNDS = 3;

    private static Database open(Path folder) {
        Database database = Database.open(DatabaseConfig.h2(folder));
        database.migrate();
        return database;
    }

    /** Real child processes commit from 8 threads, say so, and are killed hard in the middle. */
    @Test
    void everyAcknowledgedCommit_survivesAHardKill(@TempDir Path folder) throws Exception {
        var random = new Random(20261123);
        Set<String> acknowledged = new HashSet<>();
        for (int round = 0; round < ROUNDS; round++) {
            acknowledged.addAll(commitAndKill(folder, round, 40 + random.nextInt(120)));
        }
        try (Database database = open(folder)) {
            Set<String> kept = database.read(tx -> tx.selectFrom(OUTBOX).fetchSet(OUTBOX.PAYLOAD));
            assertThat(acknowledged).hasSizeGreaterThan(ROUNDS * 40);
            assertThat(kept).containsAll(acknowledged);
        }
    }

    /** What kills showed, seldom and after a minute: docs/adr/0008-h2-does-not-reuse-space.md. */
    @Test
    void freedSpace_isNotWrittenOverAndACleanStopGivesItBack(@TempDir Path folder)
            throws IOException {
        Path file = folder.resolve("hasivu.mv.db");
        long grown;
        try (Database database = open(folder)) {
            String reuse =
                    database.read(
                            tx ->
                                    tx.fetchSingle(
                                                    "select setting_value from information_schema.settings"
                                                            + " where setting_name = 'REUSE_SPACE'")
                                            .get(0, String.class));
            assertThat(reuse).isEqualToIgnoringCase("false");
            for (int i = 0; i < 100; i++) {
                String payload = "again " + i;
                database.transaction(
                        tx -> {
                            tx.deleteFrom(OUTBOX).execute();
                            return tx.insertInto(OUTBOX)
                                    .set(OUTBOX.SCHOOL, "s")
                                    .set(OUTBOX.KIND, "k")
                                    .set(OUTBOX.PAYLOAD, payload)
                                    .set(OUTBOX.CREATED, Instant.EPOCH)
                                    .execute();
                        });
            }
            grown = Files.size(file);
        }
        assertThat(Files.size(file)).isLessThan(grown / 2);
    }

    private static Set<String> commitAndKill(Path folder, int round, int after)
            throws IOException, InterruptedException {
        Process child =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElse("java"),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Committer.class.getName(),
                                folder.toString(),
                                Integer.toString(round))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        var acknowledged = new HashSet<String>();
        try (var lines =
                new BufferedReader(
                        new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            while (line != null) {
                if (line.startsWith("ack ")) {
                    acknowledged.add(line.substring(4));
                }
                if (acknowledged.size() == after) {
                    child.toHandle().destroyForcibly(); // what is in the pipe was acknowledged too
                }
                line = lines.readLine();
            }
        }
        assertThat(child.waitFor()).as("killed by SIGKILL").isEqualTo(137);
        return acknowledged;
    }

    @Test
    void emptiedDatabase_isRefusedAndKeepsTheMark(@TempDir Path folder) throws Exception {
        open(folder).close();
        Files.delete(folder.resolve("hasivu.mv.db"));
        try (Database database = Database.open(DatabaseConfig.h2(folder))) {
            assertThatThrownBy(database::migrate)
                    .isInstanceOf(DatabaseException.class)
                    .hasMessageContaining("the database is empty")
                    .hasMessageContaining("hasivu.born")
                    .hasMessageContaining("restore a backup");
        }
        Files.delete(folder.resolve("hasivu.born"));
        open(folder).close();
        open(folder).close();
    }

    @Test
    void anotherDatabaseInItsPlace_isRefused(@TempDir Path folder, @TempDir Path other)
            throws Exception {
        open(folder).close();
        open(other).close();
        Files.copy(
                other.resolve("hasivu.mv.db"),
                folder.resolve("hasivu.mv.db"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        try (Database database = Database.open(DatabaseConfig.h2(folder))) {
            assertThatThrownBy(database::migrate)
                    .isInstanceOf(DatabaseException.class)
                    .hasMessageContaining("names");
        }
    }

    @Test
    void unreachableDatabase_isNamedWithTheFix() {
        var nowhere = new DatabaseConfig("jdbc:postgresql://127.0.0.1:1/none", "nobody", "", 2);
        assertThatThrownBy(() -> Database.open(nowhere))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("jdbc:postgresql://127.0.0.1:1/none")
                .hasMessageContaining("check database.url");
    }
}
