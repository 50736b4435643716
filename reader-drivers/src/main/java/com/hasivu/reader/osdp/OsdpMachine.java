package com.hasivu.reader.osdp;

import com.hasivu.reader.Indication;
import com.hasivu.reader.ReaderEvent;
import com.hasivu.reader.line.Effect;
import com.hasivu.reader.line.Input;
import com.hasivu.reader.line.Machine;
import com.hasivu.reader.line.Step;
import com.hasivu.reader.osdp.Link.Ask;
import com.hasivu.reader.osdp.Link.Guard;
import com.hasivu.reader.osdp.Link.Missing;
import com.hasivu.reader.osdp.Link.Question;
import com.hasivu.reader.osdp.Link.Resting;
import com.hasivu.reader.osdp.Link.Talk;
import com.hasivu.reader.osdp.Link.Waiting;
import com.hasivu.reader.osdp.OsdpSecureChannel.Session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Asks who the reader is, agrees on a secure channel, lets out what the reader kept from before,
 * then polls. One command is on its way at a time and has one reply; both carry one sequence
 * number. A command without a reply is sent again as it was, and the reader then repeats its reply:
 * a card is neither lost nor told twice. What a reply means is in {@link Dialogue}. Source: SIA
 * OSDP 2.2, sections 5.7 to 5.9, annex D.
 *
 * <pre>
 * IDENTIFY -> CAPABILITIES -> [CHALLENGE -> PROVE [-> SET_KEY -> IDENTIFY ..]] -> POLL .. -> LinkUp
 *     ^                                                                    Resting -> POLL | SHOW ..
 *     +---- the reader has lost the thread ----------------------------------------+
 * </pre>
 */
final class OsdpMachine implements Machine<Link, OsdpFrame> {
    /** A reader must begin to reply within this (section 5.7). */
    static final long REPLY_NANOS = 200_000_000;

    /** As often nothing may come before the reader counts as lost. */
    static final int SILENCES = 4;

    /** As often only damage may come. */
    static final int DAMAGES = 32;

    static final long BUSY_NANOS = 50_000_000;
    static final int BUSIES = 60;

    private final OsdpSettings settings;
    private final Dialogue dialogue;

    /**
     * @param settings with the key read
     * @param random eight new random bytes at each call
     */
    OsdpMachine(OsdpSettings settings, Supplier<byte[]> random) {
        this.settings = settings;
        this.dialogue = new Dialogue(settings, random);
    }

    @Override
    public Link start() {
        return new Link.Closed();
    }

    @Override
    public long deadline(Link state) {
        return switch (state) {
            case Waiting(var question, var talk) -> question.by();
            case Resting(var at, var talk) -> at;
            case Link.Closed closed -> NEVER;
            case Link.Lost lost -> NEVER;
        };
    }

    @Override
    public Step<Link> step(Link state, Input<OsdpFrame> input, long now) {
        if (state instanceof Link.Lost) {
            return Step.to(state);
        }
        return switch (input) {
            case Input.Opened<OsdpFrame>(var stale) -> opened(stale, now);
            case Input.Received<OsdpFrame>(var frame, var at) -> received(state, frame, at, now);
            case Input.Dropped<OsdpFrame>(var why, var bytes) -> damaged(state, why, bytes);
            case Input.Deadline<OsdpFrame> late -> late(state, now);
            case Input.Indicate<OsdpFrame>(var indication) -> indicate(state, indication);
            case Input.Lost<OsdpFrame>(var why) -> down(List.of(), why);
        };
    }

    private Step<Link> opened(int stale, long now) {
        List<Effect> told = stale == 0 ? List.of() : List.of(fault("stale", stale));
        return say(Ask.IDENTIFY, Command.ID, new byte[0], dialogue.start(), told, now);
    }

