package com.hasivu.cloud.devices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hasivu.cloud.db.DatabaseConfig;
import com.hasivu.cloud.devices.BenchSchool.Child;
import com.hasivu.cloud.keys.CertificateAuthority;
import com.hasivu.cloud.keys.KeyFile;
import com.hasivu.cloud.rfid.Stations;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.Wire;
import com.hasivu.protocol.wire.Ack;
import com.hasivu.protocol.wire.Delta;
import com.hasivu.protocol.wire.ManifestNotice;
import com.hasivu.protocol.wire.SnapshotChunk;
import com.hasivu.protocol.wire.SnapshotRequest;
import com.hasivu.protocol.wire.StationRequest;

import org.eclipse.paho.mqttv5.common.MqttException;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.security.KeyPair;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Who gets in and what he may do there, over the real broker with mutual TLS. */
class BrokerGateTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    /** One every 15 s; the first may find the database busy, and then tries again. */
    private static final Duration TWO_SWEEPS = Duration.ofSeconds(60);

    @TempDir static Path folder;

    @SuppressWarnings("NullAway.Init")
    static CloudBench cloud;

    @SuppressWarnings("NullAway.Init")
    static BenchSchool school;

    @BeforeAll
    static void start() throws Exception {
        cloud = new CloudBench(folder);
        school = cloud.school("greenfield");
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    private static String id(TestStation station) {
        return station.topics.school() + "/" + station.topics.station();
    }

    @Test
    void noCertificate_isRefused() throws Exception {
        try (TestStation station = school.station("gate-none")) {
            assertThatThrownBy(() -> station.connect(id(station), false))
                    .isInstanceOf(MqttException.class);
            station.connect(id(station), true);
            assertThat(station.connected()).isTrue();
        }
    }

    @Test
    void certificateOfAnotherAuthority_isRefused() throws Exception {
        try (TestStation good = school.station("gate-foreign")) {
            var foreign =
                    CertificateAuthority.open(folder.resolve("foreign-ca"), Clock.systemUTC());
            KeyPair keys = KeyFile.generate(KeyFile.Kind.EC_P256);
            try (TestStation forged =
                    good.with(
                            keys,
                            foreign.forStation(
                                    good.topics.school(),
                                    good.topics.station(),
                                    keys.getPublic()))) {
                assertThatThrownBy(() -> forged.connect(id(good), true))
                        .isInstanceOf(MqttException.class);
            }
        }
    }

    @Test
    void certificateTheDatabaseDoesNotKnow_isRefused() throws Exception {
        try (TestStation good = school.station("gate-other")) {
            var ours = CertificateAuthority.open(cloud.data().resolve("ca"), Clock.systemUTC());
            KeyPair keys = KeyFile.generate(KeyFile.Kind.EC_P256);
            for (String name : List.of("gate-other", "gate-unknown")) {
                try (TestStation old =
                        good.with(
                                keys,
                                ours.forStation(
                                        good.topics.school(),
                                        new StationId(name),
                                        keys.getPublic()))) {
                    assertThatThrownBy(() -> old.connect("greenfield/" + name, true))
                            .isInstanceOf(MqttException.class);
                }
            }
        }
    }

    @Test
    void anotherClientId_isRefused() throws Exception {
        try (TestStation station = school.station("gate-id")) {
            for (String id :
                    List.of(
                            "greenfield/gate-none",
                            "gate-id",
                            "GREENFIELD/gate-id",
                            "cloud",
                            "x")) {
                assertThatThrownBy(() -> station.connect(id, true))
                        .isInstanceOf(MqttException.class);
            }
        }
    }

    @Test
    void revokedStation_isCutOffAndRefused() throws Exception {
        try (TestStation station = school.station("gate-revoked")) {
            station.connect();
            school.ok("POST", "/stations/gate-revoked/revoke", "");
            await().atMost(SOON).until(() -> !station.connected());
            assertThatThrownBy(() -> station.connect(id(station), true))
                    .isInstanceOfSatisfying(
                            MqttException.class,
                            refused -> assertThat(refused.getReasonCode()).isEqualTo(138));
        }
    }

    @Test
    void stationRevokedBehindOurBack_isCutOffByTheSweep() throws Exception {
        try (TestStation station = school.station("gate-swept")) {
            station.connect();
            assertThat(revokedByAnotherNode(station)).isTrue();
            long begun = System.nanoTime();
            await().atMost(TWO_SWEEPS).until(() -> !station.connected());
            System.err.printf(
                    "revoked by another node, cut off after %d ms%n",
                    Duration.ofNanos(System.nanoTime() - begun).toMillis());
            assertThatThrownBy(() -> station.connect(id(station), true))
                    .isInstanceOf(MqttException.class);
        }
    }

    /**
     * By one connection: who closes a whole node's database on H2 shuts the file down under the
     * first one, whose pool goes on handing out dead connections as long as they are in use.
     */
    private static boolean revokedByAnotherNode(TestStation station) throws SQLException {
        DatabaseConfig file = DatabaseConfig.h2(cloud.data());
        try (Connection node =
                DriverManager.getConnection(file.jdbcUrl(), file.user(), file.password())) {
            node.setAutoCommit(false);
            var tx = DSL.using(node, SQLDialect.H2, new Settings().withRenderSchema(false));
            boolean revoked =
                    new Stations(Clock.systemUTC())
                            .revoke(tx, station.topics.school(), station.topics.station());
            node.commit();
            return revoked;
        }
    }

    @Test
    void renewedCertificate_isLetInBesideTheOldOneUntilItIsUsed() throws Exception {
        try (TestStation old = school.station("gate-renew")) {
            old.connect();
            KeyPair keys = KeyFile.generate(KeyFile.Kind.EC_P256);
            old.publish(old.topics.requests(), old.renewal(keys));
            await().atMost(SOON).until(() -> !old.certificates().isEmpty());
            try (TestStation renewed = old.with(keys, old.certificates().getFirst())) {
                old.close();
                renewed.connect();
                renewed.close();
                old.connect(); // not told that the new one is used: both are let in
                old.close();
                renewed.connect();
                renewed.publish(renewed.topics.requests(), renewed.renewal(keys));
                await().atMost(SOON).until(() -> !renewed.certificates().isEmpty());
                assertThat(renewed.certificates().getFirst())
                        .isEqualTo(old.certificates().getFirst());
                renewed.close();
                assertThatThrownBy(() -> old.connect(id(old), true))
                        .isInstanceOf(MqttException.class);
                renewed.connect();
                assertThat(renewed.connected()).isTrue();
            }
        }
    }

    @Test
    void topicsOfOthers_areClosed() throws Exception {
        Child child = school.child();
        try (TestStation one = school.station("gate-one");
                TestStation two = school.station("gate-two")) {
            two.connect();
            for (String filter :
                    List.of(
                            "#",
                            "hasivu/#",
                            "hasivu/v1/+/+/down/#",
                            two.topics.allDown(),
                            one.topics.allUp(),
                            "$share/g/" + one.topics.allDown(),
                            "$SYS/#")) {
                one.connect();
                assertThat(refused(() -> one.subscribe(filter), one)).as(filter).isTrue();
                one.close();
            }
            byte[] tap = Wire.seal(two.batch(TestStation.serve(child.order(), child.student())));
            for (String topic :
                    List.of(
                            two.topics.taps(),
                            two.topics.status(),
                            two.topics.acks(),
                            one.topics.acks(),
                            one.topics.delta(),
                            "hasivu/v1/other/gate-one/up/taps",
                            "anything")) {
                one.connect();
                assertThat(refused(() -> one.publish(topic, tap, false), one)).as(topic).isTrue();
                one.close();
            }
            assertThat(school.order(child.order()).path("state").asText()).isEqualTo("confirmed");
            assertThat(
                            two.heard().stream()
                                    .filter(heard -> heard.topic().equals(two.topics.acks())))
                    .isEmpty();
            two.publish(two.topics.taps(), tap, false);
            await().atMost(SOON).until(() -> !two.acks().isEmpty());
        }
    }

    private interface Attempt {
        void run() throws MqttException;
    }

    /** An error, or the broker ends the connection. */
    private static boolean refused(Attempt attempt, TestStation who) {
        try {
            attempt.run();
        } catch (MqttException e) {
            return true;
        }
        try {
            await().atMost(SOON).until(() -> !who.connected());
            return true;
        } catch (org.awaitility.core.ConditionTimeoutException stillThere) {
            return false;
        }
    }

    @Test
    void malformedAndOversizedPayloads_changeNothingAndHarmNobody() throws Exception {
        Child child = school.child();
        try (TestStation station = school.station("gate-noise")) {
            station.connect();
            var random = new Random(11);
            for (String topic :
                    List.of(
                            station.topics.taps(),
                            station.topics.requests(),
                            station.topics.status(),
                            station.topics.allUp().replace("#", "nonsense"))) {
                for (int i = 0; i < 10; i++) {
                    byte[] noise = new byte[random.nextInt(2000)];
                    random.nextBytes(noise);
                    station.publish(topic, noise, false);
                }
            }
            assertThat(
                            refused(
                                    () ->
                                            station.publish(
                                                    station.topics.taps(),
                                                    new byte[Wire.MAX_SEALED + 64 * 1024],
                                                    false),
                                    station))
                    .isTrue();
            station.close();
            assertThat(school.order(child.order()).path("state").asText()).isEqualTo("confirmed");

            station.connect();
            station.publish(
                    station.topics.taps(),
                    station.batch(TestStation.serve(child.order(), child.student())));
            await().atMost(SOON).until(() -> !station.acks().isEmpty());
            assertThat(school.order(child.order()).path("state").asText()).isEqualTo("delivered");
        }
    }

    @Test
    void brokerStoppedAndStarted_comesBackOnItsPortWithEverybody() throws Exception {
        Child child = school.child();
        int port = cloud.mqttPort();
        try (TestStation station = school.station("gate-outage")) {
            station.connect();
            var before = station.batch(TestStation.serve(child.order(), child.student()));
            assertThat(
                            cloud.ok(
                                            cloud.platform(),
                                            "PUT",
                                            "/v1/platform/broker",
                                            "{\"running\":false}")
                                    .path("running")
                                    .asBoolean())
                    .isFalse();
            await().atMost(SOON).until(() -> !station.connected());
            assertThatThrownBy(() -> station.connect(id(station), true))
                    .isInstanceOf(MqttException.class);
            cloud.ok(cloud.platform(), "PUT", "/v1/platform/broker", "{\"running\":true}");
            assertThat(cloud.mqttPort()).isEqualTo(port);
            await().atMost(SOON)
                    .until(
                            () ->
                                    cloud.ok(cloud.platform(), "GET", "/v1/platform/broker", "")
                                            .path("linkUp")
                                            .asBoolean());
            station.connect();
            station.publish(station.topics.taps(), before);
            await().atMost(SOON).until(() -> !station.acks().isEmpty());
            Ack ack = station.acks().getLast();
            assertThat(ack.getUpTo()).isEqualTo(1);
            await().atMost(SOON)
                    .until(
                            () ->
                                    !station.heard(
                                                    station.topics.manifest(),
                                                    ManifestNotice.parser())
                                            .isEmpty());
        }
    }

    @Test
    void blockedCard_isAtTheStationInMilliseconds() throws Exception {
        Child child = school.child();
        try (TestStation station = school.station("gate-live")) {
            station.connect();
            station.publish(
                    station.topics.requests(),
                    StationRequest.newBuilder()
                            .setSnapshot(SnapshotRequest.newBuilder().setWhy("connect"))
                            .build());
            String chunk = station.topics.chunk(0, 0).replace("/0/0", "/");
            await().atMost(SOON)
                    .until(
                            () ->
                                    station.heard().stream()
                                            .anyMatch(heard -> heard.topic().startsWith(chunk)));
            SnapshotChunk first =
                    Wire.open(
                            station.heard().stream()
                                    .filter(heard -> heard.topic().startsWith(chunk))
                                    .findFirst()
                                    .orElseThrow()
                                    .payload(),
                            SnapshotChunk.parser());
            assertThat(first.getVersion()).isPositive();

            List<Long> micros = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                int before = station.heard(station.topics.delta(), Delta.parser()).size();
                school.ok(
                        "POST",
                        "/cards/%d/%s".formatted(child.cardId(), i % 2 == 0 ? "block" : "activate"),
                        i % 2 == 0 ? "{\"reason\":\"test\"}" : "");
                long answered = System.nanoTime();
                await().pollInterval(Duration.ofMillis(2))
                        .atMost(SOON)
                        .until(
                                () ->
                                        station.heard(station.topics.delta(), Delta.parser()).size()
                                                > before);
                long heard =
                        station.heard().stream()
                                .filter(one -> one.topic().equals(station.topics.delta()))
                                .toList()
                                .getLast()
                                .nanos();
                micros.add((heard - answered) / 1000);
            }
            micros.sort(null);
            System.err.println("answer of the API to delta at the station, us: " + micros);
            assertThat(micros.get(micros.size() / 2)).isLessThan(1_000_000);
        }
    }
}
