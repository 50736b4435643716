package com.hasivu.cloud.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What every problem code means and what to do: problems.yaml, read once. Immutable. */
final class ProblemCodes {
    private final Map<String, Entry> entries;

    private ProblemCodes(Map<String, Entry> entries) {
        this.entries = entries;
    }

    /**
     * One code.
     *
     * @param operations who answers with it; empty: any may
     */
    record Entry(
            String code,
            List<Integer> statuses,
            String meaning,
            String fix,
            List<String> operations) {
        Entry {
            statuses = List.copyOf(statuses);
            operations = List.copyOf(operations);
        }
    }

    static ProblemCodes load() {
        try (var in = ProblemCodes.class.getResourceAsStream("/problems.yaml")) {
            if (in == null) {
                throw new IllegalStateException("problems.yaml is not on the class path");
            }
            var read = new LinkedHashMap<String, Entry>();
            new YAMLMapper()
                    .readTree(in)
                    .properties()
                    .forEach(
                            field ->
                                    read.put(
                                            field.getKey(),
                                            entry(field.getKey(), field.getValue())));
            return new ProblemCodes(read);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read problems.yaml", e);
        }
    }

    private static Entry entry(String code, JsonNode node) {
        var statuses = new ArrayList<Integer>();
        node.path("status").forEach(status -> statuses.add(status.asInt()));
        var operations = new ArrayList<String>();
        node.path("operations").forEach(operation -> operations.add(operation.asText()));
        return new Entry(
                code,
                statuses,
                node.path("meaning").asText(),
                node.path("fix").asText(),
                operations);
    }

    /** Every code, as the file orders them: by the alphabet, see DocsTest. */
    List<Entry> all() {
        return List.copyOf(entries.values());
    }

    /**
     * What an operation may answer with beyond what any may: by what it takes, and who may call.
     */
    List<Entry> of(Operation operation, Access access) {
        return entries.values().stream()
                .filter(
                        entry ->
                                entry.operations().contains(operation.id())
                                        || fits(entry, operation, access))
                .toList();
    }

    private static boolean fits(Entry entry, Operation operation, Access access) {
        return switch (entry.code()) {
            case "unauthenticated" -> !access.open();
            case "forbidden" -> !access.open() && access.roles().size() < Role.values().length;
            case "not-found" -> operation.path().contains("{");
            case "invalid-query" ->
                    operation.parameters().stream().anyMatch(p -> p.in().equals("query"));
            case "invalid-header", "idempotency-key-reused" ->
                    operation.parameters().stream().anyMatch(p -> p.in().equals("header"));
            case "malformed-json" -> operation.body() != null;
            case "invalid-body", "unsupported-media-type", "body-too-large" ->
                    operation.body() != null || operation.textType() != null;
            case "second-factor-required" ->
                    !access.open() && !access.limited() && access.staffed();
            case "rate-limited" -> true;
            default -> false;
        };
    }
}
