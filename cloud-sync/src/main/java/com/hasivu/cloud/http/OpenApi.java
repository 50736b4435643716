package com.hasivu.cloud.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.DisallowUnknownKeywordFactory;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The contract: openapi.yaml, read once. Says which operations there are and what they accept. */
public final class OpenApi {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete");

    /** The one media type of a body that is no JSON; its maxLength is the largest, in bytes. */
    private static final String CSV = "text/csv";

    /**
     * The words a schema may use: those of JSON Schema 2020-12, and the components that {@link
     * #schema} puts beside it. Another one is a mistake that would check nothing.
     */
    private static final JsonMetaSchema WORDS =
            JsonMetaSchema.builder(
                            JsonMetaSchema.getV202012().getIri(), JsonMetaSchema.getV202012())
                    .keyword(new NonValidationKeyword("components"))
                    .unknownKeywordFactory(DisallowUnknownKeywordFactory.getInstance())
                    .build();

    private final String text;
    private final Map<String, Operation> operations = new LinkedHashMap<>();
    private final Map<String, JsonNode> nodes = new LinkedHashMap<>();
    private final Map<String, List<JsonNode>> parameterNodes = new LinkedHashMap<>();
    private final JsonNode root;
    private final JsonSchemaFactory factory =
            JsonSchemaFactory.getInstance(
                    SpecVersion.VersionFlag.V202012, builder -> builder.metaSchema(WORDS));
    private final SchemaValidatorsConfig config =
            SchemaValidatorsConfig.builder()
                    .formatAssertionsEnabled(true)
                    .pathType(PathType.JSON_POINTER)
                    .locale(Locale.ENGLISH)
                    .build();

    private OpenApi(String text) throws IOException {
        this.text = text;
        this.root = new YAMLMapper().readTree(text);
        root.path("paths")
                .properties()
                .forEach(
                        path ->
                                path.getValue()
                                        .properties()
                                        .forEach(
                                                entry -> {
                                                    if (METHODS.contains(entry.getKey())) {
                                                        add(
                                                                path.getKey(),
                                                                entry.getKey(),
                                                                path.getValue(),
                                                                entry.getValue());
                                                    }
                                                }));
    }

    /** The service's own contract. */
    public static OpenApi load() {
        try (var in = OpenApi.class.getResourceAsStream("/openapi.yaml")) {
            if (in == null) {
                throw new IllegalStateException("openapi.yaml is not on the class path");
            }
            return new OpenApi(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read openapi.yaml", e);
        }
    }

    /** The document as it is served. */
    public String text() {
        return text;
    }

    /** Every operation id, in the order of the document. */
    public Set<String> operationIds() {
        return Set.copyOf(operations.keySet());
    }

    Operation operation(String id) {
        Operation operation = operations.get(id);
        if (operation == null) {
            throw new IllegalStateException(
                    "openapi.yaml has no operation '%s'; add it there first".formatted(id));
        }
        return operation;
    }

    /** The whole document. */
    JsonNode tree() {
        return root;
    }

    /** An operation as it is written. */
    JsonNode node(String id) {
        return Objects.requireNonNull(nodes.get(id), id);
    }

    /** An operation's parameters, with those of its path. */
    List<JsonNode> parameters(String id) {
        return parameterNodes.getOrDefault(id, List.of());
    }

    private void add(String path, String method, JsonNode shared, JsonNode operation) {
        String id = operation.path("operationId").asText();
        var parameters = new ArrayList<Operation.Parameter>();
        for (JsonNode list : List.of(shared.path("parameters"), operation.path("parameters"))) {
            list.forEach(
                    parameter -> {
                        JsonNode resolved = resolve(parameter);
                        parameters.add(parameter(resolved));
                        parameterNodes.computeIfAbsent(id, none -> new ArrayList<>()).add(resolved);
                    });
        }
        nodes.put(id, operation);
        JsonNode body = operation.path("requestBody");
        JsonNode schema = body.path("content").path("application/json").path("schema");
        JsonNode csv = body.path("content").path(CSV);
        Access who = who(id, operation);
        var made =
                new Operation(
                        id,
                        method.toUpperCase(Locale.ROOT),
                        path,
                        parameters,
                        schema.isMissingNode() ? null : schema(schema),
                        body.path("required").asBoolean(false),
                        csv.isMissingNode() ? null : CSV,
                        csv.isMissingNode()
                                ? operation
                                        .path("x-max-body")
                                        .asLong(
                                                who.open()
                                                        ? Operation.STRANGERS_BODY
                                                        : Operation.MAX_BODY)
                                : resolve(csv.path("schema"))
                                        .path("maxLength")
                                        .asLong(Operation.MAX_BODY),
                        who,
                        limit(id, operation),
                        operation.path("x-heavy").asBoolean());
        if (id.isEmpty() || operations.put(id, made) != null) {
            throw new IllegalStateException(
                    "openapi.yaml: %s %s has no operationId of its own".formatted(method, path));
        }
    }

    private static Operation.Limit limit(String id, JsonNode operation) {
        boolean open = operation.path("security").isArray();
        String said = operation.path("x-limit").asText();
        for (Operation.Limit limit : Operation.Limit.values()) {
            if (limit.label().equals(said) && (limit == Operation.Limit.USER) != open) {
                return limit;
            }
        }
        throw new IllegalStateException(
                "openapi.yaml: '%s' has x-limit '%s'; write %s"
                        .formatted(
                                id,
                                said,
                                open
                                        ? "address, or auth where passwords or codes are tried"
                                        : "user, as it needs a sign-in"));
    }

    private static Access who(String id, JsonNode operation) {
        var labels = new ArrayList<String>();
        operation.path("x-roles").forEach(label -> labels.add(label.asText()));
        if (labels.isEmpty()) {
            throw new IllegalStateException(
                    "openapi.yaml: '%s' does not say who may call it; write x-roles, for example [parent], or [anyone] with security: []"
                            .formatted(id));
        }
        Access who =
                Access.written(labels, operation.path("x-before-second-factor").asBoolean(false));
        if (who.open() != operation.path("security").isArray()) {
            throw new IllegalStateException(
                    "openapi.yaml: '%s' has x-roles %s; [anyone] and security: [] come together or not at all"
                            .formatted(id, labels));
        }
        return who;
    }

    private Operation.Parameter parameter(JsonNode node) {
        JsonNode schema = resolve(node.path("schema"));
        return new Operation.Parameter(
                node.path("name").asText(),
                node.path("in").asText(),
                node.path("required").asBoolean(false),
                schema.path("type").asText().equals("integer"),
                schema(schema));
    }

    /** Follows {@code $ref}. */
    JsonNode resolve(JsonNode node) {
        JsonNode reference = node.get("$ref");
        return reference == null ? node : resolve(root.at(reference.asText().substring(1)));
    }

    /** A schema of its own with the components beside it, so that its references lead somewhere. */
    private JsonSchema schema(JsonNode node) {
        ObjectNode whole = new ObjectMapper().createObjectNode();
        whole.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        whole.set("components", root.path("components"));
        whole.set("allOf", whole.arrayNode().add(node));
        JsonSchema schema = factory.getSchema(whole, config);
        schema.initializeValidators();
        return schema;
    }
}
