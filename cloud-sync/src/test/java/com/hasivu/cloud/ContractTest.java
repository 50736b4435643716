package com.hasivu.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.time.Clock;
import java.util.Set;
import java.util.TreeSet;

/** openapi.yaml and the running service say the same. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContractTest {
    private final CloudFixture cloud;

    ContractTest() throws Exception {
        cloud = CloudFixture.start(Engine.H2, Clock.systemUTC());
    }

    @AfterAll
    void stop() throws Exception {
        cloud.close();
    }

    @Test
    void contract_equalsTheRoutesBothWays() throws Exception {
        var document =
                new YAMLMapper().readTree(cloud.web().get("/openapi.yaml").expect(200).text());
        Set<String> written = new TreeSet<>();
        document.path("paths")
                .forEach(
                        path ->
                                path.forEach(
                                        operation -> {
                                            if (operation.has("operationId")) {
                                                written.add(operation.path("operationId").asText());
                                            }
                                        }));
        assertThat(new TreeSet<>(cloud.cloud().routes().keySet())).isEqualTo(written);
        assertThat(document.path("openapi").asText()).startsWith("3.1");
    }

    @Test
    void contract_closesEveryRequestBody() throws Exception {
        var schemas =
                new YAMLMapper()
                        .readTree(cloud.web().get("/openapi.yaml").text())
                        .at("/components/schemas");
        assertThat(schemas.properties())
                .filteredOn(s -> s.getKey().startsWith("New"))
                .filteredOn(s -> s.getValue().path("type").asText().equals("object"))
                .isNotEmpty()
                .allSatisfy(
                        s ->
                                assertThat(
                                                s.getValue()
                                                        .path("additionalProperties")
                                                        .asBoolean(true))
                                        .as(s.getKey())
                                        .isFalse());
    }
}
