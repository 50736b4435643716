package com.hasivu.edge.cli;

import static com.github.tomakehurst.wiremock.client.WireMock.created;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.hasivu.edge.identity.TestAuthority;
import com.hasivu.edge.identity.TestEnrolment;
import com.hasivu.edge.settings.StationSettings;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.StationKeyFile;
import com.hasivu.reader.ReaderConfig;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class SetupCommandTest {
    private static final String KEY = "00112233445566aa";

    @RegisterExtension
    static final WireMockExtension CLOUD =
            WireMockExtension.newInstance().options(options().dynamicPort()).build();

    @TempDir Path folder;

    private Path config() {
        return folder.resolve("edge.yaml");
    }

    private Cli setup(String... words) {
        String[] all = new String[words.length + 2];
        all[0] = "setup";
        all[1] = "--state-dir=" + folder.resolve("state");
        System.arraycopy(words, 0, all, 2, words.length);
        return Cli.with(config(), all);
    }

    @Test
    void setup_writesAFileThatCountsAndNothingTheSecondTime() throws IOException {
        String[] words = {
            "--cloud", "https://cloud.example.org",
            "--reader", "rdm6300:/dev/serial/by-id/a:desk",
            "--reader", "llrp:192.168.1.190:5084"
        };
        Cli first = setup(words);
        assertThat(first.err()).isEmpty();
        assertThat(first.out())
                .contains(config() + " is written")
                .contains("next: hasivu-edge enroll --claim -")
                .contains("next: sudo systemctl enable --now hasivu-edge");
        StationSettings settings = StationSettings.load(config(), Map.of());
        assertThat(settings.cloudUrl()).contains(URI.create("https://cloud.example.org"));
        assertThat(settings.readers())
                .extracting(ReaderConfig::name, ReaderConfig::kind, ReaderConfig::device)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                "desk", "rdm6300", "/dev/serial/by-id/a"),
                        org.assertj.core.groups.Tuple.tuple(
                                "counter-1", "llrp", "192.168.1.190:5084"));

        String written = Files.readString(config());
        assertThat(setup(words).out()).contains(config() + " stays as it is");
        assertThat(Files.readString(config())).isEqualTo(written);

        Cli other = setup("--cloud", "https://other.example.org", "--no-reader");
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err()).contains(config() + " is there and says otherwise");
        assertThat(Files.readString(config())).isEqualTo(written);
    }

    @Test
    void setup_leavesASettingsFileAloneAndWritesBesideIt() throws IOException {
        String own = "state-dir: state\njournal: { keep: 9d }\nreaders: []\n";
        Files.writeString(config(), own);
        setup("--cloud", "http://127.0.0.1:8080", "--reader", "wedge:/dev/input/by-id/k-event-kbd");
        assertThat(Files.readString(config())).isEqualTo(own);
        Path beside = folder.resolve("conf.d/50-setup.yaml");
        assertThat(Files.readString(beside)).doesNotContain("state-dir");
        StationSettings settings = StationSettings.load(config(), Map.of());
        assertThat(settings.readers()).hasSize(1);
        assertThat(settings.keepRecords()).hasDays(9);

        Cli again = setup("--reader", "wedge:/dev/input/by-id/other-event-kbd");
        assertThat(again.code()).isEqualTo(2);
        assertThat(again.err()).contains(beside + " is there and says otherwise");
        assertThat(setup().out()).contains(beside + " stays as it is"); // what is missing? nothing
    }

    @Test
    void dryRun_printsTheFileAndChangesNothing() throws IOException {
        Cli cli = setup("--dry-run", "--cloud", "https://c.example", "--reader", "rdm6300:/dev/x");
        assertThat(cli.code()).isZero();
        assertThat(cli.out())
                .isEqualTo(
                        """
                        # %s
                        # Written by 'hasivu-edge setup'.
                        state-dir: "%s"
                        cloud:
                          url: "https://c.example"
                        readers:
                          - name: counter-1
                            kind: rdm6300
                            device: "/dev/x"
                        """
                                .formatted(config(), folder.resolve("state")));
        try (var files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        --no-reader                                        | 2  | name the office's key file with --key-file FILE, or the cloud
        --cloud https://c.example                          | 2  | 0 readers were found on serial ports; name it with --reader
        --cloud https://c.example --reader rdm630:/dev/x   | 2  | is not KIND:DEVICE[:NAME] with a kind of
        --cloud https://c.example --key-file k             | 2  | mutually exclusive
        --cloud ftp://c.example --no-reader                | 78 | use an address like https://cloud.example.org
        --cloud https://c.example --reader llrp:a:one --reader llrp:b:one | 78 | give each its own name
        --key-file nothing-here --no-reader                | 78 | nothing-here cannot be read
        """)
    void setup_withoutATerminalSaysWhatIsMissing(String line, int code, String message)
            throws IOException {
        Cli cli = setup(line.split(" "));
        assertThat(cli.err()).contains(message);
        assertThat(cli.code()).isEqualTo(code);
        assertThat(cli.out()).isEmpty();
    }

    /**
     * A process of its own, its input open and empty for ever, as a script or a unit may have it.
     */
    @Test
    void setup_withoutATerminalNeitherAsksNorWaits() {
        try (EdgeProcess process =
                new EdgeProcess(
                        folder,
                        "setup",
                        "--cloud",
                        "https://c.example",
                        "--config",
                        config().toString())) {
            assertThat(process.exitCode()).as(process.log()).isEqualTo(ExitCode.USAGE);
            assertThat(process.log()).contains("name it with --reader KIND:DEVICE[:NAME]");
            assertThat(process.out).isEmpty();
        }
    }

    @Test
    void setup_asksForWhatIsMissingOnly() throws IOException {
        Deque<String> answers = new ArrayDeque<>(List.of("pcsc:ACR122", "https://c.example"));
        StringWriter out = new StringWriter();
        CommandLine line =
                new CommandLine(
                        new SetupCommand((question, usual) -> Optional.ofNullable(answers.poll())));
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(new StringWriter()));
        line.execute("--dry-run", "--config", config().toString());
        assertThat(out.toString())
                .contains("kind: pcsc", "device: \"ACR122\"", "url: \"https://c.example\"");
        assertThat(answers).isEmpty();
        answers.add("not needed");
        line.execute(
                "--dry-run",
                "--no-reader",
                "--cloud=https://d.example",
                "--config",
                config().toString());
        assertThat(answers).containsExactly("not needed");
    }

    @Test
    void setup_enrolsByAKeyFileAndDoesSoOnce() throws Exception {
        TestAuthority authority = new TestAuthority();
        String answer =
                new TestEnrolment(authority, TestAuthority.ed25519Pair())
                        .answerTo(folder.resolve("state"), "ABCD-1234", "greenfield-c1", KEY);
        CLOUD.stubFor(post("/v1/enrolments").willReturn(created().withBody(answer)));
        Path key = Files.writeString(folder.resolve("station.key"), keyFile(authority).text());
        for (String outcome : List.of("enrolled", "already enrolled")) {
            Cli cli = setup("--key-file", key.toString(), "--no-reader", "--json");
            assertThat(cli.err()).isEmpty();
            JsonNode told = new ObjectMapper().readTree(cli.out());
            assertThat(told.at("/enrolled/outcome").asText()).isEqualTo(outcome);
            assertThat(told.at("/enrolled/station").asText()).isEqualTo("greenfield-c1");
            assertThat(told.path("checks").findValuesAsText("check"))
                    .contains("configuration", "disk", "identity");
        }
        CLOUD.verify(1, postRequestedFor(urlEqualTo("/v1/enrolments")));
    }

    private static StationKeyFile keyFile(TestAuthority authority)
            throws CertificateEncodingException {
        return new StationKeyFile(
                URI.create(CLOUD.baseUrl()),
                new SchoolId("greenfield"),
                new StationId("greenfield-c1"),
                "ABCD-1234",
                Instant.now().plusSeconds(3_600),
                Base64.getEncoder().encodeToString(authority.certificate.getEncoded()),
                List.of(KEY));
    }
}
