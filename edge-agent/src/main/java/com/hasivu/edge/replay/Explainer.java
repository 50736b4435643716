package com.hasivu.edge.replay;

import com.hasivu.edge.decision.CardFacts;
import com.hasivu.edge.decision.CardRule;
import com.hasivu.edge.decision.Child;
import com.hasivu.edge.decision.Decider;
import com.hasivu.edge.decision.UndoDecision;
import com.hasivu.edge.journal.StoredRecord;
import com.hasivu.edge.replay.Attempt.What;
import com.hasivu.edge.replay.Explanation.OrderLook;
import com.hasivu.edge.replay.Explanation.RuleAnswer;
import com.hasivu.edge.replay.Explanation.ServedBefore;
import com.hasivu.edge.snapshot.Kept;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.StudentId;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * Explains one record of a journal. Give it every record, oldest first; it remembers those before
 * the wanted one and decides that one again. Not thread-safe.
 */
public final class Explainer implements Consumer<StoredRecord> {
    private final long wanted;
    private final Replay replay;
    private Optional<Explanation> explanation = Optional.empty();

    /**
     * Explains record {@code wanted}.
     *
     * @param snapshots by version
     * @param configured the card rule for a record that does not hold its own
     */
    public Explainer(long wanted, LongFunction<Kept> snapshots, CardRule configured) {
        this.wanted = wanted;
        this.replay = new Replay(snapshots, configured);
    }

    /** Empty when the record did not come by. */
    public Optional<Explanation> explanation() {
        return explanation;
    }

    /** A record of a journal before this one: it is remembered only. */
    public void earlier(StoredRecord record) {
        replay.remember(record);
    }

    @Override
    public void accept(StoredRecord record) {
        if (record.sequence() == wanted) {
            explanation = Optional.of(explain(record));
        } else if (record.sequence() < wanted) {
            replay.remember(record);
        }
    }

    private Explanation explain(StoredRecord record) {
        Watch watch = new Watch();
        Attempt attempt = replay.decide(record, watch);
        String recorded = Differences.decision(attempt.recorded());
        if (attempt.again().isEmpty()) {
            return new Explanation(
                    attempt,
                    recorded,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of());
        }
        Attempt.Again again = attempt.again().get();
        Optional<CardFacts> facts =
                again.what() instanceof What.Tap(var tap, var decision)
                        ? again.snapshot().flatMap(snapshot -> snapshot.orders().lookup(tap.card()))
                        : Optional.empty();
        Optional<Child> child = child(again);
        List<CardFacts.OrderFacts> orders =
                facts.map(CardFacts::orders).or(() -> child.map(Child::orders)).orElse(List.of());
        return new Explanation(
                attempt,
                recorded,
                Optional.of(Differences.decision(again.record())),
                facts,
                child,
                again.what() instanceof What.Tap(var tap, var decision)
                        ? tap.presented().known()
                        : List.of(),
                rules(again, watch, facts, child),
                watch.orders,
                servedBefore(orders));
    }

    /** Of what was done by hand. */
    private static Optional<Child> child(Attempt.Again again) {
        Optional<StudentId> student =
                switch (again.what()) {
                    case What.Tap tap -> Optional.empty();
                    case What.Hand(var hand, var used, var decision) -> Optional.of(hand.student());
                    case What.Undo(var undo, UndoDecision.TakeBack taken) ->
                            Optional.of(taken.student());
                    case What.Undo refused -> Optional.empty();
                };
        return again.snapshot()
                .flatMap(snapshot -> student.flatMap(id -> snapshot.orders().child(id)));
    }

    private List<ServedBefore> servedBefore(List<CardFacts.OrderFacts> orders) {
        List<ServedBefore> served = new ArrayList<>();
        for (CardFacts.OrderFacts order : orders) {
            replay.history()
                    .served()
                    .find(order.id())
                    .ifPresent(
                            found ->
                                    served.add(
                                            new ServedBefore(
                                                    order.id(),
                                                    found.sequence(),
                                                    found.at(),
                                                    found.where())));
        }
        return served;
    }

    private List<RuleAnswer> rules(
            Attempt.Again again, Watch watch, Optional<CardFacts> facts, Optional<Child> child) {
        List<RuleAnswer> answers = new ArrayList<>();
        RuleFacts saw = new RuleFacts(again, facts, child, replay.history().newest());
        List<Decider.Rule> asked =
                switch (again.what()) {
                    case What.Tap tap -> Decider.Rule.OF_TAP;
                    case What.Hand hand -> Decider.Rule.BY_HAND;
                    case What.Undo undo -> List.of();
                };
        for (Decider.Rule rule : asked) {
            boolean decided = !watch.passed.contains(rule);
            answers.add(new RuleAnswer(rule, decided, saw.of(rule)));
            if (decided) {
                break;
            }
        }
        return answers;
    }

    /** Writes down what the decision tells. */
    private static final class Watch implements Decider.Trace {
        final List<Decider.Rule> passed = new ArrayList<>();
        final List<OrderLook> orders = new ArrayList<>();

        @Override
        public void passed(Decider.Rule rule) {
            passed.add(rule);
        }

        @Override
        public void order(OrderId order, Decider.OrderAnswer answer) {
            orders.add(new OrderLook(order, answer));
        }
    }
}
