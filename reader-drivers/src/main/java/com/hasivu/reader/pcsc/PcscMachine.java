package com.hasivu.reader.pcsc;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.CardRead;
import com.hasivu.reader.Indication;
import com.hasivu.reader.ReaderEvent;
import com.hasivu.reader.line.Effect;
import com.hasivu.reader.line.Input;
import com.hasivu.reader.line.Machine;
import com.hasivu.reader.line.Step;
import com.hasivu.reader.pcsc.Link.Asked;
import com.hasivu.reader.pcsc.Link.Idle;
import com.hasivu.reader.pcsc.Link.Slot;
import com.hasivu.reader.pcsc.SlotFrame.Channel;
import com.hasivu.reader.pcsc.SlotFrame.Word;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Sets an ACR122 up, then asks for the UID as long as a card is there. The way from the chip to us
 * has no check over all of it, so each look asks twice, and only two equal answers are a read. The
 * transport answers every command, in order, so one is sent at a time.
 *
 * <pre>
 * Opening -> [ FIRMWARE -> BEEP_OFF ] -> Idle -- card, or time --> UID -> UID -> Idle
 * </pre>
 */
final class PcscMachine implements Machine<Link, SlotFrame> {
    /** Between two looks at a held card: far below the depart time. */
    static final long HOLD_NANOS = 100_000_000;

    /** Longer than a USB reader's own time-outs. */
    static final long PATIENCE_NANOS = 6_000_000_000L;

    private final String reader;
    private final boolean acr122;
    private final Command beep;

    /**
     * @param reader its name in PC/SC
     * @param beep the reader itself beeps for a card
     */
    PcscMachine(String reader, boolean beep) {
        this.reader = reader;
        this.acr122 = reader.contains("ACR122");
        this.beep = beep ? Command.BEEP_ON : Command.BEEP_OFF;
    }

    @Override
    public Link start() {
        return new Link.Opening(NEVER);
    }

    @Override
    public long deadline(Link state) {
        return switch (state) {
            case Link.Opening(var giveUp) -> giveUp;
            case Asked asked -> asked.giveUp();
            case Idle(var lookAt, var slot) -> lookAt;
            case Link.Lost lost -> NEVER;
        };
    }

    @Override
    public Step<Link> step(Link state, Input<SlotFrame> input, long now) {
        if (state instanceof Link.Lost) {
            return Step.to(state);
        }
        return switch (input) {
            case Input.Opened<SlotFrame> opened -> Step.to(new Link.Opening(now + PATIENCE_NANOS));
            case Input.Received<SlotFrame>(SlotFrame.Told(var word), var at) ->
                    told(state, word, now);
            case Input.Received<SlotFrame>(SlotFrame.Answer(var bytes), var at) ->
                    state instanceof Asked asked
                            ? answered(asked, bytes, at, now)
                            : Step.to(state, fault("stray"));
            case Input.Dropped<SlotFrame>(var why, var bytes) -> Step.to(state, fault(why));
            case Input.Deadline<SlotFrame> late -> late(state, now);
            case Input.Indicate<SlotFrame>(var indication) -> indicate(state, indication, now);
            case Input.Lost<SlotFrame>(var why) -> lost(why);
        };
    }

    private Step<Link> told(Link state, Word word, long now) {
        return switch (word) {
            case ABSENT -> moved(state, false, now, List.of());
            case PRESENT -> moved(state, true, now, List.of());
            case MUTE -> moved(state, false, now, List.of(fault("mute card")));
            case TAKEN -> unanswered(state, now, List.of(fault("in use")));
            case GONE -> unanswered(state, now, List.of());
            case FAILED -> unanswered(state, now, List.of(fault("failed")));
            case NO_ESCAPE -> noEscape(state, now);
        };
    }

    /** A card came or went: what the look has read so far may be another card's. */
    private Step<Link> moved(Link state, boolean present, long now, List<Effect> effects) {
        return switch (state) {
            case Link.Opening opening -> {
                var slot = new Slot(false, present, Optional.empty(), acr122);
                yield acr122
                        ? ask(Command.FIRMWARE, slot.todo(beep), now, effects)
                        : free(slot.told(), now, now, up("", effects));
            }
            case Asked(var command, var first, var giveUp, var slot) ->
                    new Step<>(
                            new Asked(command, Optional.empty(), giveUp, slot.present(present)),
                            effects);
            case Idle(var lookAt, var slot) -> free(slot.present(present), now, now, effects);
            case Link.Lost lost -> Step.to(state);
        };
    }

    private Step<Link> answered(Asked asked, byte[] bytes, long at, long now) {
        return switch (asked.command()) {
            case UID -> uid(asked, bytes, at, now);
            case FIRMWARE -> {
                String text = new String(bytes, StandardCharsets.US_ASCII);
                String version = text.startsWith("ACR") ? ", firmware " + text.strip() : "";
                yield free(asked.slot().told(), now, now, up(version, List.of()));
            }
            case BEEP_OFF, BEEP_ON, ACCEPTED, REFUSED, OUT_OF_SERVICE, BLINK ->
                    free(
                            asked.slot(),
                            now,
                            now,
                            isDone(bytes) ? List.of() : List.of(fault("refused")));
        };
    }

