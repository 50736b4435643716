package com.hasivu.cloud.http;

import static com.hasivu.cloud.schema.Tables.IDEMPOTENCY_KEYS;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hasivu.cloud.db.Database;
import com.hasivu.protocol.Sha256;

import org.jooq.DSLContext;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Creating requests that may be sent again. The key, the effect and the answer are one transaction:
 * the same key and body get the first answer, however many arrive at once; the same key with
 * another body is refused (422). A request that was refused leaves no key behind. Thread-safe.
 */
public final class Once {
    private final Database database;
    private final Clock clock;

    public Once(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Runs the work in a transaction, at most once per caller, operation and key. */
    public Reply run(Request request, Function<DSLContext, Reply> work) {
        return request.idempotencyKey()
                .map(key -> keyed(request, key, work))
                .orElseGet(() -> database.transaction(work));
    }

    /**
     * Forgets the kept answers that hold this text in a field of this name: it names somebody who
     * is erased. A request sent again long after would then be a new one.
     */
    public static void forget(DSLContext tx, String field, String text) {
        tx.deleteFrom(IDEMPOTENCY_KEYS)
                .where(
                        IDEMPOTENCY_KEYS.BODY.contains(
                                "%s:%s".formatted(Json.write(field), Json.write(text))))
                .execute();
    }

    /** Forgets the kept answer that told of making this one: it may hold an earlier name. */
    public static void forget(DSLContext tx, String operation, long id) {
        tx.deleteFrom(IDEMPOTENCY_KEYS)
                .where(
                        IDEMPOTENCY_KEYS.OPERATION.eq(operation),
                        IDEMPOTENCY_KEYS.BODY.startsWith("{\"id\":%d,".formatted(id)))
                .execute();
    }

    /** Forgets the kept answers to a person who is erased, and the keys this person chose. */
    public static void forget(DSLContext tx, UserId caller) {
        tx.deleteFrom(IDEMPOTENCY_KEYS).where(IDEMPOTENCY_KEYS.CALLER.eq(caller.value())).execute();
    }

    private Reply keyed(Request request, String key, Function<DSLContext, Reply> work) {
        long caller = request.caller().user().value();
        String hash = hash(request);
        return database.transaction(
                tx -> {
                    boolean first =
                            tx.insertInto(
                                                    IDEMPOTENCY_KEYS,
                                                    IDEMPOTENCY_KEYS.CALLER,
                                                    IDEMPOTENCY_KEYS.OPERATION,
                                                    IDEMPOTENCY_KEYS.REQUEST_KEY,
                                                    IDEMPOTENCY_KEYS.REQUEST_HASH,
                                                    IDEMPOTENCY_KEYS.CREATED)
                                            .values(
                                                    caller,
                                                    request.operation(),
                                                    key,
                                                    hash,
                                                    clock.instant().truncatedTo(ChronoUnit.MILLIS))
                                            .onConflict(
                                                    IDEMPOTENCY_KEYS.CALLER,
                                                    IDEMPOTENCY_KEYS.OPERATION,
                                                    IDEMPOTENCY_KEYS.REQUEST_KEY)
                                            .doNothing()
                                            .execute()
                                    == 1;
                    return first
                            ? perform(tx, caller, request.operation(), key, work)
                            : repeat(tx, caller, request.operation(), key, hash);
                });
    }

    private static Reply perform(
            DSLContext tx,
            long caller,
            String operation,
            String key,
            Function<DSLContext, Reply> work) {
        Reply reply = work.apply(tx).written();
        tx.update(IDEMPOTENCY_KEYS)
                .set(IDEMPOTENCY_KEYS.STATUS, reply.status())
                .set(
                        IDEMPOTENCY_KEYS.BODY,
                        switch (reply.body()) {
                            case null -> null;
                            case Reply.Written written -> written.json();
                            case Object other ->
                                    throw new IllegalStateException(
                                            "%s answers %s, which cannot be kept"
                                                    .formatted(operation, other.getClass()));
                        })
                .where(
                        IDEMPOTENCY_KEYS.CALLER.eq(caller),
                        IDEMPOTENCY_KEYS.OPERATION.eq(operation),
                        IDEMPOTENCY_KEYS.REQUEST_KEY.eq(key))
                .execute();
        return reply;
    }

    private static Reply repeat(
            DSLContext tx, long caller, String operation, String key, String hash) {
        var row =
                tx.selectFrom(IDEMPOTENCY_KEYS)
                        .where(
                                IDEMPOTENCY_KEYS.CALLER.eq(caller),
                                IDEMPOTENCY_KEYS.OPERATION.eq(operation),
                                IDEMPOTENCY_KEYS.REQUEST_KEY.eq(key))
                        .fetchSingle();
        if (!hash.equals(row.getRequestHash())) {
            throw Problem.refused(
                    "idempotency-key-reused",
                    "the Idempotency-Key '%s' was used with another body; take a new key"
                            .formatted(key));
        }
        String body = row.getBody();
        return new Reply(
                row.getStatus(), body == null ? null : new Reply.Text("application/json", body));
    }

    /**
     * Path and body in one canonical form. A password is left out: a plain hash of it, kept in a
     * table, would undo what argon2id does.
     */
    private static String hash(Request request) {
        MessageDigest digest = Sha256.begin();
        digest.update(
                new TreeMap<>(request.pathParameters())
                        .toString()
                        .getBytes(StandardCharsets.UTF_8));
        digest.update(canonical(request.body()).getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest.digest());
    }

    private static String canonical(JsonNode body) {
        if (body.has("password")) {
            ObjectNode copy = body.deepCopy();
            copy.remove("password");
            return canonical(copy);
        }
        return sorted(body);
    }

    private static String sorted(JsonNode node) {
        if (node.isObject()) {
            var fields = new TreeMap<String, String>();
            node.properties().forEach(f -> fields.put(f.getKey(), sorted(f.getValue())));
            return fields.toString();
        }
        if (node.isArray()) {
            var items = new java.util.ArrayList<String>();
            node.forEach(item -> items.add(sorted(item)));
            return items.toString();
        }
        return node.toString();
    }
}
