package com.hasivu.cloud.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

import java.time.Duration;

/**
 * What requests may hold of the heap at a time, by what they do with it: so that no number of them
 * fills it. Each waits only for those that go on without it: an answer's place is taken while the
 * work's is held, a body's before. Thread-safe.
 *
 * <pre>
 * heap 176 MiB = the service itself, about 50 MiB at rest
 *              + large bodies 1/4, large answers 1/8
 *              + one heavy operation, {@link #HEAVY}; with more heap, more of them
 * </pre>
 *
 * What was measured with them: docs/operations.md, "The cloud's memory".
 */
final class Rooms {
    private static final long MEBI = 1 << 20;

    /** A body up to this size needs no place: some thousand connections together may have one. */
    static final long SMALL_BODY = Operation.STRANGERS_BODY;

    /** An answer up to this size needs no place. */
    static final long SMALL_ANSWER = 64 << 10;

    /** What a heavy operation may hold while it works: a guess above what any was seen to. */
    private static final long HEAVY = 80 * MEBI;

    /** What is not for heavy operations: the service at rest and half of the bodies. */
    private static final long REST = 88 * MEBI;

    /** A body is collected in steps, then copied once. */
    private static final int COPIES_OF_BODY = 3;

    /** An answer is copied for the socket. */
    private static final int COPIES_OF_ANSWER = 2;

    private final Room bodies;
    private final Room work;
    private final Room answers;

    /**
     * @param heap largest it may become, in bytes
     * @param patience how long a request waits for a place
     */
    Rooms(long heap, Duration patience) {
        this.bodies = new Room("large bodies", heap / 4, patience);
        this.work = new Room("large sheets and files", heavyAtOnce(heap) * HEAVY, patience);
        this.answers = new Room("large answers", heap / 8, patience);
    }

    /** Heavy operations at work at once. */
    static long heavyAtOnce(long heap) {
        return Math.max(1, (heap - REST) / HEAVY);
    }

    /** Whether its body waits for a place; one without a length may become as large as is let. */
    static boolean isLarge(HttpServerRequest request, Operation operation) {
        return length(request, operation) > SMALL_BODY;
    }

    /** Before a byte of it is read. */
    Room.Place body(RoutingContext context, Operation operation) {
        return bodies.take(length(context.request(), operation) * COPIES_OF_BODY);
    }

    /** While a handler works. */
    Room.Place work(Operation operation) {
        return operation.heavy() ? work.take(HEAVY) : Room.Place.NONE;
    }

    /** Until it is sent. */
    Room.Place answer(long bytes) {
        return bytes <= SMALL_ANSWER ? Room.Place.NONE : answers.take(bytes * COPIES_OF_ANSWER);
    }

    /** About as many bytes as an answer has. */
    static long size(Reply reply) {
        return switch (reply.body()) {
            case Reply.Text text -> text.content().length();
            case Reply.Written written -> written.json().length();
            case Reply.Download file -> file.content().length;
            case null, default -> 0;
        };
    }

    /** As many bytes as its body has, or may have when it does not say. */
    static long length(HttpServerRequest request, Operation operation) {
        String given = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (given == null) {
            return request.getHeader(HttpHeaders.TRANSFER_ENCODING) == null
                    ? 0
                    : operation.maxBody();
        }
        try {
            return Long.parseLong(given);
        } catch (NumberFormatException e) {
            return operation.maxBody();
        }
    }
}
