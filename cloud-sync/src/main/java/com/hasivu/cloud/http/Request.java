package com.hasivu.cloud.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.hasivu.protocol.SchoolId;

import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** One request, after the gate and the contract have passed it. Immutable. */
public final class Request {
    private static final int PAGE = 100;

    private final String id;
    private final Operation operation;
    private final Optional<Caller> caller;
    private final Map<String, String> path;
    private final Map<String, String> query;
    private final Optional<String> idempotencyKey;
    private final Stream stream;
    private final JsonNode body;
    private final Map<String, String> headers;
    private final byte[] rawBody;

    /** What an answer that goes on needs: where it goes on, and whether it still may. */
    record Stream(Optional<String> lastEventId, BooleanSupplier admitted) {}

    Request(
            String id,
            Operation operation,
            Optional<Caller> caller,
            Map<String, String> path,
            Map<String, String> query,
            Optional<String> idempotencyKey,
            Stream stream,
            JsonNode body,
            Map<String, String> headers,
            byte[] rawBody) {
        this.id = id;
        this.operation = operation;
        this.caller = caller;
        this.path = path;
        this.query = query;
        this.idempotencyKey = idempotencyKey;
        this.stream = stream;
        this.body = body;
        this.headers = headers;
        this.rawBody = rawBody;
    }

    /** Names this request in logs, answers (X-Request-Id) and the audit log. */
    public String id() {
        return id;
    }

    /** The operation id of openapi.yaml. */
    public String operation() {
        return operation.id();
    }

    /** Who calls. Only an open route has no caller; asking there is a bug. */
    public Caller caller() {
        return caller.orElseThrow(
                () -> new IllegalStateException(operation.id() + " is open: it has no caller"));
    }

    /** Who calls, if anybody is signed in. */
    public Optional<Caller> signedIn() {
        return caller;
    }

    /** The path with its parameters filled in. */
    public String resource() {
        String filled = operation.path();
        for (var parameter : path.entrySet()) {
            filled = filled.replace("{" + parameter.getKey() + "}", parameter.getValue());
        }
        return filled;
    }

    /** The names of the body's fields, in order. */
    public List<String> fields() {
        return body.propertyStream().map(Map.Entry::getKey).sorted().toList();
    }

    /** The school in the path; the gate has let the caller in. */
    public SchoolId school() {
        return new SchoolId(path("school"));
    }

    /** The school in the path, if it names one. */
    public Optional<SchoolId> inSchool() {
        return Optional.ofNullable(path.get("school")).map(SchoolId::new);
    }

    /** A parameter of the path. */
    public String path(String name) {
        String value = path.get(name);
        if (value == null) {
            throw new IllegalStateException("%s has no {%s}".formatted(operation.path(), name));
        }
        return value;
    }

    /** A number of the path, for example an id. */
    public long number(String name) {
        return Long.parseLong(path(name));
    }

    /** A date of the path. */
    public LocalDate date(String name) {
        return LocalDate.parse(path(name));
    }

    /** A parameter of the query. */
    public Optional<String> query(String name) {
        return Optional.ofNullable(query.get(name));
    }

    /** Where a list goes on: ids above this one. */
    public long cursor() {
        return query("cursor").map(Long::parseLong).orElse(0L);
    }

    /** How many rows a page holds. */
    public int limit() {
        return query("limit").map(Integer::parseInt).orElse(PAGE);
    }

    /** The Idempotency-Key header. */
    public Optional<String> idempotencyKey() {
        return idempotencyKey;
    }

    /** A header that the operation names in the contract, in its words. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** The body as it came, for a signature over it. */
    public byte[] rawBody() {
        return rawBody.clone();
    }

    /** The event a reader saw last, when it comes again. */
    public Optional<Long> lastEventId() {
        return stream.lastEventId().map(Long::parseLong);
    }

    /**
     * Whether its token counts now: it may have expired or been revoked since. Any thread; blocks
     * on the database.
     */
    public boolean stillAdmitted() {
        return stream.admitted().getAsBoolean();
    }

    /** The body as a record whose components are named like the fields. */
    public <T> T body(Class<T> type) {
        try {
            return Json.MAPPER.treeToValue(body, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "%s does not hold what openapi.yaml lets through".formatted(type.getName()), e);
        }
    }

    /** The body of an operation whose body is text: its bytes as they came. */
    public byte[] bytes() {
        try {
            return body.binaryValue();
        } catch (IOException e) {
            throw new IllegalStateException(operation.id() + " has no text as its body", e);
        }
    }

    JsonNode body() {
        return body;
    }

    Map<String, String> pathParameters() {
        return path;
    }
}
