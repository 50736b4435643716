package com.hasivu.cloud.devices;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.wire.Ack;

import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** asyncapi.yaml says what {@link Topics} and hasivu.proto say. */
class AsyncApiTest {
    private static JsonNode contract() throws Exception {
        try (var in = AsyncApiTest.class.getResourceAsStream("/asyncapi.yaml")) {
            return new YAMLMapper().readTree(in);
        }
    }

    @Test
    void addresses_areTheTopics() throws Exception {
        var topics = new Topics(new SchoolId("s1"), new StationId("c1"));
        Map<String, String> expected =
                new TreeMap<>(
                        Map.of(
                                "taps",
                                topics.taps(),
                                "status",
                                topics.status(),
                                "requests",
                                topics.requests(),
                                "results",
                                topics.results(),
                                "acks",
                                topics.acks(),
                                "manifest",
                                topics.manifest(),
                                "chunk",
                                topics.chunk(9, 2),
                                "delta",
                                topics.delta(),
                                "commands",
                                topics.commands(),
                                "time",
                                topics.time(),
                                "certificate",
                                topics.certificate()));
        var found = new TreeMap<String, String>();
        contract()
                .path("channels")
                .properties()
                .forEach(
                        channel ->
                                found.put(
                                        channel.getKey(),
                                        channel.getValue()
                                                .path("address")
                                                .asText()
                                                .replace("{school}", "s1")
                                                .replace("{station}", "c1")
                                                .replace("{version}", "9")
                                                .replace("{index}", "2")));
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void messages_areOfTheProtoFileAndEachChannelHasAnOperation() throws Exception {
        JsonNode contract = contract();
        contract.path("components")
                .path("messages")
                .properties()
                .forEach(
                        message ->
                                assertThat(
                                                Ack.getDescriptor()
                                                        .getFile()
                                                        .findMessageTypeByName(message.getKey()))
                                        .as(message.getKey())
                                        .isNotNull());
        var served = new TreeSet<String>();
        contract.path("operations")
                .forEach(
                        operation ->
                                served.add(
                                        operation
                                                .path("channel")
                                                .path("$ref")
                                                .asText()
                                                .replace("#/channels/", "")));
        var channels = new TreeSet<String>();
        contract.path("channels").fieldNames().forEachRemaining(channels::add);
        assertThat(served).isEqualTo(channels);
    }
}