    private Step<Link> received(Link state, OsdpFrame frame, long at, long now) {
        if (!frame.fromReader()) {
            return Step.to(state, fault("echo", 1));
        }
        if (!(state instanceof Waiting(var question, var talk))
                || frame.address() != settings.address()) {
            return Step.to(state, fault("stray", 1));
        }
        boolean clear = frame.scs() == OsdpFrame.CLEAR;
        if (clear && frame.code() == Reply.BUSY) { // may carry sequence 0, section 7.19
            return busy(question, talk, now);
        }
        boolean refusal = clear && frame.code() == Reply.NAK;
        if (frame.sequence() != question.sequence()
                && !(refusal && Reply.isRefusedBy(frame.data(), Reply.NAK_SEQUENCE))) {
            return Step.to(state, fault("stray", 1));
        }
        if (refusal) {
            return taken(question, talk, dialogue.refused(question.ask(), talk, frame.data()), now);
        }
        return talk.guard() instanceof Guard.Open(var session)
                ? guarded(question, talk, session, frame, at, now)
                : unguarded(question, talk, frame, at, now);
    }

    private Step<Link> unguarded(Question question, Talk talk, OsdpFrame frame, long at, long now) {
        Turn turn =
                frame.isAuthenticated()
                        ? Turn.stray() // of a channel we know nothing of
                        : dialogue.answered(question.ask(), talk, frame, frame.data(), at);
        return taken(question, talk, turn, now);
    }

    /** In a channel only what is authentic counts: anyone could have said the rest. */
    private Step<Link> guarded(
            Question question, Talk talk, Session session, OsdpFrame frame, long at, long now) {
        if (!frame.isAuthenticated()) {
            return Step.to(new Waiting(question, talk), fault("in clear", 1));
        }
        Optional<Session.Opened> opened = session.open(frame);
        if (opened.isEmpty()) {
            return Step.to(new Waiting(question, talk), fault("authentication", 1));
        }
        Talk next = talk.with(new Guard.Open(opened.get().next()));
        byte[] data = opened.get().data();
        return taken(question, talk, dialogue.answered(question.ask(), next, frame, data, at), now);
    }

    private Step<Link> taken(Question question, Talk before, Turn turn, long now) {
        List<Effect> told = turn.told().stream().map(OsdpMachine::tell).toList();
        return switch (turn.next()) {
            case Turn.Next.Say(var ask, var command, var block, var talk) ->
                    say(ask, command, block, talk, told, now);
            case Turn.Next.Repeat(var ask, var talk) -> {
                var again =
                        Question.first(
                                ask, question.frame(), question.sequence(), now + REPLY_NANOS);
                yield then(told, new Waiting(again, talk), new Effect.Send(question.frame()));
            }
            case Turn.Next.GoOn(var nanos, var talk) -> goOn(question, talk, nanos, told, now);
            case Turn.Next.Stray stray -> then(told, new Waiting(question, before));
            case Turn.Next.SayAgain again ->
                    then(told, new Waiting(question.missing(Missing.DAMAGE, now), before));
            case Turn.Next.Down(var why) -> down(told, why);
        };
    }

    /**
     * After a command that was sent twice a second reply may still be on its way: let it pass, or
     * it could be taken for the reply to a later command with the same sequence number.
     */
    private Step<Link> goOn(Question question, Talk talk, long nanos, List<Effect> told, long now) {
        long quiet = question.wasSentAgain() ? Math.max(nanos, REPLY_NANOS) : nanos;
        return talk.wishes().isEmpty() || question.wasSentAgain()
                ? then(told, new Resting(now + quiet, talk))
                : next(talk, told, now);
    }

    private Step<Link> busy(Question question, Talk talk, long now) {
        Effect told = fault("busy", 1);
        // a reader that says so without a pause must not put the end off
        long by = question.missing() == Missing.BUSY ? question.by() : now + BUSY_NANOS;
        return question.busies() >= BUSIES
                ? down(List.of(told), "the reader is busy for seconds; turn its power off and on")
                : Step.to(new Waiting(question.missing(Missing.BUSY, by), talk), told);
    }

