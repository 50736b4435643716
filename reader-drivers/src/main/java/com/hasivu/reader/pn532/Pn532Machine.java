package com.hasivu.reader.pn532;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.Assurance;
import com.hasivu.reader.CardFamily;
import com.hasivu.reader.CardRead;
import com.hasivu.reader.ReaderEvent;
import com.hasivu.reader.assurance.CardDialogue;
import com.hasivu.reader.assurance.CardDialogue.Proof;
import com.hasivu.reader.assurance.CardDialogue.Turn;
import com.hasivu.reader.line.Effect;
import com.hasivu.reader.line.Input;
import com.hasivu.reader.line.Machine;
import com.hasivu.reader.line.Step;
import com.hasivu.reader.pn532.Link.CardUnacknowledged;
import com.hasivu.reader.pn532.Link.CardUnanswered;
import com.hasivu.reader.pn532.Link.Health;
import com.hasivu.reader.pn532.Link.Held;
import com.hasivu.reader.pn532.Link.Resting;
import com.hasivu.reader.pn532.Link.Unacknowledged;
import com.hasivu.reader.pn532.Link.Unanswered;
import com.hasivu.reader.pn532.Link.Waking;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Wake and configure, ask for the firmware, then poll for a card again and again. A poll waits in
 * the chip until a card comes, so a quiet one is stopped after a second and the firmware asked for:
 * that tells no card from no chip. Silence starts over from waking; {@link #SILENCES} times in a
 * row is a lost link. Source: NXP UM0701-02, sections 6.2, 7.
 *
 * <pre>
 * Waking -> CONFIGURE -> GET_FIRMWARE -> POLL -> Resting -> POLL ..
 *    ^          |              |  ^       | 1 s without a card
 *    +--- silence -------------+  +-------+
 * </pre>
 *
 * With card keys, a card that takes commands is asked for a proof before it is told, once while it
 * stays: the poll's answer leads to InDataExchange, again and again, until the {@link CardDialogue}
 * ends. A card that is gone before the end is not told.
 */
final class Pn532Machine implements Machine<Link, Pn532Frame> {
    static final long ACK_NANOS = millis(100);
    static final long RETRY_NANOS = millis(50);
    static final long DOWN_RETRY_NANOS = millis(1000);
    static final int SILENCES = 4;

    /**
     * Between two reads of a held card: far below the depart time, and the chip's field gets a
     * rest.
     */
    static final long HOLD_NANOS = millis(50);

    /**
     * After an empty answer, from a chip set to give up by itself: the next card is not kept
     * waiting.
     */
    static final long EMPTY_NANOS = millis(5);

    /** How long the rest of a damaged answer may still trickle in. */
    static final long DAMAGE_NANOS = millis(20);

    /**
     * Longest wait for a card's answer: a DESFire's own limit is 77 ms (its ATS), and the chip may
     * ask again.
     */
    static final long CARD_NANOS = millis(500);

    /**
     * A card read again within this has not left, so what it proved holds. Below the depart time: a
     * card that arrives anew is asked anew.
     */
    static final long STAYED_NANOS = millis(200);

    /**
     * Two bytes 55 and a pause, as long as 14 bytes 00 take, wake the chip (libnfc {@code
     * pn532_uart.c}).
     */
    static final byte[] WAKE = HexFormat.of().parseHex("55550000000000000000000000000000");

    /** An ACK from the host stops the chip's work (UM0701-02, section 6.2.1.3). */
    static final byte[] ABORT = HexFormat.of().parseHex("0000FF00FF00");

    private final Optional<Questions> questions;

    /**
     * What cards are asked with.
     *
     * @param dialogue makes a conversation with the card of a UID, with fresh randomness in it
     * @param stayedNanos at most {@link #STAYED_NANOS}, and below the depart time
     */
    record Questions(Function<CardId, CardDialogue> dialogue, long stayedNanos) {}

    /** Tells numbers only. */
    Pn532Machine() {
        this(Optional.empty());
    }

    Pn532Machine(Optional<Questions> questions) {
        this.questions = questions;
    }

    @Override
    public Link start() {
        return new Link.Closed();
    }

    @Override
    public long deadline(Link state) {
        return switch (state) {
            case Waking(var at, var health) -> at;
            case Unacknowledged(var command, var by, var health) -> by;
            case Unanswered(var command, var by, var health) -> by;
            case CardUnacknowledged(var dialogue, var seen, var by, var health) -> by;
            case CardUnanswered(var dialogue, var seen, var by, var health) -> by;
            case Resting(var at, var health) -> at;
            case Link.Closed closed -> NEVER;
            case Link.Lost lost -> NEVER;
        };
    }

    @Override
    public Step<Link> step(Link state, Input<Pn532Frame> input, long now) {
        if (state instanceof Link.Lost) {
            return Step.to(state);
        }
        return switch (input) {
            case Input.Opened<Pn532Frame>(var stale) -> opened(stale, now);
            case Input.Received<Pn532Frame>(var frame, var at) -> received(state, frame, at, now);
            case Input.Dropped<Pn532Frame>(var why, var bytes) -> damaged(state, why, bytes, now);
            case Input.Deadline<Pn532Frame> late -> late(state, now);
            case Input.Indicate<Pn532Frame> none -> Step.to(state);
            case Input.Lost<Pn532Frame>(var why) -> lost(state, why);
        };
    }

    private static Step<Link> opened(int stale, long now) {
        var waking = new Waking(now, Health.UNKNOWN);
        return stale == 0 ? Step.to(waking) : Step.to(waking, fault("stale", stale));
    }

    private Step<Link> received(Link state, Pn532Frame frame, long at, long now) {
        return switch (frame) {
            case Pn532Frame.Ack ack
                    when state instanceof Unacknowledged(var command, var by, var health) ->
                    Step.to(new Unanswered(command, now + command.patienceNanos(), health));
            case Pn532Frame.Ack ack
                    when state
                            instanceof
                            CardUnacknowledged(var dialogue, var seen, var by, var health) ->
                    Step.to(new CardUnanswered(dialogue, seen, now + CARD_NANOS, health));
            case Pn532Frame.Answer(var code, var data) -> answered(state, code, data, at, now);
            case Pn532Frame.SyntaxError error -> refused(state, now);
            case Pn532Frame.Ack ack -> Step.to(state, fault("stray", 1));
            case Pn532Frame.Nack nack -> Step.to(state, fault("stray", 1));
            case Pn532Frame.HostCommand echo -> Step.to(state, fault("echo", 1));
        };
    }

    /**
     * Only the answer to what was asked and acknowledged counts: any other may be of an earlier
     * connection.
     */
    private Step<Link> answered(Link state, int code, byte[] data, long at, long now) {
        if (state instanceof CardUnanswered asked && code == Pn532Codec.DATA_EXCHANGE + 1) {
            return heard(asked, data, at, now);
        }
        if (!(state instanceof Unanswered(var command, var by, var health))
                || !command.isAnsweredBy(code)) {
            return Step.to(state, fault("stray", 1));
        }
        return switch (command) {
            case CONFIGURE -> ask(Command.GET_FIRMWARE, health, now);
            case GET_FIRMWARE -> firmware(data, health, now);
            case POLL -> polled(data, health, at, now);
        };
    }

    private static Step<Link> firmware(byte[] data, Health health, long now) {
        Step<Link> poll = ask(Command.POLL, Health.UP, now);
        if (health.up()) {
            return poll;
        }
        var up = new ReaderEvent.LinkUp("PN532, firmware " + Pn532Version.version(data));
        return with(new Effect.Tell(up), poll);
    }

    private Step<Link> polled(byte[] data, Health health, long at, long now) {
        var soon = new Resting(now + EMPTY_NANOS, Health.UP);
        return switch (Pn532Cards.read(data)) {
            case Pn532Cards.Found.Card(var seen, var speaks) ->
                    speaks && questions.isPresent()
                            ? spoken(seen, health, questions.get(), at, now)
                            : tell(new Proof(seen, Assurance.NUMBER_ONLY), Health.UP, at, now);
            case Pn532Cards.Found.None none -> Step.to(soon);
            case Pn532Cards.Found.Nonsense nonsense -> Step.to(soon, fault("nonsense", 1));
        };
    }

    /** A card that takes commands: asked when it comes, believed while it stays. */
    private static Step<Link> spoken(
            CardId seen, Health health, Questions questions, long at, long now) {
        Optional<Held> stayed =
                health.held()
                        .filter(held -> held.seen().equals(seen))
                        .filter(held -> at - held.atNanos() <= questions.stayedNanos());
        return stayed.isPresent()
                ? told(seen, stayed.get().proof(), at, now)
                : ask(questions.dialogue().apply(seen), seen, now);
    }

    private static Step<Link> heard(CardUnanswered asked, byte[] data, long at, long now) {
        Optional<byte[]> answer = Pn532CardAnswer.read(data);
        if (answer.isEmpty()) {
            return Step.to(new Resting(now + EMPTY_NANOS, Health.UP), fault("card gone", 1));
        }
        return switch (asked.dialogue().heard(answer.get())) {
            case Turn.Ask(var next) -> ask(next, asked.seen(), now);
            case Turn.End(var proof) -> told(asked.seen(), proof, at, now);
        };
    }

    private static Step<Link> ask(CardDialogue dialogue, CardId seen, long now) {
        return Step.to(
                new CardUnacknowledged(dialogue, seen, now + ACK_NANOS, Health.UP),
                new Effect.Send(Pn532Codec.toCard(dialogue.command())));
    }

    private static Step<Link> told(CardId seen, Proof proof, long at, long now) {
        return tell(proof, Health.holding(new Held(seen, proof, at)), at, now);
    }

    private static Step<Link> tell(Proof proof, Health health, long at, long now) {
        var read = CardRead.uid(proof.card(), CardFamily.ISO_14443_A);
        var seen = new ReaderEvent.TagSeen(read, at, isWeak(proof.assurance()), proof.assurance());
        return Step.to(new Resting(now + HOLD_NANOS, health), new Effect.Tell(seen));
    }

    /**
     * The frame's sum is one byte; only what the card's own key stands for needs no second read.
     */
    private static boolean isWeak(Assurance assurance) {
        return switch (assurance) {
            case Assurance.NumberOnly none -> true;
            case Assurance.Refuted refuted -> true;
            case Assurance.SignedRead signed -> false;
            case Assurance.KeyProven proven -> false;
        };
    }

    /** A damaged answer is not repeated by itself: ask anew soon, but let its rest pass first. */
    private static Step<Link> damaged(Link state, String why, int bytes, long now) {
        Link next = state;
        if (state instanceof Unanswered(var command, var by, var health)
                && command == Command.POLL) {
            next = new Unanswered(command, soonerOf(by, now), health);
        } else if (state instanceof CardUnanswered(var dialogue, var seen, var by, var health)) {
            next = new CardUnanswered(dialogue, seen, soonerOf(by, now), health);
        }
        return Step.to(next, fault(why, bytes));
    }

    private static long soonerOf(long by, long now) {
        return by - now < DAMAGE_NANOS ? by : now + DAMAGE_NANOS;
    }

    private static Step<Link> late(Link state, long now) {
        return switch (state) {
            case Waking(var at, var health) -> send(Command.CONFIGURE, health, now, WAKE);
            case Resting(var at, var health) -> ask(Command.POLL, health, now);
            case Unanswered(var command, var by, var health) when command == Command.POLL ->
                    send(Command.GET_FIRMWARE, health, now, ABORT);
            case Unanswered(var command, var by, var health) -> silent(health, now);
            case Unacknowledged(var command, var by, var health) -> silent(health, now);
            case CardUnacknowledged(var dialogue, var seen, var by, var health) ->
                    silent(health, now);
            case CardUnanswered(var dialogue, var seen, var by, var health) ->
                    with(
                            fault("card silent", 1),
                            send(Command.GET_FIRMWARE, Health.UP, now, ABORT));
            case Link.Closed closed -> Step.to(state);
            case Link.Lost lost -> Step.to(state);
        };
    }

    private static Step<Link> silent(Health before, long now) {
        Health health = before.oneMoreSilence();
        if (health.down()) {
            return Step.to(new Waking(now + DOWN_RETRY_NANOS, health));
        }
        if (health.silences() < SILENCES) {
            return Step.to(new Waking(now + RETRY_NANOS, health));
        }
        var down =
                new ReaderEvent.LinkDown(
                        "the PN532 does not answer; check power, wires and its HSU switches");
        return Step.to(
                new Waking(
                        now + DOWN_RETRY_NANOS,
                        new Health(false, true, health.silences(), Optional.empty())),
                new Effect.Tell(down));
    }

    private static Step<Link> refused(Link state, long now) {
        Step<Link> again = health(state).map(health -> silent(health, now)).orElse(Step.to(state));
        return with(fault("refused", 1), again);
    }

    private static Step<Link> with(Effect first, Step<Link> step) {
        var effects = new ArrayList<Effect>(List.of(first));
        effects.addAll(step.effects());
        return new Step<>(step.state(), effects);
    }

    private static Step<Link> lost(Link state, String why) {
        boolean told = health(state).filter(Health::down).isPresent();
        return told
                ? Step.to(new Link.Lost())
                : Step.to(new Link.Lost(), new Effect.Tell(new ReaderEvent.LinkDown(why)));
    }

    private static Step<Link> ask(Command command, Health health, long now) {
        return send(command, health, now, new byte[0]);
    }

    private static Step<Link> send(Command command, Health health, long now, byte[] before) {
        var next = new Unacknowledged(command, now + ACK_NANOS, health);
        var frame = new Effect.Send(command.frame());
        return before.length == 0
                ? Step.to(next, frame)
                : Step.to(next, new Effect.Send(before), frame);
    }

    private static Optional<Health> health(Link state) {
        return switch (state) {
            case Waking(var at, var health) -> Optional.of(health);
            case Unacknowledged(var command, var by, var health) -> Optional.of(health);
            case Unanswered(var command, var by, var health) -> Optional.of(health);
            case CardUnacknowledged(var dialogue, var seen, var by, var health) ->
                    Optional.of(health);
            case CardUnanswered(var dialogue, var seen, var by, var health) -> Optional.of(health);
            case Resting(var at, var health) -> Optional.of(health);
            case Link.Closed closed -> Optional.empty();
            case Link.Lost lost -> Optional.empty();
        };
    }

    private static Effect fault(String what, int count) {
        return new Effect.Tell(new ReaderEvent.Fault(what, count));
    }

    private static long millis(long millis) {
        return millis * 1_000_000;
    }
}
