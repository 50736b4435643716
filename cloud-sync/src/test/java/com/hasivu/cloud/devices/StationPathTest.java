package com.hasivu.cloud.devices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import com.hasivu.cloud.devices.BenchSchool.Child;
import com.hasivu.protocol.Wire;
import com.hasivu.protocol.wire.Ack;
import com.hasivu.protocol.wire.ReaderState;
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
import java.util.List;
import java.util.Optional;

/** From a claim code to a delivered order, over real HTTP, real TLS and the real broker. */
class StationPathTest {
    private static final Duration SOON = Duration.ofSeconds(30);

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
            await().atMost(SOON).until(() -> !station.acks().isEmpty());

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
            long asked = System.currentTimeMillis();
            station.publish(
                    station.topics.requests(),
                    StationRequest.newBuilder()
                            .setTime(TimeRequest.newBuilder().setMonotonicNanos(77))
                            .build());
            await().atMost(SOON)
                    .until(
                            () ->
                                    !station.heard(station.topics.time(), TimeNotice.parser())
                                            .isEmpty());
            TimeNotice notice =
                    station.heard(station.topics.time(), TimeNotice.parser()).getFirst();
            assertThat(notice.getMonotonicNanos()).isEqualTo(77);
            assertThat(notice.getCloudWallMillis()).isBetween(asked, System.currentTimeMillis());
        }
    }

    @Test
    void change_isFoundByItsTraceAtTheStation() throws Exception {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        BenchSchool school = cloud.school("traced");
        Child child = school.child();
        try (TestStation station = school.station("traced-c1")) {
            station.connect();
            var blocked =
                    cloud.call(
                            school.admin(),
                            "POST",
                            "/v1/schools/traced/cards/%d/block".formatted(child.cardId()),
                            "{\"reason\":\"found on the playground\"}",
                            Optional.of("00-%s-00f067aa0ba902b7-01".formatted(trace)));
            assertThat(blocked.status()).isEqualTo(200);
            await().atMost(SOON)
                    .until(() -> tracesOf(station, station.topics.delta()).contains(trace));
            // the manifest is sent behind the differences
            await().atMost(SOON)
                    .until(() -> tracesOf(station, station.topics.manifest()).contains(trace));
            assertThat(tracesOf(station, station.topics.manifest())).endsWith(trace);
        }
    }

    /** The trace id of each message, if it has one. */
    private static List<String> tracesOf(TestStation station, String topic) {
        return station.heard().stream()
                .filter(heard -> heard.topic().equals(topic))
                .flatMap(heard -> heard.properties().stream())
                .filter(property -> property.getKey().equals("traceparent"))
                .map(property -> property.getValue().substring(3, 35))
                .toList();
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
            await().atMost(SOON).until(() -> shown(school).path("online").asBoolean());
            assertThat(shown(school).path("lastSequence").asLong()).isEqualTo(12);
            assertThat(shown(school).path("ackedSequence").asLong()).isEqualTo(9);
            assertThat(reader(school).isMissingNode()).isTrue();

            var told =
                    ReaderState.newBuilder()
                            .setName("counter-1a")
                            .setDriver("pn532")
                            .setOnline(true)
                            .setFaults(3)
                            .setDetail("PN532 1.6");
            station.publish(
                    station.topics.status(),
                    Wire.seal(online.setWallMillis(1).addReaders(told).build()),
                    true);
            await().atMost(SOON).until(() -> reader(school).path("online").asBoolean());
            assertThat(reader(school).path("driver").asText()).isEqualTo("pn532");
            assertThat(reader(school).path("faults").asLong()).isEqualTo(3);
            assertThat(reader(school).path("taps").asInt()).isZero();
            told.setOnline(false).setDetail("no answer at /dev/i2c-1");
            station.publish(
                    station.topics.status(),
                    Wire.seal(online.setWallMillis(2).setReaders(0, told).build()),
                    true);
            await().atMost(SOON).until(() -> !reader(school).path("online").asBoolean());
            assertThat(school.ok("GET", "/stations/visible-c1", "").path("troubles").toString())
                    .contains("counter-1a is offline: no answer at /dev/i2c-1");
            told.setOnline(true);
            station.publish(
                    station.topics.status(),
                    Wire.seal(online.setWallMillis(3).setReaders(0, told).build()),
                    true);
            await().atMost(SOON).until(() -> reader(school).path("online").asBoolean());

            station.publish(
                    station.topics.status(),
                    Wire.seal(StationStatus.newBuilder().setOnline(false).build()),
                    true);
            await().atMost(SOON).until(() -> !shown(school).path("online").asBoolean());
            assertThat(shown(school).path("lastSequence").asLong()).isEqualTo(12);
            assertThat(reader(school).path("online").asBoolean())
                    .as("of a station that is not there")
                    .isFalse();
        }
    }

    private static JsonNode reader(BenchSchool school) {
        return school.ok("GET", "/stations/visible-c1", "").path("readers").path(0);
    }

    private static JsonNode shown(BenchSchool school) {
        return school.ok("GET", "/stations", "").path("items").path(0);
    }
}
