package com.hasivu.edge.station;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hasivu.edge.control.Desk;
import com.hasivu.edge.decision.Advice;
import com.hasivu.edge.decision.CardFacts;
import com.hasivu.edge.decision.TapDecision;
import com.hasivu.edge.identity.Credentials;
import com.hasivu.edge.identity.Standing;
import com.hasivu.edge.journal.Journal;
import com.hasivu.edge.journal.JournalState;
import com.hasivu.edge.journal.RecordId;
import com.hasivu.edge.metrics.Health;
import com.hasivu.edge.serving.TapCounters;
import com.hasivu.edge.serving.TapResult;
import com.hasivu.edge.serving.TapService;
import com.hasivu.edge.signal.Outcome;
import com.hasivu.edge.snapshot.Snapshot;
import com.hasivu.edge.snapshot.SnapshotStore;
import com.hasivu.edge.sync.CloudClock;
import com.hasivu.edge.sync.Sync;
import com.hasivu.edge.sync.SyncStatus;
import com.hasivu.protocol.CardId;
import com.hasivu.protocol.CardNumbers;
import com.hasivu.reader.Indication;
import com.hasivu.reader.supervisor.ReaderLoop;
import com.hasivu.reader.supervisor.ReaderStatus;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Answers what the command line asks of the running station. Thread-safe. */
final class StationDesk implements Desk {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int MAX_FOUND = 20;

    private final Credentials credentials;
    private final Journal journal;
    private final SnapshotStore snapshots;
    private final TapService taps;
    private final Sync sync;
    private final CloudClock clock;
    private final Readers readers;
    private final SignalTrial signals;
    private final Demonstration demonstration;

    StationDesk(
            Credentials credentials,
            Journal journal,
            SnapshotStore snapshots,
            TapService taps,
            Sync sync,
            CloudClock clock,
            Readers readers,
            SignalTrial signals,
            Demonstration demonstration) {
        this.credentials = credentials;
        this.journal = journal;
        this.snapshots = snapshots;
        this.taps = taps;
        this.sync = sync;
        this.clock = clock;
        this.readers = readers;
        this.signals = signals;
        this.demonstration = demonstration;
    }

    @Override
    public JsonNode status() {
        ObjectNode status = JSON.objectNode();
        Standing standing = credentials.standing();
        status.put("school", standing.identity().school().value());
        status.put("station", standing.identity().station().value());
        status.put("name", standing.identity().stationName());
        status.put("pid", ProcessHandle.current().pid());
        status.set("identity", IdentityReport.of(standing));
        status.put(
                "clock",
                clock.state().name().replace("CLOCK_", "").toLowerCase(java.util.Locale.ROOT));
        clock.skewMillis().ifPresent(skew -> status.put("clockSkewMillis", skew));
        status.set("journal", journalState());
        status.set("snapshot", snapshot());
        status.set("sync", syncState());
        ArrayNode list = status.putArray("readers");
        readers.states().forEach((name, state) -> list.add(reader(name, state)));
        status.set("taps", counters());
        Health health = health(standing);
        ArrayNode problems = status.putArray("problems");
        health.problems().forEach(problems::add);
        status.put("state", health.problems().isEmpty() ? "serving" : "degraded");
        return status;
    }

    /** What a person should look at: the one source for status, health and metrics. */
    Health health() {
        return health(credentials.standing());
    }

    private Health health(Standing standing) {
        List<String> problems = new ArrayList<>(IdentityReport.problems(standing));
        if (journal.state() instanceof JournalState.Failed(var why)) {
            problems.add("out of service: " + why);
        }
        if (snapshots.active().isEmpty()) {
            problems.add("no snapshot yet: nobody can be served");
        }
        SyncStatus now = sync.status();
        if (!now.online()) {
            problems.add("not connected to the cloud: " + now.why());
        }
        if (!now.halted().isEmpty()) {
            problems.add("sync stopped: " + now.halted());
        }
        readers.states()
                .forEach(
                        (name, state) -> {
                            if (!(state instanceof ReaderStatus.Online)) {
                                problems.add("reader " + name + " is not online");
                            }
                        });
        demonstration
                .left()
                .ifPresent(
                        left ->
                                problems.add(
                                        "demonstration: taps serve nobody for %d min; end it with 'hasivu-edge demo off'"
                                                .formatted(left.toMinutes() + 1)));
        return new Health(problems);
    }

