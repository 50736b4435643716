package com.hasivu.cloud.devices;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.hasivu.cloud.CloudFixture;
import com.hasivu.cloud.Engine;
import com.hasivu.cloud.SchoolFixture;
import com.hasivu.cloud.TestClock;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

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
            assertThat(answer.path("zone").asText()).isEqualTo(CloudBench.zoneAtTen().getId());
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
