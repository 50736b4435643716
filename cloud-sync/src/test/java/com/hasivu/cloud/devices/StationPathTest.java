package com.hasivu.cloud.devices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import com.hasivu.cloud.devices.BenchSchool.Child;
import com.hasivu.protocol.Wire;
import com.hasivu.protocol.wire.Ack;
import com.hasivu.protocol.wire.StationRequest;
import com.hasivu.protocol.wire.StationStatus;
import com.hasivu.protocol.wire.TimeNotice;
import com.hasivu.protocol.wire.TimeRequest;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;

/** From a claim code to a delivered order, over real HTTP, real TLS and the real broker. */
class StationPathTest {
    @TempDir static Path folder;
    static CloudBench cloud;

    @BeforeAll
    static void start() throws Exception {
        cloud = new CloudBench(folder);
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    @Test
    void tap_becomesADeliveredOrderAndIsAckedWithItsHash() throws Exception {
        BenchSchool school = cloud.school("greenfield");
        Child child = school.child();
        try (TestStation station = school.station("greenfield-c1")) {
            station.connect();
            station.publish(
                    station.topics.taps(),
                    station.batch(TestStation.serve(child.order(), child.student())));
            await().atMost(Duration.ofSeconds(10)).until(() -> !station.acks().isEmpty());

            Ack ack = station.acks().getFirst();
            assertThat(ack.getEpoch()).isEqualTo(station.epoch);
            assertThat(ack.getUpTo()).isEqualTo(1);
            assertThat(ack.getHashAtUpTo()).isEqualTo(ByteString.copyFrom(station.head()));
            assertThat(ack.getWindow()).isEqualTo(4);
            assertThat(school.order(child.order()).path("state").asText()).isEqualTo("delivered");
            JsonNode deliveries = school.ok("GET", "/deliveries?date=" + school.today(), "");
            assertThat(deliveries.path("items")).hasSize(1);
            assertThat(deliveries.path("items").path(0).path("order").asLong())
                    .isEqualTo(child.order().value());
        }
    }

    @Test
    void timeRequest_isEchoedWithTheCloudsClock() throws Exception {
        try (TestStation station = cloud.school("timely").station("timely-c1")) {
            station.connect();
            station.publish(
                    station.topics.requests(),
                    StationRequest.newBuilder()
                            .setTime(TimeRequest.newBuilder().setMonotonicNanos(77))
                            .build());
            await().atMost(Duration.ofSeconds(10))
                    .until(
                            () ->
                                    !station.heard(station.topics.time(), TimeNotice.parser())
                                            .isEmpty());
            TimeNotice notice =
                    station.heard(station.topics.time(), TimeNotice.parser()).getFirst();
            assertThat(notice.getMonotonicNanos()).isEqualTo(77);
            assertThat(System.currentTimeMillis() - notice.getCloudWallMillis())
                    .isBetween(0L, 10_000L);
        }
    }

    @Test
    void status_isShownAndTheWillSaysOffline() throws Exception {
        BenchSchool school = cloud.school("visible");
        try (TestStation station = school.station("visible-c1")) {
            station.connect();
            var online =
                    StationStatus.newBuilder()
                            .setOnline(true)
                            .setEpoch(station.epoch)
                            .setLastSequence(12)
                            .setAckedSequence(9)
                            .setAgentVersion("0.1.0");
            station.publish(station.topics.status(), Wire.seal(online.build()), true);
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> shown(school).path("online").asBoolean());
            assertThat(shown(school).path("lastSequence").asLong()).isEqualTo(12);
            assertThat(shown(school).path("ackedSequence").asLong()).isEqualTo(9);

            station.publish(
                    station.topics.status(),
                    Wire.seal(StationStatus.newBuilder().setOnline(false).build()),
                    true);
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> !shown(school).path("online").asBoolean());
            assertThat(shown(school).path("lastSequence").asLong()).isEqualTo(12);
        }
    }

    private static JsonNode shown(BenchSchool school) {
        return school.ok("GET", "/stations", "").path("items").path(0);
    }
}
