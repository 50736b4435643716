package com.hasivu.edge.screen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hasivu.edge.decision.CardFacts.OrderFacts;
import com.hasivu.edge.decision.Child;
import com.hasivu.edge.decision.DayOrders;
import com.hasivu.edge.decision.Supervisor;
import com.hasivu.edge.decision.TapDecision.Refuse;
import com.hasivu.edge.decision.TapDecision.Serve;
import com.hasivu.edge.history.HandInput.Actor;
import com.hasivu.edge.serving.HandResult;
import com.hasivu.edge.serving.HandService;
import com.hasivu.edge.serving.UndoResult;
import com.hasivu.edge.supervision.Entry;
import com.hasivu.edge.supervision.Pass;
import com.hasivu.edge.supervision.Supervision;
import com.hasivu.protocol.StaffId;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.wire.HandFound;
import com.hasivu.protocol.wire.HandReason;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * What a supervisor does at the screen: shows who it is, finds a child, serves it, takes a serve
 * back. Nothing but the list of names is answered without a pass. Thread-safe.
 */
final class HandDesk {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Duration CARD_PATIENCE = Duration.ofSeconds(20);
    private static final int MAX_FOUND = 8;

    private final Supplier<Optional<DayOrders>> orders;
    private final Supervision supervision;
    private final HandService hands;
    private final ScreenFeed feed;

    HandDesk(
            Supplier<Optional<DayOrders>> orders,
            Supervision supervision,
            HandService hands,
            ScreenFeed feed) {
        this.orders = orders;
        this.supervision = supervision;
        this.hands = hands;
        this.feed = feed;
    }

    /** Those who have a PIN: the page lets one choose. */
    Answer supervisors() {
        ObjectNode body = JSON.objectNode();
        ArrayNode list = body.putArray("supervisors");
        orders.get()
                .map(DayOrders::supervisors)
                .ifPresent(
                        all ->
                                all.stream()
                                        .filter(one -> one.pin().isPresent())
                                        .forEach(
                                                one ->
                                                        list.addObject()
                                                                .put("id", one.id().value())
                                                                .put("name", one.name())));
        return Answer.of(200, body);
    }

    Answer pin(JsonNode asked) {
        StaffId staff = new StaffId(asked.path("staff").asLong());
        return switch (supervision.pin(staff, asked.path("pin").asText())) {
            case Entry.In(var pass) -> entered(pass);
            case Entry.Wrong(var left) ->
                    Answer.of(403, JSON.objectNode().put("code", "wrong-pin").put("left", left));
            case Entry.Locked(var left) ->
                    Answer.of(
                            429,
                            JSON.objectNode()
                                    .put("code", "locked")
                                    .put("minutes", (left.toSeconds() + 59) / 60));
        };
    }

    /** Waits until a supervisor holds its card to a reader. */
    Answer card() throws InterruptedException {
        CompletableFuture<Optional<Pass>> wait = supervision.awaitCard();
        try {
            return wait.get(CARD_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .map(this::entered)
                    .orElseGet(() -> Answer.code(409, "several-screens"));
        } catch (TimeoutException | CancellationException e) {
            return Answer.code(202, "no-card"); // nothing is wrong: it may ask again
        } catch (ExecutionException e) {
            throw new IllegalStateException("a wait for a card never fails", e);
        } finally {
            wait.cancel(false);
        }
    }

    private Answer entered(Pass pass) {
        ObjectNode body = JSON.objectNode();
        body.put("pass", pass.token()).put("seconds", Supervision.PASS.toSeconds());
        orders.get()
                .flatMap(day -> day.supervisor(pass.staff()))
                .map(Supervisor::name)
                .ifPresent(name -> body.put("name", name));
        return Answer.of(200, body);
    }

    Answer find(JsonNode asked) {
        if (pass(asked).isEmpty()) {
            return Answer.code(401, "no-pass");
        }
        ObjectNode body = JSON.objectNode();
        ArrayNode list = body.putArray("children");
        orders.get()
                .ifPresent(
                        day ->
                                day.findChildren(asked.path("text").asText(), MAX_FOUND)
                                        .forEach(found -> child(list.addObject(), found)));
        return Answer.of(200, body);
    }

    private static void child(ObjectNode node, Child.Found found) {
        node.put("student", found.child().student().id().value());
        node.put("found", found.by().name());
        node.put("name", Words.shortName(found.child().student().name()));
        node.put("class", found.child().student().schoolClass());
        node.put("roll", found.child().student().roll());
        ArrayNode meals = node.putArray("meals");
        found.child().orders().stream().map(OrderFacts::meal).forEach(meals::add);
    }

    Answer serve(JsonNode asked) {
        Optional<Pass> pass = pass(asked);
        if (pass.isEmpty()) {
            return Answer.code(401, "no-pass");
        }
        HandResult result =
                hands.serve(
                        actor(pass.get(), asked),
                        new StudentId(asked.path("student").asLong()),
                        HandFound.valueOf(asked.path("found").asText()));
        return switch (result) {
            case HandResult.OutOfService out -> Answer.code(503, "out");
            case HandResult.Decided(Serve serve, var record) -> {
                feed.servedByHand(Instant.now(), serve.student(), serve.order(), record.sequence());
                yield Answer.of(
                        200,
                        JSON.objectNode()
                                .put("code", "serve")
                                .put("name", Words.shortName(serve.name()))
                                .put("meal", serve.meal()));
            }
            case HandResult.Decided(Refuse refuse, var record) ->
                    Answer.code(409, Words.code(refuse.reason()));
        };
    }

    Answer undo(JsonNode asked) {
        Optional<Pass> pass = pass(asked);
        if (pass.isEmpty()) {
            return Answer.code(401, "no-pass");
        }
        long sequence = asked.path("sequence").asLong();
        return switch (hands.undo(actor(pass.get(), asked), sequence)) {
            case UndoResult.TakenBack taken -> {
                feed.takenBack(sequence);
                yield Answer.code(200, "back");
            }
            case UndoResult.Refused(var why) ->
                    Answer.code(409, why.name().toLowerCase(Locale.ROOT).replace('_', '-'));
            case UndoResult.OutOfService out -> Answer.code(503, "out");
        };
    }

    private Optional<Pass> pass(JsonNode asked) {
        return supervision.find(asked.path("pass").asText());
    }

    private static Actor actor(Pass pass, JsonNode asked) {
        return new Actor(
                pass.staff(), pass.proof(), HandReason.valueOf(asked.path("reason").asText()));
    }
}
