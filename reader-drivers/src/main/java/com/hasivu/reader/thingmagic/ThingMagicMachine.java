package com.hasivu.reader.thingmagic;

import com.hasivu.reader.ReaderEvent;
import com.hasivu.reader.line.Effect;
import com.hasivu.reader.line.Input;
import com.hasivu.reader.line.Machine;
import com.hasivu.reader.line.Step;
import com.hasivu.reader.thingmagic.Link.Asking;
import com.hasivu.reader.thingmagic.Link.Known;
import com.hasivu.reader.thingmagic.Link.Reading;
import com.hasivu.reader.thingmagic.Link.Resting;

import java.util.ArrayList;
import java.util.List;

/**
 * Stops what an earlier connection began, sets the module up, and lets it read continuously. It
 * tells once a second that it lives; when it is silent for {@link #QUIET_NANOS} all begins anew.
 * {@link #FAILURES} times in a row without an answer is a lost link. Source: Mercury API, {@code
 * serial_reader.c}; docs/readers/thingmagic.md.
 *
 * <pre>
 * STOP -> VERSION -> PROGRAM [-> BOOT] -> PROTOCOL -> REGION -> ANTENNA -> POWER -> UNFILTER -> START -> Reading
 *   ^                                                                      polled: -> CLEAR -> SEARCH -> FETCH ..
 *   +--- silence, a refusal, a restart of the module ---
 * </pre>
 */
final class ThingMagicMachine implements Machine<Link, ThingMagicAnswer> {
    /** The module is told to speak every 1000 ms. */
    static final long QUIET_NANOS = millis(2500);

    static final int FAILURES = 3;

    /** Between two polled readings. */
    static final long REST_NANOS = millis(10);

    private static final int BOOT_LOADER = 1;

    private final ThingMagicSetup setup;

    ThingMagicMachine(ThingMagicSetup setup) {
        this.setup = setup;
    }

    @Override
    public Link start() {
        return new Link.Closed();
    }

    @Override
    public long deadline(Link state) {
        return switch (state) {
            case Asking(var question, var by, var known) -> by;
            case Reading(var by, var known) -> by;
            case Resting(var at, var known) -> at;
            case Link.Closed closed -> NEVER;
            case Link.Lost lost -> NEVER;
        };
    }

    @Override
    public Step<Link> step(Link state, Input<ThingMagicAnswer> input, long now) {
        if (state instanceof Link.Lost) {
            return Step.to(state);
        }
        return switch (input) {
            case Input.Opened<ThingMagicAnswer>(var stale) -> opened(stale, now);
            case Input.Received<ThingMagicAnswer>(var answer, var at) ->
                    received(state, answer, at, now);
            case Input.Dropped<ThingMagicAnswer>(var why, var bytes) ->
                    Step.to(state, fault(why, bytes));
            case Input.Deadline<ThingMagicAnswer> late -> late(state, now);
            case Input.Indicate<ThingMagicAnswer> none -> Step.to(state);
            case Input.Lost<ThingMagicAnswer>(var why) -> down(why);
        };
    }

    private Step<Link> opened(int stale, long now) {
        var unknown = new Known(false, 0, "ThingMagic", setup.centiDbm());
        Step<Link> stop = ask(Question.STOP, unknown, now);
        return stale == 0 ? stop : join(stop, fault("stale", stale));
    }

    private Step<Link> received(Link state, ThingMagicAnswer answer, long at, long now) {
        return switch (state) {
            case Asking(var question, var by, var known) when question.isAnsweredBy(answer) ->
                    answered(question, answer, known, at, now);
            case Asking(var question, var by, var known) when isRestart(answer) ->
                    failed("it restarts by itself; give it more power", known, now);
            case Reading(var by, var known) -> heard(answer, known, at, now);
            case Resting(var until, var known) when isRestart(answer) ->
                    failed("it restarts by itself; give it more power", known, now);
            default -> Step.to(state, fault("stray", 1));
        };
    }

