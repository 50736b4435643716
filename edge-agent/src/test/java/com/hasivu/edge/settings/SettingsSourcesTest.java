package com.hasivu.edge.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.edge.decision.CardRule;
import com.hasivu.reader.ReaderConfig;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which source stands before which, and where each value is said to be from. */
class SettingsSourcesTest {
    private static final String MAIN =
            """
            state-dir: state
            cloud: { url: https://a.example }
            journal: { keep: 10d }
            signal: { console: { full-card: true } }
            readers:
              - { name: counter-1a, kind: rdm6300, device: /dev/ttyUSB0 }
              - { name: counter-1b, kind: osdp, device: /dev/ttyUSB1, baud: 9600, security: none }
            """;

    @TempDir Path folder;
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void write() throws IOException {
        Files.writeString(folder.resolve("edge.yaml"), MAIN);
        Files.createDirectories(folder.resolve("conf.d"));
        Files.createDirectories(folder.resolve("credentials"));
    }

    @Test
    void confD_laterNamesStandBeforeEarlierOnesAndBeforeTheFile() throws IOException {
        confD("20-keep.yaml", "journal: { keep: 20d, retry-every: 2s }\n");
        confD("10-keep.yaml", "journal: { keep: 15d }\ncards: { assurance: proven }\n");
        confD("notes.txt", "not: read\n");

        StationSettings settings = load();
        assertThat(settings.keepRecords()).isEqualTo(Duration.ofDays(20));
        assertThat(settings.cardRule()).isEqualTo(CardRule.PROVEN);
        assertThat(origins())
                .containsEntry("journal.keep", "conf.d/20-keep.yaml:1")
                .containsEntry("cards.assurance", "conf.d/10-keep.yaml:2")
                .containsEntry("cloud.url", "edge.yaml:2")
                .containsEntry("snapshots.keep", "default");
    }

    @Test
    void confD_changesAReaderByItsNameAndAddsOthers() throws IOException {
        confD(
                "readers.yaml",
                """
                readers:
                  - { name: counter-1c, kind: pn532, device: /dev/ttyUSB2 }
                  - { name: counter-1b, device: /dev/ttyUSB9 }
                """);

        assertThat(load().readers())
                .containsExactly(
                        new ReaderConfig("counter-1a", "rdm6300", "/dev/ttyUSB0"),
                        new ReaderConfig(
                                "counter-1b",
                                "osdp",
                                "/dev/ttyUSB9",
                                Map.of("baud", "9600", "security", "none")),
                        new ReaderConfig("counter-1c", "pn532", "/dev/ttyUSB2"));
        assertThat(origins())
                .containsEntry("readers[1].device", "conf.d/readers.yaml:3")
                .containsEntry("readers[1].kind", "edge.yaml:7");
    }

    @Test
    void confD_valueReplacesASection() throws IOException {
        confD("quiet.yaml", "signal: none\n");
        assertThat(load().signal())
                .isEqualTo(
                        new SignalSettings(
                                SignalSettings.Kind.NONE, false, Optional.empty(), true));
    }

    @Test
    void problems_nameTheFileTheyAreIn() throws IOException {
        confD("a.yaml", "journal: { kep: 3d }\n");
        confD("b.yaml", "signal: [\n");
        Files.writeString(folder.resolve("edge.yaml"), "state-dir: s\nbroker: { port: x }\n");

        assertThat(problems())
                .containsExactly(
                        "edge.yaml:2: broker.port: is 'x'; use a whole number from 0 to 65535",
                        "conf.d/a.yaml:1: journal.kep: is no setting; did you mean 'journal.keep'?",
                        "conf.d/b.yaml:2: is not YAML: expected the node content, but found '<stream"
                                + " end>'; mend this line");
    }

    @Test
    void environment_standsBeforeFilesAndNamesReadersByName() throws IOException {
        confD("keep.yaml", "journal: { keep: 15d }\n");
        environment.put("HASIVU_EDGE_JOURNAL_KEEP", "40d");
        environment.put("HASIVU_EDGE_SIGNAL", "none");
        environment.put("HASIVU_EDGE_READERS_COUNTER_1B_BAUD", "38400");
        environment.put("HASIVU_EDGE_CONFIG", "elsewhere.yaml"); // names the file: no setting
        environment.put("HASIVU_TRACE", "1");

        StationSettings settings = load();
        assertThat(settings.keepRecords()).isEqualTo(Duration.ofDays(40));
        assertThat(settings.signal().kind()).isEqualTo(SignalSettings.Kind.NONE);
        assertThat(settings.readers().get(1).settings()).containsEntry("baud", "38400");
        assertThat(origins())
                .containsEntry("journal.keep", "$HASIVU_EDGE_JOURNAL_KEEP")
                .containsEntry("readers[1].baud", "$HASIVU_EDGE_READERS_COUNTER_1B_BAUD");
    }

