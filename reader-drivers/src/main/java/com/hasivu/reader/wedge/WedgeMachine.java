package com.hasivu.reader.wedge;

import com.hasivu.reader.ReaderEvent;
import com.hasivu.reader.line.Effect;
import com.hasivu.reader.line.Input;
import com.hasivu.reader.line.Machine;
import com.hasivu.reader.line.Step;
import com.hasivu.reader.wedge.NumberForm.Meaning;

import java.util.ArrayList;
import java.util.List;

/**
 * Listens, as a keyboard cannot be asked. So it is up as soon as the device is open. A reader types
 * a card once, and USB guards its reports with a CRC: one number decides, but only if it was typed
 * whole, as a reader types, and fits the form.
 */
final class WedgeMachine implements Machine<WedgeMachine.Link, Packet> {
    private static final long PAUSE_NANOS = Typing.PAUSE_MICROS * 1_000;

    sealed interface Link {
        /**
         * @param heardNanos when the last key was read
         */
        record Listening(Typing typing, long heardNanos) implements Link {}

        record Lost() implements Link {}
    }

    private final WedgeSettings settings;

    WedgeMachine(WedgeSettings settings) {
        this.settings = settings;
    }

    @Override
    public Link start() {
        return new Link.Listening(Typing.NOTHING, 0);
    }

    @Override
    public long deadline(Link state) {
        return state instanceof Link.Listening(var typing, var heard) && !typing.isNothing()
                ? heard + PAUSE_NANOS
                : NEVER;
    }

    @Override
    public Step<Link> step(Link state, Input<Packet> input, long nowNanos) {
        if (!(state instanceof Link.Listening(var typing, var heard))) {
            return Step.to(state);
        }
        return switch (input) {
            case Input.Opened<Packet>(var stale) -> opened(state, stale);
            case Input.Received<Packet>(var packet, var at) -> received(typing, packet, at);
            case Input.Dropped<Packet>(var why, var bytes) ->
                    Step.to(
                            typing.isNothing() ? state : new Link.Listening(typing.spoil(), heard),
                            fault(why, bytes));
            case Input.Deadline<Packet> late -> late(typing, heard);
            case Input.Indicate<Packet> none -> Step.to(state);
            case Input.Lost<Packet>(var why) ->
                    Step.to(new Link.Lost(), new Effect.Tell(new ReaderEvent.LinkDown(why)));
        };
    }

    private static Step<Link> opened(Link state, int stale) {
        var up = new Effect.Tell(new ReaderEvent.LinkUp("keyboard, listening"));
        return stale == 0 ? Step.to(state, up) : Step.to(state, up, fault("stale", stale));
    }

    private Step<Link> received(Typing typing, Packet packet, long atNanos) {
        Typing.Taken taken = typing.take(packet);
        List<Effect> effects = new ArrayList<>();
        taken.faults().forEach(why -> effects.add(fault(why, 1)));
        taken.line()
                .map(line -> meaning(line, settings))
                .ifPresent(
                        meaning ->
                                effects.add(
                                        switch (meaning) {
                                            case Meaning.Card(var read) ->
                                                    new Effect.Tell(
                                                            new ReaderEvent.TagSeen(
                                                                    read, atNanos, false));
                                            case Meaning.Refused(var why) -> fault(why, 1);
                                        }));
        return new Step<>(new Link.Listening(taken.next(), atNanos), effects);
    }

    /** What a whole line says. */
    static Meaning meaning(Typing.Line line, WedgeSettings settings) {
        return line.micros() > settings.longest().toNanos() / 1_000
                ? new Meaning.Refused("too slow")
                : settings.form().read(line.text());
    }

    private static Step<Link> late(Typing typing, long heard) {
        var nothing = new Link.Listening(Typing.NOTHING, heard);
        return typing.spoilt() || typing.isNothing()
                ? Step.to(nothing)
                : Step.to(nothing, fault("no enter", 1));
    }

    private static Effect fault(String what, int count) {
        return new Effect.Tell(new ReaderEvent.Fault(what, count));
    }
}
