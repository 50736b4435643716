package com.hasivu.reader.uhfreader18;

import com.hasivu.reader.ReaderEvent;
import com.hasivu.reader.line.Effect;
import com.hasivu.reader.line.Input;
import com.hasivu.reader.line.Machine;
import com.hasivu.reader.line.Step;
import com.hasivu.reader.uhfreader18.Link.Asking;
import com.hasivu.reader.uhfreader18.Link.Known;
import com.hasivu.reader.uhfreader18.Link.Listening;
import com.hasivu.reader.uhfreader18.Link.Meeting;
import com.hasivu.reader.uhfreader18.Link.Resting;
import com.hasivu.reader.uhfreader18.UhfReader18Frame.Answer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Asks the reader who it is, sets what differs from the settings (it keeps them without power, in a
 * memory that wears), then asks for tags again and again, or listens. {@link #FAILURES} times in a
 * row without an answer is a lost link. Source: UHFReader18 user's manual 2.0, chapters 2 and 8;
 * docs/readers/uhfreader18.md.
 *
 * <pre>
 * Meeting -> first: MODE [-> SET_MODE] [-> SCAN_TIME] [-> POWER] -> INVENTORY -> Resting -> INVENTORY ..
 *            second:                                  [-> POWER] -> INVENTORY ..
 *                                                                 push: -> Listening
 * silence -> INFO -> all again
 * </pre>
 */
final class UhfReader18Machine implements Machine<Link, UhfReader18Frame> {
    static final int FAILURES = 4;

    /** As many rounds in a row may bring nothing but damaged bytes: a noisy line is no reader. */
    static final int DAMAGES = 16;

    /** The reader wants 15 ms between its answer and the next command. */
    static final long REST_NANOS = millis(20);

    /** After an error that does not go away by itself. */
    static final long TROUBLE_REST_NANOS = millis(200);

    /** How long the rest of a damaged answer may still come. */
    static final long DAMAGE_NANOS = millis(60);

    /** A reader that tells unasked is asked whether it lives. Its heartbeat comes every 30 s. */
    static final long QUIET_NANOS = millis(5000);

    private static final int MODE_AT = 4;
    private static final int MODE_LENGTH = 6;
    private static final byte[] MODE_UNKNOWN = new byte[MODE_LENGTH];

    private static final UhfReader18Info STRANGER =
            new UhfReader18Info(Generation.FIRST, "the reader", 0, 0);

    private final UhfReader18Setup setup;

    UhfReader18Machine(UhfReader18Setup setup) {
        this.setup = setup;
    }

    @Override
    public Link start() {
        return new Link.Closed();
    }

    @Override
    public long deadline(Link state) {
        return switch (state) {
            case Meeting(var by, var failures) -> by;
            case Asking asking -> asking.by();
            case Resting(var at, var known) -> at;
            case Listening(var by, var known) -> by;
            case Link.Closed closed -> NEVER;
            case Link.Lost lost -> NEVER;
        };
    }

    @Override
    public Step<Link> step(Link state, Input<UhfReader18Frame> input, long now) {
        if (state instanceof Link.Lost) {
            return Step.to(state);
        }
        return switch (input) {
            case Input.Opened<UhfReader18Frame>(var stale) ->
                    stale == 0 ? meet(0, now) : join(meet(0, now), fault("stale", stale));
            case Input.Received<UhfReader18Frame>(var frame, var at) ->
                    received(state, frame, at, now);
            case Input.Dropped<UhfReader18Frame>(var why, var bytes) ->
                    Step.to(damaged(state, now), fault(why, bytes));
            case Input.Deadline<UhfReader18Frame> late -> late(state, now);
            case Input.Indicate<UhfReader18Frame> none -> Step.to(state);
            case Input.Lost<UhfReader18Frame>(var why) -> lost(state, why);
        };
    }

    private Step<Link> meet(int failures, long now) {
        var stranger = new Known(false, failures, 0, STRANGER, MODE_UNKNOWN);
        long by = now + Question.INFO.patienceNanos(stranger);
        return Step.to(
                new Meeting(by, failures), new Effect.Send(Question.INFO.frame(setup, stranger)));
    }

    private Step<Link> received(Link state, UhfReader18Frame frame, long at, long now) {
        return switch (frame) {
            case UhfReader18Frame.Heartbeat beat -> Step.to(alive(state, now));
            case Answer answer when !setup.isFor(answer) -> Step.to(state, fault("stray", 1));
            case Answer answer when answer.command() == UhfReader18Frame.PUSHED ->
                    pushed(state, answer, at, now);
            case Answer answer -> answered(state, answer, at, now);
        };
    }

    private static Link alive(Link state, long now) {
        return state instanceof Listening(var by, var known)
                ? new Listening(now + QUIET_NANOS, known)
                : state;
    }

    private Step<Link> answered(Link state, Answer answer, long at, long now) {
        return switch (state) {
            case Meeting(var by, var failures) when answer.command() == UhfReader18Frame.INFO ->
                    known(answer, new Known(false, failures, 0, STRANGER, MODE_UNKNOWN), now);
            case Asking(var question, var by, var damaged, var known)
                    when question.isAnsweredBy(answer, known) ->
                    answered(question, answer, known, at, now);
            default -> Step.to(state, fault("stray", 1));
        };
    }

    private Step<Link> answered(Question question, Answer answer, Known known, long at, long now) {
        boolean done = answer.status() == UhfReader18Frame.SUCCESS;
        return switch (question) {
            case INFO -> known(answer, known, now);
            case MODE ->
                    done && answer.data().length >= MODE_AT + MODE_LENGTH
                            ? mode(answer, known, now)
                            : setScanTime(known, now); // a reader that knows one mode only
            case SET_MODE, SCAN_TIME ->
                    join(
                            question == Question.SET_MODE
                                    ? setScanTime(known, now)
                                    : setPower(known.with(scanning(known, done)), now),
                            done ? List.of() : List.of(fault("refused", 1)));
            case POWER ->
                    done
                            ? begin(known, now)
                            : refused(
                                    "it refuses power-dbm %d".formatted(setup.powerDbm()),
                                    known,
                                    now);
            case INVENTORY -> inventory(answer, known, at, now);
        };
    }

    private Step<Link> known(Answer answer, Known before, long now) {
        Optional<UhfReader18Info> info =
                answer.status() == UhfReader18Frame.SUCCESS
                        ? UhfReader18Info.of(answer)
                        : Optional.empty();
        if (info.isEmpty()) {
            return refused("it does not say who it is", before, now);
        }
        Known known = before.with(info.get());
        if (known.isFirst()) {
            return ask(Question.MODE, known, now);
        }
        boolean wrongMode = setup.push() ? !known.up() : known.failures() > 0;
        return wrongMode ? ask(Question.SET_MODE, known, now) : setPower(known, now);
    }

    private Step<Link> mode(Answer answer, Known before, long now) {
        byte[] mode = Arrays.copyOfRange(answer.data(), MODE_AT, MODE_AT + MODE_LENGTH);
        Known known = before.withMode(mode);
        boolean pushes = (mode[0] & 3) != 0;
        return pushes == setup.push()
                ? setScanTime(known, now)
                : ask(Question.SET_MODE, known, now);
    }

    private Step<Link> setScanTime(Known known, long now) {
        boolean right = !known.isFirst() || known.info().scanTime() == UhfReader18Setup.SCAN_TIME;
        return right ? setPower(known, now) : ask(Question.SCAN_TIME, known, now);
    }

    private static UhfReader18Info scanning(Known known, boolean set) {
        UhfReader18Info info = known.info();
        int scanTime = set ? UhfReader18Setup.SCAN_TIME : info.scanTime();
        return new UhfReader18Info(info.generation(), info.name(), info.powerDbm(), scanTime);
    }

    private Step<Link> setPower(Known known, long now) {
        return known.info().powerDbm() == setup.powerDbm()
                ? begin(known, now)
                : ask(Question.POWER, known, now);
    }

    private Step<Link> begin(Known known, long now) {
        Step<Link> first =
                setup.push()
                        ? Step.to(new Listening(now + QUIET_NANOS, known.reading()))
                        : ask(Question.INVENTORY, known.toldUp(), now);
        return known.up() ? first : join(first, up(known));
    }

    private Effect up(Known known) {
        return new Effect.Tell(
                new ReaderEvent.LinkUp(
                        "%s, %d dBm%s"
                                .formatted(
                                        known.info().name(),
                                        setup.powerDbm(),
                                        known.isFirst() ? ", tells no strength" : "")));
    }

    private Step<Link> inventory(Answer answer, Known before, long at, long now) {
        Known known = before.reading();
        Link rest = new Resting(now + REST_NANOS, known);
        return switch (answer.status()) {
            case UhfReader18Frame.MORE_FOLLOWS ->
                    new Step<>(
                            new Asking(
                                    Question.INVENTORY,
                                    now + Question.INVENTORY.patienceNanos(known),
                                    false,
                                    known),
                            tell(answer, known, at));
            case UhfReader18Frame.DONE, UhfReader18Frame.TIME_IS_UP, UhfReader18Frame.MEMORY_FULL ->
                    new Step<>(rest, tell(answer, known, at));
            case UhfReader18Frame.NO_TAG, UhfReader18Frame.POOR_ANSWER -> Step.to(rest);
            case UhfReader18Frame.ANTENNA ->
                    Step.to(new Resting(now + TROUBLE_REST_NANOS, known), fault("antenna", 1));
            default ->
                    refused(
                            "it refuses the inventory with status %02X".formatted(answer.status()),
                            before,
                            now);
        };
    }

    /** In the middle of asking, a reader that tells unasked hears no inventory: set its mode. */
    private Step<Link> pushed(Link state, Answer answer, long at, long now) {
        return switch (state) {
            case Listening(var by, var known) ->
                    answer.status() == UhfReader18Frame.SUCCESS
                                    || answer.status() == UhfReader18Frame.NOTHING_TO_PUSH
                            ? new Step<>(
                                    new Listening(now + QUIET_NANOS, known.reading()),
                                    tell(answer, known, at))
                            : Step.to(state, fault("refused", 1));
            case Asking(var question, var by, var damaged, var known)
                    when question == Question.INVENTORY ->
                    join(silence(known.failedOnceMore(), now), fault("pushed", 1));
            default -> Step.to(state, fault("stray", 1));
        };
    }

    /** Its memory wears: not for ever. */
    private Step<Link> silence(Known known, long now) {
        return known.failures() < FAILURES
                ? ask(known.isFirst() ? Question.MODE : Question.SET_MODE, known, now)
                : down(
                        "%s: it tells tags unasked though it was told not to; see docs/readers/uhfreader18.md"
                                .formatted(known.info().name()));
    }

    private static List<Effect> tell(Answer answer, Known known, long at) {
        return UhfReader18Cards.read(answer, known.info().generation())
                .map(
                        cards ->
                                cards.stream()
                                        .<Effect>map(
                                                read ->
                                                        new Effect.Tell(
                                                                new ReaderEvent.TagSeen(
                                                                        read, at, false)))
                                        .toList())
                .orElseGet(() -> List.of(fault("nonsense", 1)));
    }

    /**
     * A damaged answer is not repeated: ask anew soon, but let its rest pass first. A noisy line
     * must not put that off for ever.
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
        String silence = "it does not answer; check power, cable, address and speed (baud)";
        return switch (state) {
            case Meeting(var by, var failures) ->
                    failures + 1 < FAILURES
                            ? meet(failures + 1, now)
                            : down("the reader: " + silence);
            case Asking(var question, var by, var damaged, var known) ->
                    damaged ? damagedRound(known, now) : failed(silence, known, now);
            case Resting(var at, var known) -> ask(Question.INVENTORY, known, now);
            case Listening(var by, var known) -> ask(Question.INFO, known, now);
            case Link.Closed closed -> Step.to(state);
            case Link.Lost lost -> Step.to(state);
        };
    }

    private Step<Link> damagedRound(Known before, long now) {
        Known known = before.damagedOnceMore();
        return known.damages() < DAMAGES
                ? ask(Question.INVENTORY, known, now)
                : down(
                        "%s: only damaged answers come; check cable, ground and speed (baud)"
                                .formatted(known.info().name()));
    }

    private Step<Link> refused(String why, Known known, long now) {
        return join(
                failed(why + "; see docs/readers/uhfreader18.md", known, now), fault("refused", 1));
    }

    private Step<Link> failed(String why, Known before, long now) {
        Known known = before.failedOnceMore();
        return known.failures() < FAILURES
                ? ask(Question.INFO, known, now)
                : down("%s: %s".formatted(known.info().name(), why));
    }

    /** A network module closes a second connection at once, without a word. */
    private static Step<Link> lost(Link state, String why) {
        return down(
                state instanceof Meeting
                        ? why + " without an answer; it may be in use by another program"
                        : why);
    }

    private static Step<Link> down(String why) {
        return Step.to(new Link.Lost(), new Effect.Tell(new ReaderEvent.LinkDown(why)));
    }

    private Step<Link> ask(Question question, Known known, long now) {
        return Step.to(
                new Asking(question, now + question.patienceNanos(known), false, known),
                new Effect.Send(question.frame(setup, known)));
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
