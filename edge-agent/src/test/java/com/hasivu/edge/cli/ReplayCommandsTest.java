package com.hasivu.edge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hasivu.edge.identity.TestAuthority;
import com.hasivu.edge.identity.TestEnrolment;
import com.hasivu.edge.replay.Counter;
import com.hasivu.edge.snapshot.Cloud;
import com.hasivu.protocol.wire.CardState;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The commands on a station's own files, while its journal is open. */
class ReplayCommandsTest {
    @TempDir Path folder;
    private Path config;
    private Cloud cloud;
    private Counter counter;

    @SuppressWarnings("NullAway.Init") // JUnit opens the counter
    ReplayCommandsTest() {}

    @BeforeEach
    void open() throws IOException {
        KeyPair keys = TestAuthority.ed25519Pair();
        new TestEnrolment(new TestAuthority(), keys)
                .enrol(folder.resolve("state"), "greenfield-c1", "127.0.0.1", 1);
        config = Files.writeString(folder.resolve("edge.yaml"), "state-dir: state\n");
        cloud = new Cloud(keys).child(1).child(2);
        counter = new Counter(folder.resolve("state"), cloud);
        counter.snapshots.applyFull(cloud.full());
        counter.tap(Cloud.card(1));
        counter.now = counter.now.plus(Duration.ofMinutes(3));
        counter.tap(Cloud.card(1));
        counter.snapshots.applyDelta(cloud.delta(Cloud.cardRow(2, CardState.CARD_STATE_BLOCKED)));
        counter.tap(Cloud.card(2));
    }

    @AfterEach
    void close() {
        counter.close();
    }

    private Cli cli(String... words) {
        String[] all = Arrays.copyOf(words, words.length + 2);
        all[words.length] = "--config";
        all[words.length + 1] = config.toString();
        return Cli.run(all);
    }

    @Test
    void explain_tellsWhatWasKnownWhichRuleDecidedAndWhoServedBefore() {
        Cli cli = cli("explain", "2");
        assertThat(cli.err()).isEmpty();
        assertThat(cli.code()).isZero();
        assertThat(cli.out())
                .contains("record 2: refuse ALREADY_SERVED, order 1 of student 1 at 2026-11-23T")
                .contains("card ..0001")
                .contains("snapshot 1 of 2026-11-23")
                .contains("card active, of Child 1, class 4 B, student 1")
                .contains("order 1 was served before: record 1 at 2026-11-23T06:30:00Z by reader")
                .containsPattern("passed +clock trusted +the clock showed 2026-11-23T06:33:00Z")
                .containsPattern("DECIDED +order to serve +served 12:00 at counter-1-a")
                .contains("order 1: served here")
                .endsWith("the same\n")
                .doesNotContain("04000001");
        assertThat(cli("explain", "2", "--reveal").out()).contains("04000001");
    }

    @Test
    void explain_namesTheRuleThatDecidedAsJson() throws IOException {
        JsonNode answer = new ObjectMapper().readTree(cli("explain", "3", "--json").out());
        assertThat(answer.path("same").asBoolean()).isTrue();
        assertThat(answer.at("/snapshot/version").asLong()).isEqualTo(2);
        assertThat(answer.at("/snapshot/card/state").asText()).isEqualTo("blocked");
        assertThat(answer.at("/record/card").asText()).isEqualTo("..0002");
        assertThat(answer.path("rules")).hasSize(6);
        assertThat(answer.at("/rules/5/rule").asText()).isEqualTo("card good");
        assertThat(answer.at("/rules/5/decided").asBoolean()).isTrue();
        assertThat(answer.at("/rules/4/decided").asBoolean()).isFalse();
        assertThat(answer.path("orders")).isEmpty();
        assertThat(cli("explain", "9").err()).contains("no record 9 is kept");
    }

    @Test
    void replay_countsOutcomesAndEnds0WhenAllAgree() {
        Cli cli = cli("journal", "replay");
        assertThat(cli.code()).isZero();
        assertThat(cli.out())
                .contains("3 record(s), 3 decided the same again")
                .containsPattern("1 ALREADY_SERVED")
                .endsWith("all decisions agree\n");
        assertThat(cli("journal", "replay", "--date", "2026-11-24").out())
                .contains("0 record(s), 0 decided");
    }

