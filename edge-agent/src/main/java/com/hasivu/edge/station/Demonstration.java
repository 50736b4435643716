package com.hasivu.edge.station;

import com.hasivu.edge.signal.Outcome;
import com.hasivu.reader.ReaderEvent.TagSeen;
import com.hasivu.reader.presence.Arrival;
import com.hasivu.reader.supervisor.TapListener;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * For a technician, or a teacher who wants to see it: while a demonstration runs, each card held to
 * a reader lights the next outcome there. Nothing is decided, recorded or sent; the real path does
 * not hear of it. It ends by itself after {@link #LENGTH}, at a restart, and never reaches into a
 * meal: while one is open or still to come today, taps are real ones.
 *
 * <p>Threading: each reader taps on its own thread; switched from any.
 */
final class Demonstration implements TapListener {
    static final Duration LENGTH = Duration.ofMinutes(30);

    private static final Logger LOG = LoggerFactory.getLogger(Demonstration.class);

    /** What stands around it. */
    record Around(
            Predicate<Instant> mealAhead,
            Supplier<Instant> wall,
            LongSupplier nanoTime,
            BiConsumer<Outcome, String> show) {}

    private final TapListener real;
    private final Around around;
    private Optional<Long> until = Optional.empty(); // of nanoTime
    private int next;

    Demonstration(TapListener real, Around around) {
        this.real = real;
        this.around = around;
    }

    /** Begins, or begins its time anew; why not, if not. */
    synchronized Optional<String> begin() {
        if (mealAhead()) {
            return Optional.of(
                    "a meal is open or still to come today; taps are real ones until it is over");
        }
        until = Optional.of(around.nanoTime().getAsLong() + LENGTH.toNanos());
        next = 0;
        LOG.warn(
                "a demonstration runs for {} min: taps at the readers light up and serve nobody",
                LENGTH.toMinutes());
        return Optional.empty();
    }

    synchronized void end() {
        if (until.isPresent()) {
            until = Optional.empty();
            LOG.info("the demonstration is over: taps are real ones");
        }
    }

    /** How long it goes on; empty when taps are real ones. */
    synchronized Optional<Duration> left() {
        if (until.isPresent()
                && (until.get() - around.nanoTime().getAsLong() <= 0 || mealAhead())) {
            end();
        }
        return until.map(at -> Duration.ofNanos(at - around.nanoTime().getAsLong()));
    }

    private boolean mealAhead() {
        return around.mealAhead().test(around.wall().get());
    }

    /** The next outcome; empty when taps are real ones. */
    private synchronized Optional<Outcome> outcome() {
        return left().map(running -> Outcome.values()[next++ % Outcome.values().length]);
    }

    @Override
    public void tap(Arrival arrival, String reader) {
        outcome()
                .ifPresentOrElse(
                        outcome -> around.show().accept(outcome, reader),
                        () -> real.tap(arrival, reader));
    }

    @Override
    public void madeUp(TagSeen read, String reader) {
        if (left().isPresent()) {
            around.show().accept(Outcome.SCHOOL_CARD, reader);
        } else {
            real.madeUp(read, reader);
        }
    }

    @Override
    public void history(TagSeen read, String reader) {
        real.history(read, reader);
    }
}