    private ObjectNode journalState() {
        ObjectNode node = JSON.objectNode();
        node.put("epoch", "%016x".formatted(journal.epoch()));
        node.put("firstSequence", journal.firstSequence());
        node.put("lastSequence", journal.lastSequence());
        node.put("ackedSequence", journal.cursor().sequence());
        node.put("takesRecords", journal.state() instanceof JournalState.Ready);
        return node;
    }

    private ObjectNode syncState() {
        SyncStatus now = sync.status();
        ObjectNode node = JSON.objectNode();
        node.put("online", now.online());
        node.put("why", now.why());
        node.put("waiting", now.last() - now.acked());
        node.put("halted", now.halted());
        now.draining()
                .ifPresent(
                        backlog -> {
                            ObjectNode draining = node.putObject("draining");
                            draining.put("records", backlog.records());
                            draining.put("perSecond", backlog.perSecond());
                            backlog.expected()
                                    .ifPresent(
                                            left ->
                                                    draining.put(
                                                            "expectedSeconds", left.toSeconds()));
                        });
        ObjectNode counters = node.putObject("counters");
        now.counters().forEach(counters::put);
        return node;
    }

    private ObjectNode reader(String name, ReaderStatus state) {
        ObjectNode node = JSON.objectNode().put("name", name);
        switch (state) {
            case ReaderStatus.Online(var detail) ->
                    node.put("state", "online").put("detail", detail);
            case ReaderStatus.Offline(var why) -> node.put("state", "offline").put("detail", why);
            case ReaderStatus.Stopped stopped -> node.put("state", "stopped");
        }
        return node.put("faults", readers.faults(name));
    }

    private ObjectNode counters() {
        TapCounters now = taps.counters();
        ObjectNode node = JSON.objectNode();
        node.put("taps", now.taps());
        node.put("serves", now.serves());
        ObjectNode refusals = node.putObject("refusals");
        now.refusals().forEach((reason, count) -> refusals.put(reason.name(), count));
        node.put("reshown", now.reshown());
        node.put("outOfService", now.outOfService());
        return node;
    }

    @Override
    public JsonNode tap(CardId card, String reader, boolean dryRun) {
        if (dryRun) {
            return decision(taps.dryRun(card)).put("dryRun", true);
        }
        return switch (taps.tap(reader, card, System.nanoTime())) {
            case TapResult.Decided(var decision, var record, var signalled) ->
                    recorded(decision(decision), record, signalled);
            case TapResult.Reshown(var record, var signalled) ->
                    recorded(
                            JSON.objectNode()
                                    .put("decision", "reshown")
                                    .put("action", Advice.SERVE),
                            record,
                            signalled);
            case TapResult.OutOfService(var why) ->
                    JSON.objectNode()
                            .put("decision", "out-of-service")
                            .put("action", Advice.OUT_OF_SERVICE)
                            .put("detail", why);
        };
    }

    private static ObjectNode recorded(ObjectNode node, RecordId record, boolean signalled) {
        return node.put("epoch", record.epochHex())
                .put("sequence", record.sequence())
                .put("signalled", signalled);
    }

    private static ObjectNode decision(TapDecision decision) {
        ObjectNode node = JSON.objectNode();
        switch (decision) {
            case TapDecision.Serve serve -> {
                node.put("decision", "serve").put("action", Advice.SERVE);
                node.put("student", serve.student().value()).put("order", serve.order().value());
                node.put("window", serve.window().value()).put("meal", serve.meal());
            }
            case TapDecision.Refuse refuse -> {
                node.put("decision", "refuse").put("reason", refuse.reason().name());
                node.put("action", Advice.of(refuse.reason())).put("detail", refuse.detail());
                refuse.student().ifPresent(student -> node.put("student", student.value()));
                refuse.order().ifPresent(order -> node.put("order", order.value()));
            }
        }
        return node;
    }

    @Override
    public JsonNode lookup(CardId card) {
        ArrayNode found = JSON.arrayNode();
        snapshots
                .active()
                .flatMap(snapshot -> snapshot.orders().lookup(card))
                .ifPresent(facts -> found.add(facts(card, facts)));
        return found;
    }

    @Override
    public JsonNode lookup(List<CardNumbers.Reading> number) {
        ObjectNode node = JSON.objectNode();
        ArrayNode readings = node.putArray("readings");
        number.forEach(
                reading ->
                        readings.addObject()
                                .put("form", reading.form().label())
                                .put("told", reading.told().hex()));
        ArrayNode cards = node.putArray("cards");
        snapshots
                .active()
                .map(snapshot -> snapshot.orders().resolve(number))
                .map(StationDesk::cards)
                .ifPresent(found -> found.forEach(card -> lookup(card).forEach(cards::add)));
        return node;
    }