    @Test
    void replay_namesMissingSnapshotsAndDifferences() throws IOException {
        List<Path> kept;
        try (Stream<Path> files = Files.list(folder.resolve("state/snapshots-kept"))) {
            kept = files.toList();
        }
        for (Path file : kept) {
            Files.delete(file);
        }
        Cli cli = cli("journal", "replay");
        assertThat(cli.code()).isEqualTo(1);
        assertThat(cli.out()) // version 2 is in use, and read from there
                .contains("not replayed: 2 record(s) used a snapshot that is missing: snapshot 1")
                .endsWith("no difference, but 2 record(s) could not be decided again\n");
        assertThat(cli("explain", "1").out())
                .contains("replayed: could not be decided again")
                .contains("snapshot missing: snapshot 1 is not kept in");

        byte[] again = counter.records().getFirst().payload();
        counter.journal.append(1, again); // the same serve twice: no station of ours does that
        Cli differs = cli("journal", "replay", "--json");
        assertThat(differs.code()).isEqualTo(1);
        assertThat(cli("explain", "4").code()).isEqualTo(1);
    }

    @Test
    void replay_namesAPlantedDifference() throws IOException {
        counter.journal.append(1, counter.records().getFirst().payload());
        Cli cli = cli("journal", "replay");
        assertThat(cli.code()).isEqualTo(1);
        assertThat(cli.out())
                .contains(
                        "difference: record 4 (serve, order 1 of student 1): decision: recorded"
                                + " serve, order 1 of student 1, replayed refuse ALREADY_SERVED,"
                                + " order 1 of student 1")
                .endsWith("1 decision(s) differ from what was recorded\n");
        JsonNode json = new ObjectMapper().readTree(cli("journal", "replay", "--json").out());
        assertThat(json.at("/differences/0/sequence").asLong()).isEqualTo(4);
        assertThat(json.path("agrees").asBoolean()).isFalse();
        assertThat(cli("explain", "4").out()).contains("different: decision: recorded serve");
    }

    @Test
    void export_writesOneRecordALineMasked() throws IOException {
        Cli json = cli("journal", "export");
        assertThat(json.code()).isZero();
        assertThat(json.out().lines()).hasSize(3);
        for (String line : json.out().lines().toList()) {
            assertThat(new ObjectMapper().readTree(line).path("card").asText()).startsWith("..");
        }
        Cli csv = cli("journal", "export", "--format", "csv", "--from", "2", "--to", "2");
        assertThat(csv.out().lines()).hasSize(2);
        assertThat(csv.out())
                .startsWith("sequence,at,clock,")
                .contains("2,2026-11-23T06:33:00Z,holdover,2026-11-23,lunch,counter-1-a,..0001,")
                .contains(",refuse,ALREADY_SERVED,1,1,1,");
        assertThat(cli("journal", "export", "--reveal").out()).contains("04000001");
        assertThat(cli("journal", "export", "--date", "2026-11-22").out()).isEmpty();
        assertThat(JournalExportCommand.cell("a,\"b\"")).isEqualTo("\"a,\"\"b\"\"\"");
    }

    @Test
    void verify_namesFileAndByteOfADamagedMarkAndCursor() throws IOException {
        assertThat(cli("journal", "verify").code()).isZero();
        counter.journal.acked(2, counter.journal.hashAt(2));
        flip(folder.resolve("state/journal/shown"), 3 * 16 + 9);
        flip(folder.resolve("state/journal/cursor"), 4096 + 40);
        Cli cli = cli("journal", "verify");
        assertThat(cli.code()).isEqualTo(1);
        assertThat(cli.out())
                .contains("shown, byte 48: this mark does not verify")
                .contains("cursor, byte 4096: this slot does not verify")
                .endsWith("not sound\n");
    }

    private static void flip(Path file, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at] ^= 1;
        Files.write(file, bytes);
    }
}
