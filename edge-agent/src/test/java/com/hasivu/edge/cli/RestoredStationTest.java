package com.hasivu.edge.cli;

import static com.hasivu.edge.Patience.await;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.hasivu.edge.control.ControlClient;
import com.hasivu.edge.identity.Identity;
import com.hasivu.edge.identity.TestAuthority;
import com.hasivu.edge.identity.TestEnrolment;
import com.hasivu.edge.journal.EndedJournals;
import com.hasivu.edge.remote.Host;
import com.hasivu.edge.settings.StationSettings;
import com.hasivu.edge.station.SchoolDayRows;
import com.hasivu.edge.station.Station;
import com.hasivu.edge.sync.TestBroker;
import com.hasivu.edge.sync.TestCloud;
import com.hasivu.protocol.Topics;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A whole station, a broker, a cloud; the card is lost, and another one restored from a backup. */
class RestoredStationTest {
    private static final String ASHA = SchoolDayRows.CARD;
    private static final String BALA = "04000002";
    private static final String CHITRA = "04000003";

    @TempDir Path folder;
    private final KeyPair keys = TestAuthority.ed25519Pair();
    private final TestAuthority authority = new TestAuthority();
    private final AtomicInteger again = new AtomicInteger();
    private final Host host =
            new Host() {
                @Override
                public void again(StationSettings file) {
                    again.incrementAndGet();
                }

                @Override
                public void leave() {}
            };
    private TestBroker broker;
    private TestCloud cloud;
    private Topics topics;
    private Path config;
    private Path backup;
    private ControlClient control;
    private Optional<Station> station = Optional.empty();

    @SuppressWarnings("NullAway.Init") // JUnit calls setUp
    RestoredStationTest() {}

    @BeforeEach
    void setUp() throws IOException {
        broker = new TestBroker(folder.resolve("broker"), Optional.of(authority));
        Identity identity = enrol();
        topics = new Topics(identity.school(), identity.station());
        cloud = new TestCloud(topics, keys, broker.port);
        cloud.snapshot(5, SchoolDayRows.ofThree());
        config =
                Files.writeString(
                        folder.resolve("edge.yaml"),
                        "state-dir: state\nmetrics: { listen: off }\nsignal: none\n");
        backup = folder.resolve("station.backup");
        control = new ControlClient(folder.resolve("state/control.sock"));
    }

    private Identity enrol() {
        return new TestEnrolment(authority, keys)
                .enrol(folder.resolve("state"), "greenfield-c1", "127.0.0.1", broker.tlsPort);
    }

    @AfterEach
    void tearDown() {
        station.ifPresent(Station::close);
        cloud.close();
        broker.close();
    }

    @Test
    void restored_servesNobodyTwiceAndSendsWhatWasUnsentInAnotherEpoch() throws Exception {
        start();
        await().until(() -> version() == 5);
        assertThat(decision(ASHA)).isEqualTo("serve");
        await().until(() -> acked() == 1);
        String epoch = epoch();
        broker.restart(
                () -> {
                    assertThat(decision(BALA)).isEqualTo("serve");
                    backup("--with-identity");
                    assertThat(decision(CHITRA)).isEqualTo("serve"); // known to nobody else
                    loseTheCard();
                    restore();
                    start();
                    assertThat(epoch()).isNotEqualTo(epoch);
                    assertThat(decision(ASHA)).isEqualTo("ALREADY_SERVED");
                    assertThat(decision(BALA)).isEqualTo("ALREADY_SERVED");
                    assertThat(ended().unsent()).isPresent();
                });
        cloud.reconnect();
        await().until(() -> again.get() > 0);
        assertThat(cloud.committed)
                .extracting(tap -> tap.getServe().getOrder())
                .containsExactly(71L, 72L);
        ownJournalGoesOn(epoch);
    }

    @Test
    void restored_isDoneWithAJournalOfWhichTheCloudHasMore() throws Exception {
        start();
        await().until(() -> version() == 5);
        cloud.acks = false; // the backup's cursor stays behind
        assertThat(decision(ASHA)).isEqualTo("serve");
        backup();
        String epoch = epoch();
        assertThat(decision(BALA)).isEqualTo("serve");
        await().until(() -> cloud.committed.size() == 2);
        loseTheCard();
        enrol(); // by the office's new key file, as the backup has no key
        restore();
        cloud.acks = true;
        start();
        await().until(() -> again.get() > 0);
        ownJournalGoesOn(epoch);
    }

    /** The station starts anew by itself; what it records now is merged under its own epoch. */
    private void ownJournalGoesOn(String former) {
        assertThat(ended().unsent()).isEmpty();
        stop();
        cloud.close();
        cloud = new TestCloud(topics, keys, broker.port); // knows of no other epoch
        cloud.snapshot(6, SchoolDayRows.ofThree());
        start();
        assertThat(decision(ASHA)).isEqualTo("ALREADY_SERVED");
        await().until(() -> acked() == lastSequence());
        assertThat(cloud.committed).isNotEmpty();
        assertThat(epoch()).isNotEqualTo(former);
        Cli verify = Cli.with(config, "journal", "verify");
        assertThat(verify.out()).endsWith("sound\n");
        assertThat(verify.code()).isZero();
        assertThat(ended().folders())
                .extracting(Path::getFileName)
                .containsExactly(Path.of(former));
    }

    private void backup(String... more) {
        String[] words = {"backup", backup.toString()};
        Cli cli =
                Cli.with(
                        config,
                        more.length == 0 ? words : new String[] {words[0], words[1], more[0]});
        assertThat(cli.err()).isEmpty();
        assertThat(cli.code()).isZero();
        try {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)))
                    .isEqualTo("rw-------");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void loseTheCard() {
        Cli running = Cli.with(config, "restore", backup.toString(), "--force");
        assertThat(running.code()).isEqualTo(ExitCode.IN_USE);
        stop();
        try {
            Files.move(folder.resolve("state"), folder.resolve("lost-" + System.nanoTime()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void restore() {
        Cli cli = Cli.with(config, "restore", backup.toString(), "--json");
        assertThat(cli.err()).isEmpty();
        assertThat(cli.code()).isZero();
    }

    private EndedJournals ended() {
        return new EndedJournals(folder.resolve("state/journal"));
    }

    private void start() {
        try {
            station =
                    Optional.of(
                            Station.start(
                                    StationSettings.load(config),
                                    new ByteArrayOutputStream(),
                                    host));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void stop() {
        station.ifPresent(Station::close);
        station = Optional.empty();
    }

    private String decision(String card) {
        JsonNode answer =
                control.post("/v1/tap", JsonNodeFactory.instance.objectNode().put("card", card));
        return answer.path("reason").asText(answer.path("decision").asText());
    }

    private JsonNode status() {
        return control.get("/v1/status");
    }

    private String epoch() {
        return status().at("/journal/epoch").asText();
    }

    private long acked() {
        return status().at("/journal/ackedSequence").asLong();
    }

    private long lastSequence() {
        return status().at("/journal/lastSequence").asLong();
    }

    private long version() {
        return status().at("/snapshot/version").asLong();
    }
}