    private Step<Link> uid(Asked asked, byte[] bytes, long at, long now) {
        return switch (UidCards.read(bytes)) {
            case UidCards.Found.Nothing(var why) ->
                    free(asked.slot(), now + HOLD_NANOS, now, List.of(fault(why)));
            case UidCards.Found.Card(CardRead read) when asked.first().isEmpty() ->
                    ask(Command.UID, Optional.of(read.card()), asked.slot(), now, List.of());
            case UidCards.Found.Card(CardRead read) -> {
                CardId first = asked.first().get();
                Effect effect =
                        first.equals(read.card())
                                ? new Effect.Tell(new ReaderEvent.TagSeen(read, at, false))
                                : fault("two cards");
                yield free(asked.slot(), now + HOLD_NANOS, now, List.of(effect));
            }
        };
    }

    /** 90 and the lamps' state. */
    private static boolean isDone(byte[] bytes) {
        return bytes.length == 2 && bytes[0] == (byte) 0x90;
    }

    private Step<Link> unanswered(Link state, long now, List<Effect> effects) {
        if (!(state instanceof Asked asked)) {
            return new Step<>(state, effects);
        }
        List<Effect> all = asked.slot().up() ? effects : up("", effects);
        return free(asked.slot().told(), now + HOLD_NANOS, now, all);
    }

    /** What the reader does not take by itself, it takes while a card is there. */
    private Step<Link> noEscape(Link state, long now) {
        if (!(state instanceof Asked asked)) {
            return Step.to(state);
        }
        Slot slot = asked.slot().withoutEscapes();
        return slot.up()
                ? free(slot, now, now, List.of())
                : free(slot.told(), now, now, up(", escape commands off", List.of()));
    }

    private Step<Link> late(Link state, long now) {
        return switch (state) {
            case Idle(var lookAt, var slot) ->
                    ask(Command.UID, Optional.empty(), slot, now, List.of());
            case Link.Opening opening -> lost("pcscd tells nothing of %s in 6 s".formatted(reader));
            case Asked asked -> lost("%s does not answer in 6 s".formatted(reader));
            case Link.Lost lost -> Step.to(state);
        };
    }

    /** The last wish counts; a lamp shown late would be shown for the wrong child. */
    private Step<Link> indicate(Link state, Indication indication, long now) {
        if (!acr122) {
            return Step.to(state);
        }
        Command wish = Command.of(indication);
        return switch (state) {
            case Idle(var lookAt, var slot) when slot.escapes() || slot.present() ->
                    free(slot.todo(wish), lookAt, now, List.of());
            case Idle idle -> Step.to(state);
            case Asked(var command, var first, var giveUp, var slot)
                    when slot.up() && !slot.todo().equals(Optional.of(beep)) ->
                    Step.to(new Asked(command, first, giveUp, slot.todo(wish)));
            case Asked asked -> Step.to(state);
            case Link.Opening opening -> Step.to(state);
            case Link.Lost lost -> Step.to(state);
        };
    }

    /** What comes next, with no command under way. */
    private Step<Link> free(Slot slot, long lookAt, long now, List<Effect> effects) {
        if (slot.todo().isPresent() && (slot.escapes() || slot.present())) {
            return ask(slot.todo().get(), slot.done(), now, effects);
        }
        Slot known = slot.todo().equals(Optional.of(beep)) ? slot : slot.done();
        if (!known.present()) {
            return new Step<>(new Idle(NEVER, known), effects);
        }
        return lookAt > now
                ? new Step<>(new Idle(lookAt, known), effects)
                : ask(Command.UID, known, now, effects);
    }

    private static Step<Link> ask(Command command, Slot slot, long now, List<Effect> before) {
        return ask(command, Optional.empty(), slot, now, before);
    }

    private static Step<Link> ask(
            Command command, Optional<CardId> first, Slot slot, long now, List<Effect> before) {
        var effects = new ArrayList<>(before);
        Channel channel = command != Command.UID && slot.escapes() ? Channel.READER : Channel.CARD;
        effects.add(new Effect.Send(SlotCodec.command(channel, command.bytes())));
        return new Step<>(new Asked(command, first, now + PATIENCE_NANOS, slot), effects);
    }

    private List<Effect> up(String more, List<Effect> then) {
        var effects = new ArrayList<Effect>();
        effects.add(new Effect.Tell(new ReaderEvent.LinkUp(reader + more)));
        effects.addAll(then);
        return effects;
    }

    private static Step<Link> lost(String why) {
        return Step.to(new Link.Lost(), new Effect.Tell(new ReaderEvent.LinkDown(why)));
    }

    private static Effect fault(String what) {
        return new Effect.Tell(new ReaderEvent.Fault(what, 1));
    }
}
