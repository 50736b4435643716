package com.hasivu.edge.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hasivu.edge.decision.CardFacts;
import com.hasivu.edge.journal.StoredRecord;
import com.hasivu.edge.replay.Attempt;
import com.hasivu.edge.replay.Explanation;
import com.hasivu.edge.replay.Outcome;
import com.hasivu.edge.snapshot.Snapshot;
import com.hasivu.edge.station.FactsJson;
import com.hasivu.edge.station.RecordJson;
import com.hasivu.protocol.wire.Manifest;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;

/** An explanation as scripts read it. Cards are whole: who prints it masks them. */
final class ExplanationJson {
    private ExplanationJson() {}

    static ObjectNode of(StoredRecord record, Explanation explanation) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.set("record", RecordJson.of(record));
        Attempt attempt = explanation.attempt();
        node.put("recorded", explanation.recorded());
        explanation.replayed().ifPresent(replayed -> node.put("replayed", replayed));
        node.put("same", attempt.outcome() instanceof Outcome.Same);
        switch (attempt.outcome()) {
            case Outcome.Same() -> node.put("outcome", "same");
            case Outcome.Different(String why) -> node.put("outcome", "different").put("why", why);
            case Outcome.SnapshotMissing(long version, String why) ->
                    node.put("outcome", "snapshot missing").put("why", why);
            case Outcome.Forgotten(String why) -> node.put("outcome", "not known").put("why", why);
            case Outcome.Unreadable(String why) ->
                    node.put("outcome", "not readable").put("why", why);
        }
        node.put("ruleAssumed", attempt.ruleAssumed());
        attempt.again()
                .flatMap(Attempt.Again::snapshot)
                .ifPresent(used -> snapshot(node.putObject("snapshot"), used, explanation));
        ArrayNode fits = node.putArray("fits");
        explanation.fits().forEach(card -> fits.addObject().put("card", card.hex()));
        ArrayNode served = node.putArray("servedBefore");
        explanation
                .served()
                .forEach(
                        one ->
                                served.addObject()
                                        .put("order", one.order().value())
                                        .put("sequence", one.sequence())
                                        .put("at", one.at().toString())
                                        .put("reader", one.reader()));
        ArrayNode rules = node.putArray("rules");
        explanation
                .rules()
                .forEach(
                        rule ->
                                rules.addObject()
                                        .put("rule", word(rule.rule()))
                                        .put("decided", rule.decided())
                                        .put("saw", rule.saw()));
        ArrayNode orders = node.putArray("orders");
        explanation
                .orders()
                .forEach(
                        look ->
                                orders.addObject()
                                        .put("order", look.order().value())
                                        .put("answer", word(look.answer())));
        return node;
    }

    private static void snapshot(ObjectNode node, Snapshot used, Explanation explanation) {
        Manifest manifest = used.manifest();
        node.put("version", used.version());
        node.put("schoolDay", LocalDate.ofEpochDay(manifest.getSchoolDay()).toString());
        node.put("zone", manifest.getZone());
        node.put("made", Instant.ofEpochMilli(manifest.getMadeMillis()).toString());
        node.put("validUntil", Instant.ofEpochMilli(manifest.getValidUntilMillis()).toString());
        explanation.facts().ifPresent(facts -> card(node.putObject("card"), facts));
        explanation
                .child()
                .ifPresent(
                        child ->
                                FactsJson.put(
                                        node.putObject("child"),
                                        child,
                                        state -> state.toLowerCase(Locale.ROOT)));
    }

    private static void card(ObjectNode node, CardFacts facts) {
        node.put("state", facts.state().name().replace("CARD_STATE_", "").toLowerCase(Locale.ROOT));
        FactsJson.put(node, facts, state -> state.toLowerCase(Locale.ROOT));
    }

    private static String word(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
