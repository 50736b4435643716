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
                        Map.ofEntries(
                                Map.entry("taps", topics.taps()),
                                Map.entry("status", topics.status()),
                                Map.entry("requests", topics.requests()),
                                Map.entry("results", topics.results()),
                                Map.entry("acks", topics.acks()),
                                Map.entry("manifest", topics.manifest()),
                                Map.entry("chunk", topics.chunk(9, 2)),
                                Map.entry("delta", topics.delta()),
                                Map.entry("commands", topics.commands()),
                                Map.entry("time", topics.time()),
                                Map.entry("certificate", topics.certificate())));
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