    /** A module that gets power says which firmware it runs, unasked. */
    private static boolean isRestart(ThingMagicAnswer answer) {
        return answer.op() == ThingMagicAnswer.BOOT;
    }

    private Step<Link> answered(
            Question question, ThingMagicAnswer answer, Known known, long at, long now) {
        return switch (question) {
            case STOP -> ask(Question.VERSION, known, now); // refused: nothing was to be stopped
            case VERSION ->
                    answer.isSuccess()
                            ? ask(
                                    Question.PROGRAM,
                                    known.named(ThingMagicVersion.name(answer)),
                                    now)
                            : refused(question, answer, known, now);
            case PROGRAM ->
                    ask(
                            answer.isSuccess() && (answer.at(0) & 3) == BOOT_LOADER
                                    ? Question.BOOT
                                    : Question.PROTOCOL,
                            known,
                            now);
            case BOOT, PROTOCOL, REGION, ANTENNA, UNFILTER, CLEAR ->
                    answer.isSuccess()
                            ? ask(next(question), known, now)
                            : refused(question, answer, known, now);
            case POWER -> powered(answer, known, now);
            case POWER_LIMITS ->
                    answer.isSuccess() && least(answer) > known.centiDbm()
                            ? ask(Question.POWER, known.withPower(least(answer)), now)
                            : refused(question, answer, known, now);
            case START ->
                    answer.isSuccess()
                            ? reading(known, now)
                            : refused(question, answer, known, now);
            case SEARCH, FETCH -> polled(question, answer, known, at, now);
        };
    }

    private Question next(Question question) {
        return switch (question) {
            case BOOT -> Question.PROTOCOL;
            case PROTOCOL -> Question.REGION;
            case REGION -> Question.ANTENNA;
            case ANTENNA -> Question.POWER;
            case POWER -> setup.polled() ? Question.CLEAR : Question.UNFILTER;
            case UNFILTER -> Question.START;
            case CLEAR -> Question.SEARCH;
            default -> throw new IllegalStateException("nothing follows " + question);
        };
    }

    private Step<Link> powered(ThingMagicAnswer answer, Known known, long now) {
        if (answer.isSuccess()) {
            return ask(next(Question.POWER), known, now);
        }
        boolean limitsAsked = known.centiDbm() != setup.centiDbm();
        return answer.status() == ThingMagicAnswer.POWER_TOO_LOW && !limitsAsked
                ? ask(Question.POWER_LIMITS, known, now)
                : refused(Question.POWER, answer, known, now);
    }

    /** The least power, in 0.01 dBm; 0 if it is not told. */
    private static int least(ThingMagicAnswer limits) {
        return limits.data().length < 7 ? 0 : limits.at(5) << 8 | limits.at(6);
    }

    private Step<Link> reading(Known known, long now) {
        Step<Link> next = Step.to(new Reading(now + QUIET_NANOS, known.toldUp()));
        return known.up() ? next : join(next, up(known));
    }

    private Effect up(Known known) {
        return new Effect.Tell(
                new ReaderEvent.LinkUp(
                        "%s, region %s, %.2f dBm"
                                .formatted(
                                        known.module(),
                                        setup.regionName(),
                                        known.centiDbm() / 100.0)));
    }

    /** While reading: a tag, that it lives, or that something is wrong with it. */
    private Step<Link> heard(ThingMagicAnswer answer, Known known, long at, long now) {
        if (isRestart(answer)) {
            return failed("it restarts by itself; give it more power", known, now);
        }
        if (answer.op() == ThingMagicAnswer.CONTINUOUS || ThingMagicCards.isEndOfStream(answer)) {
            return failed(Question.START, "it ends each reading at once", known, now);
        }
        if (answer.op() != ThingMagicAnswer.READ) {
            return Step.to(new Reading(now + QUIET_NANOS, known), fault("stray", 1));
        }
        Link next = new Reading(now + QUIET_NANOS, known.reading());
        if (!answer.isSuccess()) {
            return answer.status() == ThingMagicAnswer.NO_TAG
                    ? Step.to(next)
                    : Step.to(next, fault(trouble(answer.status()), 1));
        }
        return new Step<>(next, tell(answer, at));
    }

