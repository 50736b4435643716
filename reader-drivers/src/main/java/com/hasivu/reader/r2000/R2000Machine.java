package com.hasivu.reader.r2000;

import com.hasivu.reader.ReaderEvent;
import com.hasivu.reader.line.Effect;
import com.hasivu.reader.line.Input;
import com.hasivu.reader.line.Machine;
import com.hasivu.reader.line.Step;
import com.hasivu.reader.r2000.Link.Asking;
import com.hasivu.reader.r2000.Link.Known;
import com.hasivu.reader.r2000.Link.Resting;

import java.util.ArrayList;
import java.util.List;

/**
 * Asks for the firmware, sets antenna and power, then lets the reader look for tags round by round.
 * {@link #FAILURES} times in a row without an answer is a lost link. Source: UHF RFID Reader Serial
 * Interface Protocol V3.7, chapter 2; docs/readers/r2000.md.
 *
 * <pre>
 * FIRMWARE -> ANTENNA -> GET_POWER [-> SET_POWER] -> INVENTORY -> Resting -> INVENTORY ..
 *    ^                                                    |
 *    +--- silence, a refusal ----------------------------+
 * </pre>
 */
final class R2000Machine implements Machine<Link, R2000Frame> {
    static final int FAILURES = 4;

    /** As many rounds in a row may bring nothing but damaged bytes: a noisy line is no reader. */
    static final int DAMAGES = 16;

    static final long REST_NANOS = millis(10);

    /** After an error that does not go away by itself. */
    static final long TROUBLE_REST_NANOS = millis(200);

    /** How long the rest of a damaged round may still come. */
    static final long DAMAGE_NANOS = millis(60);

    private final R2000Setup setup;

    R2000Machine(R2000Setup setup) {
        this.setup = setup;
    }

    @Override
    public Link start() {
        return new Link.Closed();
    }

    @Override
    public long deadline(Link state) {
        return switch (state) {
            case Asking asking -> asking.by();
            case Resting(var at, var known) -> at;
            case Link.Closed closed -> NEVER;
            case Link.Lost lost -> NEVER;
        };
    }

    @Override
    public Step<Link> step(Link state, Input<R2000Frame> input, long now) {
        if (state instanceof Link.Lost) {
            return Step.to(state);
        }
        return switch (input) {
            case Input.Opened<R2000Frame>(var stale) -> opened(stale, now);
            case Input.Received<R2000Frame>(var frame, var at) -> received(state, frame, at, now);
            case Input.Dropped<R2000Frame>(var why, var bytes) ->
                    Step.to(damaged(state, now), fault(why, bytes));
            case Input.Deadline<R2000Frame> late -> late(state, now);
            case Input.Indicate<R2000Frame> none -> Step.to(state);
            case Input.Lost<R2000Frame>(var why) -> down(why);
        };
    }

    private Step<Link> opened(int stale, long now) {
        Step<Link> first = ask(Question.FIRMWARE, new Known(false, 0, 0, "unknown"), now);
        return stale == 0 ? first : join(first, fault("stale", stale));
    }

    private Step<Link> received(Link state, R2000Frame frame, long at, long now) {
        return state instanceof Asking(var question, var by, var damaged, var known)
                        && question.isAnsweredBy(frame)
                        && setup.isFor(frame)
                ? answered(question, frame, known, at, now)
                : Step.to(state, fault("stray", 1));
    }

    private Step<Link> answered(
            Question question, R2000Frame frame, Known known, long at, long now) {
        return switch (question) {
            case FIRMWARE ->
                    frame.data().length == 2
                            ? ask(
                                    Question.ANTENNA,
                                    known.with("%d.%d".formatted(frame.at(0), frame.at(1))),
                                    now)
                            : refused("the firmware's version", frame, known, now);
            case ANTENNA ->
                    frame.isSuccess()
                            ? ask(Question.GET_POWER, known, now)
                            : refused("antenna " + setup.antenna(), frame, known, now);
            case GET_POWER ->
                    isAsWanted(frame) ? begin(known, now) : ask(Question.SET_POWER, known, now);
            case SET_POWER ->
                    frame.isSuccess()
                            ? begin(known, now)
                            : refused("power-dbm " + setup.powerDbm(), frame, known, now);
            case INVENTORY -> inventory(frame, known.reading(), at, now);
        };
    }

