package com.hasivu.edge.replay;

import com.hasivu.edge.decision.CardFacts;
import com.hasivu.edge.decision.Child;
import com.hasivu.edge.decision.Decider;
import com.hasivu.protocol.CardId;
import com.hasivu.protocol.OrderId;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Why one tap was decided as it was.
 *
 * @param attempt the record, and the decision now
 * @param recorded the recorded decision in words
 * @param replayed the decision now in words; empty when it could not be taken
 * @param facts what the snapshot said of the card; empty when it did not know it
 * @param child what it said of the child, of something done by hand; empty when it did not know it
 * @param fits the cards a partial number may mean; empty for a whole one
 * @param rules in the order they were asked; the last one decided
 * @param orders the child's orders, as far as they were looked at
 * @param served which of the child's orders had been served here before
 */
public record Explanation(
        Attempt attempt,
        String recorded,
        Optional<String> replayed,
        Optional<CardFacts> facts,
        Optional<Child> child,
        List<CardId> fits,
        List<RuleAnswer> rules,
        List<OrderLook> orders,
        List<ServedBefore> served) {
    /**
     * What one rule answered.
     *
     * @param decided whether it gave the decision; else it let the tap pass
     * @param saw what it looked at
     */
    public record RuleAnswer(Decider.Rule rule, boolean decided, String saw) {}

    /** What was found about one order. */
    public record OrderLook(OrderId order, Decider.OrderAnswer answer) {}

    /** An earlier serve, and the record that is its evidence. */
    public record ServedBefore(OrderId order, long sequence, Instant at, String reader) {}
}
