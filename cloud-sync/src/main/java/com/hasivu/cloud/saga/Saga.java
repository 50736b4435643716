package com.hasivu.cloud.saga;

import org.jooq.DSLContext;

import java.util.List;

/**
 * What is to be done, in which order.
 *
 * @param name as kept in the database, for example {@code order-pay}
 * @param undoBeginning undoes what the transaction that began it did
 */
public record Saga(String name, Undo undoBeginning, List<Step> steps) {
    public Saga {
        steps = List.copyOf(steps);
    }

    /** Takes an effect back. */
    @FunctionalInterface
    public interface Undo {
        /** Runs in a transaction of its own; asked again, it finds nothing to do. */
        void undo(DSLContext tx, String subject);
    }

    /** One step: an effect, and how to take it back. */
    public record Step(String name, Action action, Undo undo) {}

    /** An effect. */
    @FunctionalInterface
    public interface Action {
        /**
         * Runs in the transaction that also notes it as done, so its effect is there once. What it
         * throws is tried again later; {@link Outcome.Failed} rolls it back and undoes the saga.
         */
        Outcome run(DSLContext tx, String subject);
    }

    /** What became of a step. */
    public sealed interface Outcome {
        record Done() implements Outcome {}

        /** It can never be done: the only thing but the deadline that undoes a saga. */
        record Failed(String why) implements Outcome {}
    }
}