    /** One byte for all antennas, or one each. */
    private boolean isAsWanted(R2000Frame power) {
        for (byte dbm : power.data()) {
            if (dbm != setup.powerDbm()) {
                return false;
            }
        }
        return true;
    }

    private Step<Link> begin(Known known, long now) {
        Step<Link> first = ask(Question.INVENTORY, known.toldUp(), now);
        return known.up()
                ? first
                : join(
                        first,
                        new Effect.Tell(
                                new ReaderEvent.LinkUp(
                                        "R2000 reader, firmware %s, %d dBm"
                                                .formatted(known.firmware(), setup.powerDbm()))));
    }

    private Step<Link> inventory(R2000Frame frame, Known known, long at, long now) {
        if (frame.isEnd()) {
            return Step.to(new Resting(now + REST_NANOS, known));
        }
        if (frame.isError()) {
            int error = frame.at(frame.data().length - 1);
            return Step.to(
                    new Resting(now + TROUBLE_REST_NANOS, known),
                    fault(error == R2000Frame.ANTENNA_MISSING ? "antenna" : "refused", 1));
        }
        Link next =
                new Asking(
                        Question.INVENTORY, now + Question.INVENTORY.patienceNanos(), false, known);
        List<Effect> tell =
                R2000Cards.inFrame(frame).stream()
                        .<Effect>map(
                                read -> new Effect.Tell(new ReaderEvent.TagSeen(read, at, true)))
                        .toList();
        return new Step<>(next, tell.isEmpty() ? List.of(fault("EPC length", 1)) : tell);
    }

    /**
     * A damaged end is not repeated: ask anew soon, but let the rest of the round pass first. A
     * noisy line must not put that off for ever.
     */
    private static Link damaged(Link state, long now) {
        return state instanceof Asking(var question, var by, var damaged, var known)
                        && question == Question.INVENTORY
                        && !damaged
                ? new Asking(
                        question, by - now < DAMAGE_NANOS ? by : now + DAMAGE_NANOS, true, known)
                : state;
    }

    private Step<Link> late(Link state, long now) {
        return switch (state) {
            case Asking(var question, var by, var damaged, var known) when damaged ->
                    damagedRound(known, now);
            case Asking(var question, var by, var damaged, var known) ->
                    failed(
                            "the R2000 reader does not answer; check power, cable, address and speed (baud)",
                            known,
                            now);
            case Resting(var at, var known) -> ask(Question.INVENTORY, known, now);
            case Link.Closed closed -> Step.to(state);
            case Link.Lost lost -> Step.to(state);
        };
    }

    private Step<Link> damagedRound(Known before, long now) {
        Known known = before.damagedOnceMore();
        return known.damages() < DAMAGES
                ? ask(Question.INVENTORY, known, now)
                : down(
                        "only damaged answers of the R2000 reader come; check cable, ground and speed (baud)");
    }

    private Step<Link> refused(String what, R2000Frame frame, Known known, long now) {
        return join(
                failed(
                        "the R2000 reader refuses %s with error %02X; see docs/readers/r2000.md"
                                .formatted(what, frame.at(0)),
                        known,
                        now),
                fault("refused", 1));
    }

    private Step<Link> failed(String why, Known before, long now) {
        Known known = before.failedOnceMore();
        return known.failures() < FAILURES ? ask(Question.FIRMWARE, known, now) : down(why);
    }

    private static Step<Link> down(String why) {
        return Step.to(new Link.Lost(), new Effect.Tell(new ReaderEvent.LinkDown(why)));
    }

    private Step<Link> ask(Question question, Known known, long now) {
        return Step.to(
                new Asking(question, now + question.patienceNanos(), false, known),
                new Effect.Send(question.frame(setup)));
    }

    private static Step<Link> join(Step<Link> step, Effect first) {
        var effects = new ArrayList<Effect>(List.of(first));
        effects.addAll(step.effects());
        return new Step<>(step.state(), effects);
    }

    private static Effect fault(String what, int count) {
        return new Effect.Tell(new ReaderEvent.Fault(what, count));
    }

    private static long millis(long millis) {
        return millis * 1_000_000;
    }
}
