package com.hasivu.edge.replay;

import com.hasivu.edge.decision.CardEvidence;
import com.hasivu.edge.decision.CardFacts;
import com.hasivu.edge.decision.Child;
import com.hasivu.edge.decision.Decider;
import com.hasivu.edge.decision.TapDecision;
import com.hasivu.edge.decision.TapDecision.Refuse;
import com.hasivu.edge.decision.TapDecision.Serve;
import com.hasivu.edge.history.TapCase;
import com.hasivu.edge.replay.Attempt.What;
import com.hasivu.edge.snapshot.Snapshot;
import com.hasivu.protocol.CardId;
import com.hasivu.protocol.StaffId;
import com.hasivu.protocol.wire.CardProof;
import com.hasivu.protocol.wire.CardState;
import com.hasivu.protocol.wire.ClockState;
import com.hasivu.protocol.wire.Manifest;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** What each rule looked at, in words; whether it passed is the decider's own word. Pure. */
record RuleFacts(
        Attempt.Again again, Optional<CardFacts> facts, Optional<Child> child, Instant newest) {
    String of(Decider.Rule rule) {
        return switch (rule) {
            case SNAPSHOT_HELD ->
                    again.snapshot()
                            .map(Snapshot::version)
                            .map(v -> "snapshot " + v)
                            .orElse("none");
            case CLOCK_TRUSTED ->
                    "the clock showed %s and was %s; the snapshot was made %s; the newest recorded tap was %s"
                            .formatted(
                                    Instant.ofEpochMilli(again.record().getWallMillis()),
                                    word(again.record().getClock()),
                                    Instant.ofEpochMilli(manifest().getMadeMillis()),
                                    newest.equals(Instant.MIN) ? "none" : newest);
            case SNAPSHOT_OF_TODAY ->
                    "the list is of %s in %s, valid until %s"
                            .formatted(
                                    LocalDate.ofEpochDay(manifest().getSchoolDay()),
                                    manifest().getZone(),
                                    Instant.ofEpochMilli(manifest().getValidUntilMillis()));
            case ONE_CARD_MEANT -> tap().map(RuleFacts::cardsMeant).orElse("");
            case CARD_KNOWN ->
                    facts.isPresent() ? "it is in the snapshot" : "it is not in the snapshot";
            case CARD_GOOD -> facts.map(RuleFacts::card).orElse("");
            case PROOF_GOOD -> tap().map(tap -> proof(tap.evidence())).orElse("");
            case SUPERVISOR_KNOWN ->
                    again.snapshot().flatMap(held -> held.orders().supervisor(staff())).isPresent()
                            ? "supervisor %s is in the snapshot".formatted(staff())
                            : "supervisor %s is not in the snapshot".formatted(staff());
            case CHILD_KNOWN ->
                    child.isPresent() ? "it is in the snapshot" : "it is not in the snapshot";
            case QUOTA_LEFT ->
                    again.what() instanceof What.Hand(var hand, var used, var decision)
                            ? "%d of %d serves by hand stood".formatted(used, hand.quota())
                            : "";
            case STUDENT_ACTIVE ->
                    facts.flatMap(CardFacts::student)
                            .or(() -> child.map(Child::student))
                            .map(s -> s.active() ? "active" : "not active")
                            .orElse("");
            case ORDER_TO_SERVE ->
                    switch (again.what()) {
                        case What.Tap(var tap, var decision) -> order(decision);
                        case What.Hand(var hand, var used, var decision) -> order(decision);
                        case What.Undo undo -> "";
                    };
        };
    }

    private static String order(TapDecision decision) {
        return switch (decision) {
            case Serve serve -> "order " + serve.order() + ": " + serve.meal();
            case Refuse refuse -> refuse.detail();
        };
    }

    private Optional<TapCase> tap() {
        return again.what() instanceof What.Tap(var tap, var decision)
                ? Optional.of(tap)
                : Optional.empty();
    }

    private StaffId staff() {
        return new StaffId(again.record().getByHand().getStaff());
    }

    private Manifest manifest() {
        return again.snapshot().map(Snapshot::manifest).orElse(Manifest.getDefaultInstance());
    }

    private static String cardsMeant(TapCase tap) {
        List<CardId> known = tap.presented().known();
        return switch (tap.input().form().keeps()) {
            case ALL -> "the whole number was told";
            case TAIL, HEAD ->
                    "a part was told (%s); it fits %d card(s) of the snapshot%s"
                            .formatted(
                                    tap.input().form().label(),
                                    known.size(),
                                    known.isEmpty()
                                            ? ""
                                            : ": "
                                                    + String.join(
                                                            ", ",
                                                            known.stream()
                                                                    .map(CardId::masked)
                                                                    .toList()));
        };
    }

    private static String card(CardFacts card) {
        return "%s, last day %s, %s"
                .formatted(
                        word(card.state()),
                        card.lastDay() == 0 ? "none" : LocalDate.ofEpochDay(card.lastDay()),
                        card.student()
                                .map(student -> "bound to student " + student.id())
                                .orElse("bound to nobody"));
    }

    private static String proof(CardEvidence evidence) {
        OptionalLong floor = evidence.floor();
        return "the station asked for %s; the card gave %s; before, it had shown %s"
                .formatted(
                        switch (evidence.rule()) {
                            case NUMBER -> "its number";
                            case PROVEN -> "a proof";
                        },
                        evidence.proof() == CardProof.CARD_PROOF_SIGNED_READ
                                ? "a signed count of " + evidence.readCount()
                                : word(evidence.proof()),
                        floor.isEmpty() ? "no proof" : "a count of " + floor.getAsLong());
    }

    static String word(CardState state) {
        return state.name().replace("CARD_STATE_", "").toLowerCase(Locale.ROOT);
    }

    static String word(ClockState state) {
        return state.name().replace("CLOCK_", "").toLowerCase(Locale.ROOT);
    }

    private static String word(CardProof proof) {
        return switch (proof) {
            case CARD_PROOF_NONE, UNRECOGNIZED -> "its number only";
            case CARD_PROOF_SIGNED_READ -> "a signed read";
            case CARD_PROOF_KEY -> "a proof by key";
            case CARD_PROOF_REFUTED -> "a wrong proof";
        };
    }
}