    @Test
    void environment_aloneIsEnoughWhenTheFileIsEmpty() throws IOException {
        Files.writeString(folder.resolve("edge.yaml"), "");
        environment.put("HASIVU_EDGE_STATE_DIR", "elsewhere");
        assertThat(load().stateDir()).isEqualTo(folder.resolve("elsewhere"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        HASIVU_EDGE_JOURNAL_KEPT | 3d  | $HASIVU_EDGE_JOURNAL_KEPT: is no setting; did you mean HASIVU_EDGE_JOURNAL_KEEP?
        HASIVU_EDGE_JOURNAL_KEEP | 3y  | $HASIVU_EDGE_JOURNAL_KEEP: journal.keep: is '3y'; use a duration from 1d to 3650d, for example 250ms or 5s
        HASIVU_EDGE_ENROLL_CODE  | ?   | $HASIVU_EDGE_ENROLL_CODE: enroll.code: is malformed; use the claim code as the school's page shows it
        HASIVU_EDGE_READERS_COUNTER_1Z_DEVICE | /dev/x | $HASIVU_EDGE_READERS_COUNTER_1Z_DEVICE: is no setting; did you mean HASIVU_EDGE_READERS_COUNTER_1A_DEVICE?
        """)
    void environment_isStrict(String name, String value, String problem) {
        environment.put(name, value);
        assertThat(problems()).containsExactly(problem);
    }

    @Test
    void credentials_giveSecretsAndAreMasked() throws IOException {
        environment.put("CREDENTIALS_DIRECTORY", folder.resolve("credentials").toString());
        Files.writeString(folder.resolve("edge.yaml"), MAIN.replace(", security: none", ""));
        Files.writeString(folder.resolve("credentials/enroll.code"), "ABCD-EFGH\n");
        Files.writeString(
                folder.resolve("credentials/readers.counter-1b.key"),
                "000102030405060708090A0B0C0D0E0F\n");

        StationSettings settings = load();
        assertThat(settings.claimCode()).contains("ABCD-EFGH");
        assertThat(settings.readers().get(1).settings())
                .containsEntry("key", "000102030405060708090A0B0C0D0E0F");
        assertThat(origins())
                .containsEntry("enroll.code", "credential enroll.code")
                .containsEntry("readers[1].key", "credential readers.counter-1b.key");
        assertThat(settings.inForce().toString()).doesNotContain("ABCD").doesNotContain("0A0B");
    }

    @Test
    void credentials_areOnlyForSecrets() throws IOException {
        environment.put("CREDENTIALS_DIRECTORY", folder.resolve("credentials").toString());
        Files.writeString(folder.resolve("credentials/journal.keep"), "3d");
        assertThat(problems())
                .containsExactly(
                        "credential journal.keep: is no secret of this station; credentials are"
                                + " enroll.code, readers.counter-1b.key");
    }

    @Test
    void afar_standsBeforeTheEnvironment() throws IOException {
        environment.put("HASIVU_EDGE_JOURNAL_KEEP", "40d");
        StationSettings tried = load().with(new Overlay(Map.of("journal.keep", "7d"), "remote"));
        assertThat(tried.keepRecords()).isEqualTo(Duration.ofDays(7));
        assertThat(tried.inForce()).contains(new InForce("journal.keep", "7d", "remote", "remote"));
        assertThat(tried.with(Overlay.none()).keepRecords()).isEqualTo(Duration.ofDays(40));
    }

    @Test
    void load_saysWhenCredentialsCannotBeRead() {
        environment.put("CREDENTIALS_DIRECTORY", folder.resolve("none").toString());
        assertThatThrownBy(this::load).hasMessageContaining("credential none: cannot be read");
    }

    private Map<String, String> origins() throws IOException {
        Map<String, String> origins = new HashMap<>();
        load().inForce()
                .forEach(one -> origins.put(one.key(), one.origin().replace(folder + "/", "")));
        return origins;
    }

    private StationSettings load() throws IOException {
        return StationSettings.load(folder.resolve("edge.yaml"), environment);
    }

    private List<String> problems() {
        try {
            load();
            return List.of();
        } catch (SettingsException e) {
            return e.problems().stream().map(line -> line.replace(folder + "/", "")).toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void confD(String name, String text) throws IOException {
        Files.writeString(folder.resolve("conf.d").resolve(name), text);
    }
}
