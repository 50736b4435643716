package com.hasivu.cloud.saga;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.hasivu.cloud.CloudFixture;
import com.hasivu.cloud.Engine;
import com.hasivu.cloud.TestClock;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an administrator sees of sagas that do not come to an end. */
class SagaRoutesTest {
    private static final String ROW =
            "insert into sagas (definition, subject, state, step, attempt, failure, due, created, changed)"
                    + " values ('order-pay', '%d', '%s', 1, %d, 'the disk is full', timestamp with time zone '2026-11-24 04:30:00+00',"
                    + " timestamp with time zone '2026-11-23 04:30:00+00', timestamp with time zone '2026-11-23 04:30:00+00')";

    @ParameterizedTest
    @EnumSource(Engine.class)
    void sagasInTrouble_areListedWithWhatIsInTheWayAndHastened(Engine engine) throws Exception {
        try (var cloud = CloudFixture.start(engine, TestClock.at("2026-11-23T04:30:00Z"))) {
            cloud.execute(ROW.formatted(901, "running", 9));
            cloud.execute(ROW.formatted(902, "running", 1));
            cloud.execute(ROW.formatted(903, "completed", 9));
            JsonNode items =
                    cloud.root()
                            .get("/v1/platform/sagas?attempts=3")
                            .expect(200)
                            .json()
                            .path("items");
            assertThat(items).hasSize(1);
            JsonNode stuck = items.get(0);
            assertThat(stuck.path("subject").asText()).isEqualTo("901");
            assertThat(stuck.path("failure").asText()).isEqualTo("the disk is full");
            assertThat(stuck.path("due").asText()).isEqualTo("2026-11-24T04:30:00Z");
            assertThat(cloud.root().get("/v1/platform/sagas").json().path("items")).hasSize(2);

            JsonNode hastened =
                    cloud.root()
                            .post(
                                    "/v1/platform/sagas/%d/retry"
                                            .formatted(stuck.path("id").asLong()))
                            .expect(200)
                            .json();
            assertThat(hastened.path("due").asText()).isEqualTo("2026-11-23T04:30:00Z");
            long ended = cloud.count("select id from sagas where subject = '903'");
            assertThat(cloud.root().post("/v1/platform/sagas/%d/retry".formatted(ended)).status())
                    .isEqualTo(404);
        }
    }
}