    private Step<Link> polled(
            Question question, ThingMagicAnswer answer, Known known, long at, long now) {
        Step<Link> rest = Step.to(new Resting(now + REST_NANOS, known.reading()));
        Step<Link> next =
                question == Question.SEARCH && answer.isSuccess()
                        ? ask(Question.FETCH, known.reading(), now)
                        : rest;
        var effects = new ArrayList<Effect>();
        if (!known.up()) {
            effects.add(up(known));
        }
        if (!answer.isSuccess() && answer.status() != ThingMagicAnswer.NO_TAG) {
            effects.add(fault(trouble(answer.status()), 1));
        }
        if (question == Question.FETCH) {
            effects.addAll(tell(answer, at));
        }
        return join(next, effects);
    }

    private static List<Effect> tell(ThingMagicAnswer answer, long at) {
        return ThingMagicCards.found(answer).stream()
                .map(
                        found ->
                                switch (found) {
                                    case ThingMagicCards.Found.Tag(var read) ->
                                            new Effect.Tell(
                                                    new ReaderEvent.TagSeen(read, at, false));
                                    case ThingMagicCards.Found.Nonsense(var why) -> fault(why, 1);
                                })
                .toList();
    }

    /** Source: Mercury API, {@code tmr_status.h}. */
    private static String trouble(int status) {
        return switch (status) {
            case 0x0503, 0x0505, 0x0507 -> "antenna";
            case 0x0504 -> "too hot";
            default -> "refused";
        };
    }

    private Step<Link> late(Link state, long now) {
        return switch (state) {
            case Asking(var question, var by, var known) when question == Question.STOP ->
                    ask(Question.VERSION, known, now);
            case Asking(var question, var by, var known) -> silent(question, known, now);
            case Reading(var by, var known) ->
                    failed("it reads nothing; check its power and wires", known, now);
            case Resting(var at, var known) -> ask(Question.CLEAR, known, now);
            case Link.Closed closed -> Step.to(state);
            case Link.Lost lost -> Step.to(state);
        };
    }

    private Step<Link> refused(Question question, ThingMagicAnswer answer, Known known, long now) {
        String hint =
                switch (question) {
                    case REGION -> "choose a region this module has";
                    case ANTENNA -> "choose an antenna port this module has";
                    case POWER, POWER_LIMITS -> "choose a power-dbm this module has";
                    case START -> "an older module (M5e) needs polled true";
                    default -> "see docs/readers/thingmagic.md";
                };
        return join(
                failed(
                        "it refuses %s with status %04X; %s"
                                .formatted(question, answer.status(), hint),
                        known,
                        now),
                fault("refused", 1));
    }

    private Step<Link> silent(Question question, Known known, long now) {
        return failed(
                question.isPolling() ? Question.CLEAR : Question.STOP,
                "it does not answer; check power, wires and its speed (baud)",
                known,
                now);
    }

    private Step<Link> failed(String why, Known known, long now) {
        return failed(Question.STOP, why, known, now);
    }

    private Step<Link> failed(Question again, String why, Known before, long now) {
        Known known = before.failedOnceMore();
        return known.failures() < FAILURES
                ? ask(again, known, now)
                : down("%s: %s".formatted(known.module(), why));
    }

    private static Step<Link> down(String why) {
        return Step.to(new Link.Lost(), new Effect.Tell(new ReaderEvent.LinkDown(why)));
    }

    private Step<Link> ask(Question question, Known known, long now) {
        return Step.to(
                new Asking(question, now + question.patienceNanos(), known),
                new Effect.Send(question.frame(setup, known.centiDbm())));
    }

    private static Step<Link> join(Step<Link> step, Effect first) {
        return join(step, List.of(first));
    }

    private static Step<Link> join(Step<Link> step, List<Effect> first) {
        var effects = new ArrayList<>(first);
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