    private static Step<Link> damaged(Link state, String why, int bytes) {
        Link next =
                state instanceof Waiting(var question, var talk)
                                && question.missing() == Missing.SILENCE
                        ? new Waiting(question.missing(Missing.DAMAGE, question.by()), talk)
                        : state;
        return Step.to(next, fault(why, bytes));
    }

    private Step<Link> late(Link state, long now) {
        return switch (state) {
            case Waiting(var question, var talk) -> sayAgain(question, talk, now);
            case Resting(var at, var talk) -> next(talk, List.of(), now);
            case Link.Closed closed -> Step.to(state);
            case Link.Lost lost -> Step.to(state);
        };
    }

    private Step<Link> sayAgain(Question before, Talk talk, long now) {
        Question question = before.again(now + REPLY_NANOS);
        if (question.silences() >= SILENCES) {
            return down(
                    List.of(),
                    "no reader answers at address %d; check its power, the wires A and B, its address, baud and check"
                            .formatted(settings.address()));
        }
        if (question.damages() >= DAMAGES) {
            return down(List.of(), "only damaged replies come; check the wires A and B, and baud");
        }
        return Step.to(new Waiting(question, talk), new Effect.Send(question.frame()));
    }

    private static Step<Link> indicate(Link state, Indication indication) {
        return switch (state) {
            case Waiting(var question, var talk) ->
                    Step.to(new Waiting(question, wishing(talk, indication)));
            case Resting(var at, var talk) -> Step.to(new Resting(at, wishing(talk, indication)));
            case Link.Closed closed -> Step.to(state);
            case Link.Lost lost -> Step.to(state);
        };
    }

    /** The last wish counts; a reader that is not up shows nothing. */
    private static Talk wishing(Talk talk, Indication indication) {
        return talk.peer().up() ? talk.wishing(Command.show(indication, talk.peer())) : talk;
    }

    private Step<Link> next(Talk talk, List<Effect> told, long now) {
        List<Command> wishes = talk.wishes();
        return wishes.isEmpty()
                ? say(Ask.POLL, Command.POLL, new byte[0], talk, told, now)
                : say(
                        Ask.SHOW,
                        wishes.getFirst(),
                        new byte[0],
                        talk.wishing(wishes.subList(1, wishes.size())),
                        told,
                        now);
    }

    private Step<Link> say(
            Ask ask, Command command, byte[] block, Talk talk, List<Effect> told, long now) {
        int sequence = talk.sequence();
        byte[] frame;
        Talk next = talk.counted();
        if (talk.guard() instanceof Guard.Open(var session)) {
            var sealed =
                    session.seal(
                            settings.address(),
                            sequence,
                            settings.sum(),
                            command.code(),
                            command.data());
            frame = sealed.frame();
            next = next.with(new Guard.Open(sealed.next()));
        } else {
            frame =
                    OsdpCodec.command(
                            settings.address(),
                            sequence,
                            settings.sum(),
                            block,
                            command.code(),
                            command.data());
        }
        byte[] sent = settings.mark() ? OsdpCodec.marked(frame) : frame;
        var question = Question.first(ask, sent, sequence, now + REPLY_NANOS);
        return then(told, new Waiting(question, next), new Effect.Send(sent));
    }

    private static Step<Link> down(List<Effect> told, String why) {
        return then(told, new Link.Lost(), tell(new ReaderEvent.LinkDown(why)));
    }

    private static Step<Link> then(List<Effect> first, Link state, Effect... more) {
        var all = new ArrayList<>(first);
        all.addAll(Arrays.asList(more));
        return new Step<>(state, all);
    }

    private static Effect fault(String what, int count) {
        return tell(new ReaderEvent.Fault(what, count));
    }

    private static Effect tell(ReaderEvent event) {
        return new Effect.Tell(event);
    }
}
