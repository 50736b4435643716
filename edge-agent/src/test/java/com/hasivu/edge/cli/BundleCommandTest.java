package com.hasivu.edge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hasivu.edge.control.ControlServer;
import com.hasivu.edge.control.FakeDesk;
import com.hasivu.edge.identity.TestAuthority;
import com.hasivu.edge.identity.TestEnrolment;
import com.hasivu.edge.replay.Counter;
import com.hasivu.edge.snapshot.Cloud;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Secrets, a child's name and card numbers are planted everywhere; the bundle has none. */
class BundleCommandTest {
    private static final String CHILD = "Ananya Rao";
    private static final String CARD = "04A1B2C3D4E5F6";
    private static final String SECRET = "SECR-ETCO-DE42";

    @TempDir Path folder;

    @Test
    void bundle_holdsNothingThatWasPlanted() throws Exception {
        KeyPair keys = TestAuthority.ed25519Pair();
        new TestEnrolment(new TestAuthority(), keys)
                .enrol(folder.resolve("state"), "greenfield-c1", "127.0.0.1", 1);
        Path config =
                Files.writeString(
                        folder.resolve("edge.yaml"),
                        """
                        state-dir: state
                        cloud: { url: https://cloud.example.org/ananya-rao }
                        enroll: { code: %s }
                        journal: { keep: 40d }
                        readers:
                          - { name: ananya-rao, kind: osdp, device: /dev/%s, key: 000102030405060708090A0B0C0D0E0F }
                        """
                                .formatted(SECRET, CARD));
        Cloud cloud = new Cloud(keys).child(1).child(2);
        Path bundle = folder.resolve("bundle.tar.gz");
        ObjectNode status = (ObjectNode) new ObjectMapper().readTree(STATUS.replace('\'', '"'));
        try (Counter counter = new Counter(folder.resolve("state"), cloud);
                ControlServer server =
                        ControlServer.open(
                                folder.resolve("state/control.sock"), new FakeDesk(status))) {
            counter.snapshots.applyFull(cloud.full());
            counter.tap(Cloud.card(1));
            counter.tap(Cloud.card(1));

            Cli cli = Cli.run("bundle", bundle.toString(), "--json", "-c", config.toString());
            assertThat(cli.err()).isEmpty();
            assertThat(cli.code()).isZero();
            assertThat(new ObjectMapper().readTree(cli.out()).path("leftOut")).isEmpty();
        }

        String all = unpacked(bundle);
        assertThat(all)
                .contains("\"decision\" : \"serve\"", "\"ALREADY_SERVED\"", "\"waiting\" : 7")
                .contains("\"value\" : \"40d\"", "\"check\" : \"journal\"")
                .doesNotContainIgnoringCase(CHILD)
                .doesNotContainIgnoringCase("ananya")
                .doesNotContain(CARD, "B2C3", SECRET, "0A0B0C", "04000001", "..0001", "Child")
                .doesNotContain("greenfield", "127.0.0.1", "example.org", folder.toString());
        for (String secret : identitySecrets()) {
            assertThat(all).doesNotContain(secret);
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(bundle)))
                .isEqualTo("rw-------");
        assertThat(Cli.run("bundle", bundle.toString(), "-c", config.toString()).code())
                .isEqualTo(2); // never over another file
    }

    @Test
    void bundle_isWrittenWhenTheSettingsAreWrong() throws Exception {
        Path config = Files.writeString(folder.resolve("edge.yaml"), "nonsense: " + SECRET + "\n");
        Path bundle = folder.resolve("bundle.tar.gz");
        Cli cli = Cli.run("bundle", bundle.toString(), "-c", config.toString());
        assertThat(cli.code()).isZero();
        assertThat(cli.out()).contains("left out: everything but doctor and machine");
        assertThat(unpacked(bundle)).contains("\"state\" : \"fail\"").doesNotContain(SECRET);
    }

    /** Planted where names and numbers stand, and where they must not. */
    private static final String STATUS =
            """
            {'school':'greenfield','station':'Ananya Rao','name':'Ananya Rao','state':'Ananya Rao',
             'clock':'04A1B2C3D4E5F6','secret':'SECR-ETCO-DE42','problems':['Ananya Rao'],
             'identity':{'subject':'Ananya Rao','state':'valid','serial':'04A1B2C3D4E5F6'},
             'sync':{'online':false,'why':'Ananya Rao 04A1B2C3D4E5F6','waiting':7},
             'readers':[{'name':'Ananya Rao','state':'offline','detail':'04A1B2C3D4E5F6'}],
             'taps':{'taps':1,'refusals':{'Ananya Rao':1}}}
            """;

    /** By tar itself, so that what we write is a tar for others too. */
    private String unpacked(Path bundle) throws IOException, InterruptedException {
        Process tar = new ProcessBuilder("tar", "-xOzf", bundle.toString()).start();
        String files = new String(tar.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(tar.waitFor()).isZero();
        try (InputStream in = new GZIPInputStream(Files.newInputStream(bundle))) {
            return files + new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private List<String> identitySecrets() throws IOException {
        JsonNode slot =
                new ObjectMapper().readTree(folder.resolve("state/identity/slot-a.json").toFile());
        List<String> texts =
                slot.properties().stream()
                        .map(field -> field.getValue().asText())
                        .filter(text -> text.length() > 30)
                        .toList();
        assertThat(texts).isNotEmpty();
        return texts;
    }
}
