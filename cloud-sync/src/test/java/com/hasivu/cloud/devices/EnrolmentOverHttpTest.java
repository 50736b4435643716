package com.hasivu.cloud.devices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.hasivu.cloud.CloudFixture;
import com.hasivu.cloud.Engine;
import com.hasivu.cloud.SchoolFixture;
import com.hasivu.cloud.TestClock;
import com.hasivu.protocol.StationKeyFile;

import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

class EnrolmentOverHttpTest {
    @TempDir Path folder;

    @Test
    void enrolment_answersWhatAStationNeedsAndRefusesTheRest() throws Exception {
        try (var cloud = new CloudBench(folder)) {
            BenchSchool school = cloud.school("greenfield");
            JsonNode made =
                    school.ok("POST", "/stations", "{\"id\":\"c1\",\"name\":\"Counter 1\"}");
            assertThat(made.path("state").asText()).isEqualTo("claimable");
            assertThat(made.path("claimExpiresAt").asText()).isNotEmpty();
            String code = made.path("claimCode").asText();

            TestStation station = TestStation.enrol(cloud, code);
            JsonNode answer = station.enrolment();
            assertThat(answer.path("school").asText()).isEqualTo("greenfield");
            assertThat(answer.path("station").asText()).isEqualTo("c1");
            assertThat(answer.path("stationName").asText()).isEqualTo("Counter 1");
            assertThat(answer.path("zone").asText())
                    .isEqualTo(school.ok("GET", "", "").path("zone").asText());
            assertThat(answer.path("certificate").asText()).startsWith("-----BEGIN CERTIFICATE");
            assertThat(answer.path("caCertificate").asText()).startsWith("-----BEGIN CERTIFICATE");
            assertThat(answer.path("broker").path("host").asText()).isEqualTo("127.0.0.1");
            assertThat(answer.path("broker").path("port").asInt()).isEqualTo(cloud.mqttPort());
            assertThat(answer.path("snapshotKeys").path(0).path("id").asText()).hasSize(16);

            assertThat(
                            cloud.ok(
                                    "",
                                    "POST",
                                    "/v1/enrolments",
                                    TestStation.request(code, station.keys())))
                    .isEqualTo(answer);
            TestStation other = school.station("c2");
            var refused =
                    cloud.call(
                            "", "POST", "/v1/enrolments", TestStation.request(code, other.keys()));
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.body().path("code").asText()).isEqualTo("claim-refused");
            var bad = cloud.call("", "POST", "/v1/enrolments", "{\"claimCode\":7}");
            assertThat(bad.status()).isEqualTo(400);
            assertThat(bad.body().path("errors")).isNotEmpty();

            var taken =
                    cloud.call(
                            school.admin(),
                            "POST",
                            "/v1/schools/greenfield/stations",
                            "{\"id\":\"c1\",\"name\":\"Counter 1\"}");
            assertThat(taken.status()).isEqualTo(409);

            int port = cloud.mqttPort();
            cloud.restart();
            assertThat(cloud.mqttPort()).isEqualTo(port);
            station.connect(); // keys, authority and registry survived
            assertThat(station.connected()).isTrue();
            station.close();
        }
    }

    @Test
    void stationLife_revokedReopenedAndClaimedAnewByItsKeyFile() throws Exception {
        try (var cloud = new CloudBench(folder, "stations: {certificate-life: 2d}\n")) {
            BenchSchool school = cloud.school("greenfield");
            String path = "/v1/schools/greenfield/stations/c1/";
            JsonNode made =
                    school.ok("POST", "/stations", "{\"id\":\"c1\",\"name\":\"Counter 1\"}");
            var file = StationKeyFile.read(made.path("keyFile").asText());
            assertThat(file.claimCode()).isEqualTo(made.path("claimCode").asText());
            assertThat(file.cloud().toString()).startsWith("http://127.0.0.1:");
            assertThat(made.path("keyFile").asText()).doesNotContain("PRIVATE");

            TestStation first = TestStation.enrol(cloud, file.claimCode());
            assertThat(first.enrolment().path("snapshotKeys").path(0).path("id").asText())
                    .isEqualTo(file.snapshotKeys().getFirst());
            assertThat(first.enrolment().path("caCertificate").asText().replaceAll("\\s", ""))
                    .contains(file.authority());
            assertThat(Duration.between(Instant.now(), first.expires()))
                    .isBetween(Duration.ofHours(47), Duration.ofHours(48));
            first.connect();
            var inUse = cloud.call(school.admin(), "POST", path + "reopen", "");
            assertThat(inUse.status()).isEqualTo(409);
            assertThat(inUse.body().path("code").asText()).isEqualTo("station-in-use");
            assertThat(cloud.call(school.admin(), "POST", path.replace("c1", "c9") + "reopen", ""))
                    .extracting(CloudBench.Answer::status)
                    .isEqualTo(404);

            school.ok("POST", "/stations/c1/revoke", "");
            await().atMost(Duration.ofSeconds(20)).until(() -> !first.connected());
            var again = TestStation.request(file.claimCode(), first.keys());
            assertThat(cloud.call("", "POST", "/v1/enrolments", again).status())
                    .as("a used code of a revoked station")
                    .isEqualTo(403);

            JsonNode reopened = school.ok("POST", "/stations/c1/reopen", "");
            assertThat(reopened.path("state").asText()).isEqualTo("claimable");
            TestStation second = TestStation.enrol(cloud, reopened.path("claimCode").asText());
            second.connect();
            assertThat(second.connected()).isTrue();
            assertThatThrownBy(() -> first.connect("greenfield/c1", true))
                    .isInstanceOf(MqttException.class);

            var list = cloud.text("/v1/revocations");
            assertThat(list).startsWith("-----BEGIN X509 CRL-----");
            second.close();
            first.close();
        }
    }

    @Test
    void withoutABroker_stationsAreToldSo() throws Exception {
        try (CloudFixture cloud =
                CloudFixture.start(Engine.H2, TestClock.at("2026-11-23T06:30:00Z"))) {
            SchoolFixture school = cloud.school("greenfield");
            school.admin()
                    .post(school.path("/stations"), "{'id':'c1','name':'Counter'}")
                    .expect(201);
            cloud.root().put("/v1/platform/broker", "{'running':true}").expect(409);
            cloud.root().get("/v1/platform/broker").expect(200);
        }
    }
}
