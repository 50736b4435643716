package com.hasivu.reader.yrm100;

import com.hasivu.reader.CardRead;
import com.hasivu.reader.ReaderEvent;
import com.hasivu.reader.line.Effect;
import com.hasivu.reader.line.Input;
import com.hasivu.reader.line.Machine;
import com.hasivu.reader.line.Step;
import com.hasivu.reader.yrm100.Link.Asking;
import com.hasivu.reader.yrm100.Link.Known;
import com.hasivu.reader.yrm100.Link.Polling;
import com.hasivu.reader.yrm100.Yrm100Frame.Failure;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Stop what an earlier connection left running, ask who it is, set region and power, then let the
 * module poll by itself. It tells each round, with a tag or without; when it falls silent its 65535
 * rounds are over, or it lost its power and with it our settings, or it is gone. All three are met
 * by starting over: {@link #SILENCES} times without an answer is a lost link. Source: M100 command
 * set, section 2.
 *
 * <pre>
 * STOP -> INFO -> SET_REGION -> SET_POWER -> GET_POWER -> Polling
 *  ^        |                    |     ^ refused: 1 dB more   |
 *  +--------+------ silence -----+-----+----------------------+
 * </pre>
 */
final class Yrm100Machine implements Machine<Link, Yrm100Frame> {
    /** A round takes 20 to 60 ms. */
    static final long QUIET_NANOS = 400_000_000;

    /** The quiet poll is the first. */
    static final int SILENCES = 4;

    /** More than any of these modules gives. */
    static final int MOST_CENTI_DBM = 3300;

    /** Multiple poll, reserved byte 22, as often as it can. Section 2.3. */
    static final byte[] POLL = Yrm100Codec.command(0x27, 0x22, 0xFF, 0xFF);

    private static final int INFO_TEXT_AT = 1;

    private final int centiDbm;
    private final Optional<Region> region;

    /**
     * @param dbm most transmit power; a module that cannot go so low is asked for its least, and
     *     refused
     */
    Yrm100Machine(int dbm, Optional<Region> region) {
        this.centiDbm = 100 * dbm;
        this.region = region;
    }

    @Override
    public Link start() {
        return new Link.Closed();
    }

    @Override
    public long deadline(Link state) {
        return switch (state) {
            case Asking(var question, var by, var known) -> by;
            case Polling(var quietBy, var known) -> quietBy;
            case Link.Closed closed -> NEVER;
            case Link.Lost lost -> NEVER;
        };
    }

    @Override
    public Step<Link> step(Link state, Input<Yrm100Frame> input, long now) {
        if (state instanceof Link.Lost) {
            return Step.to(state);
        }
        return switch (input) {
            case Input.Opened<Yrm100Frame>(var stale) -> opened(stale, now);
            case Input.Received<Yrm100Frame>(var frame, var at) -> received(state, frame, at, now);
            case Input.Dropped<Yrm100Frame>(var why, var bytes) ->
                    Step.to(state, fault(why, bytes));
            case Input.Deadline<Yrm100Frame> late -> late(state, now);
            case Input.Indicate<Yrm100Frame> none -> Step.to(state);
            case Input.Lost<Yrm100Frame>(var why) -> down(why);
        };
    }

    private Step<Link> opened(int stale, long now) {
        Step<Link> first = ask(Question.STOP, new Known("", centiDbm, false, 0), now);
        return stale == 0 ? first : with(fault("stale", stale), first);
    }

    private Step<Link> received(Link state, Yrm100Frame frame, long at, long now) {
        return switch (frame) {
            case Yrm100Frame.Response(var command, var data) -> answered(state, command, data, now);
            case Failure(var code) -> failed(state, code, now);
            case Yrm100Frame.Tag(var epc, var dbm) -> {
                var read = CardRead.epc(epc).at(dbm);
                yield polled(state, new ReaderEvent.TagSeen(read, at, false), now);
            }
            case Yrm100Frame.OddTag odd ->
                    polled(state, new ReaderEvent.Fault("epc length", 1), now);
            case Yrm100Frame.OtherNotice other -> Step.to(state, fault("stray", 1));
            case Yrm100Frame.HostCommand echo -> Step.to(state, fault("echo", 1));
        };
    }

    /** A tag told before our poll began is of an earlier connection. */
    private static Step<Link> polled(Link state, ReaderEvent told, long now) {
        return state instanceof Polling(var quietBy, var known)
                ? Step.to(new Polling(now + QUIET_NANOS, known.heard()), new Effect.Tell(told))
                : Step.to(state, fault("stray", 1));
    }

    private Step<Link> answered(Link state, int command, byte[] data, long now) {
        if (!(state instanceof Asking(var question, var by, var known))
                || !question.isAnsweredBy(command)) {
            return Step.to(state, fault("stray", 1));
        }
        return switch (question) {
            case STOP -> ask(Question.INFO, known, now);
            case INFO -> afterInfo(known.named(text(data)), now);
            case SET_REGION ->
                    isDone(data)
                            ? ask(Question.SET_POWER, known, now)
                            : refused(question, known, now);
            case SET_POWER ->
                    isDone(data)
                            ? ask(Question.GET_POWER, known, now)
                            : refused(question, known, now);
            case GET_POWER -> poll(known, power(data, known), now);
        };
    }

    private Step<Link> failed(Link state, int code, long now) {
        return switch (state) {
            case Polling(var quietBy, var known) -> {
                boolean round = Failure.isOfARound(code);
                var on = new Polling(now + QUIET_NANOS, round ? known.heard() : known);
                yield code == Failure.NO_TAG ? Step.to(on) : Step.to(on, fault(word(code), 1));
            }
            case Asking(var question, var by, var known) when !Failure.isOfARound(code) ->
                    refused(question, known, now);
            case Asking left -> Step.to(left); // a round that ended while it was told to stop
            case Link.Closed closed -> Step.to(closed);
            case Link.Lost lost -> Step.to(lost);
        };
    }

    private Step<Link> refused(Question question, Known known, long now) {
        return switch (question) {
            case STOP -> ask(Question.INFO, known, now);
            case INFO -> afterInfo(known.named("unnamed"), now);
            case SET_REGION -> down("the module refuses the region; correct region");
            case SET_POWER ->
                    known.centiDbm() + 100 > MOST_CENTI_DBM
                            ? down("the module refuses every transmit power; correct power-dbm")
                            : ask(Question.SET_POWER, known.withPower(known.centiDbm() + 100), now);
            case GET_POWER -> poll(known, known.centiDbm(), now);
        };
    }

    private Step<Link> afterInfo(Known known, long now) {
        return ask(
                region.isPresent() ? Question.SET_REGION : Question.SET_POWER,
                known.withPower(centiDbm),
                now);
    }

    private Step<Link> poll(Known known, int power, long now) {
        if (power > centiDbm) {
            return down(
                    "the module's least power is %s, above power-dbm %d: it may read the queue; turn the antenna away from it, then write power-dbm: %d"
                            .formatted(words(power), centiDbm / 100, Math.ceilDiv(power, 100)));
        }
        var polling = new Polling(now + QUIET_NANOS, known.told());
        var send = new Effect.Send(POLL);
        if (known.up()) {
            return Step.to(polling, send);
        }
        String detail = "%s, %s".formatted(known.name(), words(power));
        return Step.to(polling, new Effect.Tell(new ReaderEvent.LinkUp(detail)), send);
    }

    private static String words(int centiDbm) {
        return "%d.%02d dBm".formatted(centiDbm / 100, centiDbm % 100);
    }

    private Step<Link> late(Link state, long now) {
        return switch (state) {
            case Asking(var question, var by, var known) when question == Question.STOP ->
                    ask(Question.INFO, known, now);
            case Asking(var question, var by, var known) -> silent(known, now);
            case Polling(var quietBy, var known) -> silent(known, now);
            case Link.Closed closed -> Step.to(closed);
            case Link.Lost lost -> Step.to(lost);
        };
    }

    private Step<Link> silent(Known before, long now) {
        Known known = before.oneMoreSilence();
        return known.silences() < SILENCES
                ? ask(Question.STOP, known, now)
                : down("the UHF module does not answer; check its power, its wires and baud");
    }

    private Step<Link> ask(Question question, Known known, long now) {
        int power = known.centiDbm();
        byte[] frame =
                switch (question) {
                    case STOP, GET_POWER -> question.frame();
                    case INFO -> question.frame(0x00);
                    case SET_REGION -> question.frame(region.orElseThrow().code());
                    case SET_POWER -> question.frame(power >> 8, power & 0xFF);
                };
        return Step.to(
                new Asking(question, now + question.patienceNanos(), known),
                new Effect.Send(frame));
    }

    private static Step<Link> down(String why) {
        return Step.to(new Link.Lost(), new Effect.Tell(new ReaderEvent.LinkDown(why)));
    }

    /** Kind of information, then ASCII. Section 2.1.2. */
    static String text(byte[] data) {
        if (data.length <= INFO_TEXT_AT) {
            return "unnamed";
        }
        return new String(data, INFO_TEXT_AT, data.length - INFO_TEXT_AT, StandardCharsets.US_ASCII)
                .replaceAll("[^ -~]", "")
                .strip();
    }

    private static boolean isDone(byte[] data) {
        return data.length == 1 && data[0] == 0;
    }

    private static int power(byte[] data, Known known) {
        return data.length == 2 ? (data[0] & 0xFF) << 8 | (data[1] & 0xFF) : known.centiDbm();
    }

    private static String word(int code) {
        return code == Failure.CHANNELS_BUSY ? "channels busy" : "refused";
    }

    private static Step<Link> with(Effect first, Step<Link> step) {
        var effects = new ArrayList<>(List.of(first));
        effects.addAll(step.effects());
        return new Step<>(step.state(), effects);
    }

    private static Effect fault(String what, int count) {
        return new Effect.Tell(new ReaderEvent.Fault(what, count));
    }
}