    private static List<CardId> cards(CardNumbers.Meaning meaning) {
        return switch (meaning) {
            case CardNumbers.Meaning.One(var card, var readings) -> List.of(card);
            case CardNumbers.Meaning.Several(var several) -> several;
            case CardNumbers.Meaning.Unknown unknown -> List.of();
        };
    }

    @Override
    public JsonNode lookup(String name) {
        ArrayNode found = JSON.arrayNode();
        snapshots
                .active()
                .map(snapshot -> snapshot.orders().findByName(name, MAX_FOUND))
                .ifPresent(cards -> cards.forEach(card -> lookup(card).forEach(found::add)));
        return found;
    }

    private ObjectNode facts(CardId card, CardFacts facts) {
        ObjectNode node = JSON.objectNode();
        node.put("card", card.hex());
        node.put("cardState", facts.state().name().replace("CARD_STATE_", ""));
        FactsJson.put(node, facts, UnaryOperator.identity());
        node.set("now", decision(taps.dryRun(card)));
        return node;
    }

    @Override
    public Optional<JsonNode> readerNews(String reader, long since) {
        if (readers.byName(reader).isEmpty()) {
            return Optional.empty();
        }
        ReaderNews.News news = readers.news().since(since, reader);
        ObjectNode node = JSON.objectNode().put("last", news.last());
        ArrayNode items = node.putArray("items");
        news.items().forEach(item -> items.add(item(item)));
        return Optional.of(node);
    }

    private static ObjectNode item(ReaderNews.Item item) {
        ObjectNode node =
                JSON.objectNode()
                        .put("number", item.number())
                        .put("at", item.at().toString())
                        .put("what", item.what());
        if (!item.detail().isEmpty()) {
            node.put("detail", item.detail());
        }
        item.read()
                .ifPresent(
                        read -> {
                            node.put("card", read.card().hex()).put("form", read.form().label());
                            node.put("family", read.family().name());
                            read.strength().ifPresent(strength -> node.put("strength", strength));
                        });
        if (!item.quality().isEmpty()) {
            node.put("quality", item.quality());
        }
        return node;
    }

    @Override
    public JsonNode demo(boolean on) {
        Optional<String> why = Optional.empty();
        if (on) {
            why = demonstration.begin();
        } else {
            demonstration.end();
        }
        return JSON.objectNode()
                .put("on", demonstration.left().isPresent())
                .put("seconds", demonstration.left().map(Duration::toSeconds).orElse(0L))
                .put("why", why.orElse(""));
    }

    @Override
    public Optional<JsonNode> blink(String reader) {
        return readers.byName(reader)
                .map(loop -> loop.indicate(Indication.BLINK))
                .map(
                        outcome ->
                                JSON.objectNode()
                                        .put("asked", outcome == ReaderLoop.Indicated.ASKED)
                                        .put("why", Readers.why(outcome).orElse("")));
    }

    @Override
    public Optional<JsonNode> testSignals(String outcome) {
        return Outcome.of(outcome).map(signals::play);
    }

    @Override
    public JsonNode journal(int count) {
        ArrayNode records = JSON.arrayNode();
        long from =
                Math.max(journal.firstSequence(), journal.lastSequence() - Math.max(0, count) + 1);
        if (count > 0) {
            journal.read(from, count, Integer.MAX_VALUE)
                    .forEach(record -> records.add(RecordJson.of(record)));
        }
        return records;
    }

    @Override
    public ObjectNode snapshot() {
        return snapshot(snapshots.active());
    }

    static ObjectNode snapshot(Optional<Snapshot> active) {
        ObjectNode node = JSON.objectNode();
        node.put("version", active.map(Snapshot::version).orElse(0L));
        active.ifPresent(
                held -> {
                    node.put("digest", HexFormat.of().formatHex(held.digest()));
                    node.put("rows", held.rows());
                    node.put(
                            "schoolDay",
                            java.time.LocalDate.ofEpochDay(held.orders().schoolDay()).toString());
                    node.put("zone", held.orders().zone().getId());
                    node.put(
                            "made",
                            java.time.Instant.ofEpochMilli(held.manifest().getMadeMillis())
                                    .toString());
                    node.put(
                            "validUntil",
                            java.time.Instant.ofEpochMilli(held.manifest().getValidUntilMillis())
                                    .toString());
                });
        return node;
    }
}
