package com.hasivu.reader.osdp;

import com.hasivu.reader.ReaderEvent;
import com.hasivu.reader.osdp.Link.Ask;
import com.hasivu.reader.osdp.Link.Guard;
import com.hasivu.reader.osdp.Link.Talk;
import com.hasivu.reader.osdp.OsdpSecureChannel.Session;
import com.hasivu.reader.osdp.OsdpSettings.Protection;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What each reply means and what comes next; {@link OsdpMachine} has the sequence numbers and the
 * times. Pure but for the random numbers of a new channel, which come in.
 */
final class Dialogue {
    /** As often in a row the reader may lose the thread. */
    static final int RESTARTS = 3;

    /** As many polls without a card, one after the other, say that the reader keeps none. */
    static final int QUIET = 2;

    /** A reader that repeats a held card at each poll is never quiet. */
    static final int SETTLE_LIMIT = 64;

    static final long SETTLE_NANOS = 5_000_000;

    private final OsdpSettings settings;
    private final Supplier<byte[]> random;

    Dialogue(OsdpSettings settings, Supplier<byte[]> random) {
        this.settings = settings;
        this.random = random;
    }

    Talk start() {
        return Talk.begin(
                settings.protection() instanceof Protection.Install(var own) && own.isEmpty());
    }

    /**
     * A reply with the question's sequence number, authentic where a channel is.
     *
     * @param data in clear
     */
    Turn answered(Ask ask, Talk talk, OsdpFrame frame, byte[] data, long at) {
        int code = frame.code();
        return switch (ask) {
            case IDENTIFY -> code == Reply.PDID ? identified(talk, data) : Turn.stray();
            case CAPABILITIES ->
                    code == Reply.PDCAP ? secure(talk.with(talk.peer().able(data))) : Turn.stray();
            case CHALLENGE ->
                    code == Reply.CCRYPT && frame.scs() == OsdpFrame.SCS_12
                            ? challenged(talk, data)
                            : Turn.stray();
            case PROVE ->
                    code == Reply.RMAC_I && frame.scs() == OsdpFrame.SCS_14
                            ? proven(talk, frame.scb(), data)
                            : Turn.stray();
            case SET_KEY -> // the new key is in use at once, or soon: begin anew by it
                    code == Reply.ACK
                            ? Turn.say(Ask.IDENTIFY, Command.ID, talk.restarted(false))
                            : Turn.down(noNewKey(data));
            case POLL -> polled(talk.settled(), frame, data, at);
            case CONFIRM -> confirmed(talk, frame, data, at);
            case SHOW -> code == Reply.NAK ? refusedOnce(talk) : goOn(List.of(), talk);
        };
    }

    private static Turn identified(Talk talk, byte[] id) {
        return Peer.name(id)
                .map(talk.peer()::named)
                .map(peer -> Turn.say(Ask.CAPABILITIES, Command.CAPABILITIES, talk.with(peer)))
                .orElseGet(Turn::stray);
    }

    private Turn secure(Talk talk) {
        byte[] key;
        switch (settings.protection()) {
            case Protection.None none -> {
                return Turn.say(Ask.POLL, Command.POLL, talk);
            }
            case Protection.ByKey(var own) -> key = own;
            case Protection.Install(var own) ->
                    key =
                            talk.byDefaultKey() || own.isEmpty()
                                    ? OsdpSecureChannel.defaultKey()
                                    : own.get().key();
            case Protection.ByFile file -> throw new IllegalStateException("key not read");
        }
        Guard.Shaking shaking = Handshake.begin(key, random.get());
        return Turn.say(
                Ask.CHALLENGE,
                Command.challenge(shaking.ours()),
                Handshake.block(OsdpFrame.SCS_11, talk.byDefaultKey()),
                talk.with(shaking));
    }

    private Turn challenged(Talk talk, byte[] data) {
        if (!(talk.guard() instanceof Guard.Shaking shaking)) {
            return Turn.stray();
        }
        return Handshake.prove(shaking, data)
                .map(
                        proven ->
                                Turn.say(
                                        Ask.PROVE,
                                        Command.cryptogram(proven.proof()),
                                        Handshake.block(OsdpFrame.SCS_13, talk.byDefaultKey()),
                                        talk.with(proven)))
                .orElseGet(() -> wrongKey(talk, "its key is another"));
    }

    private Turn proven(Talk talk, byte[] block, byte[] data) {
        if (!(talk.guard() instanceof Guard.Shaking shaking)) {
            return Turn.stray();
        }
        Optional<Session> session = Handshake.session(shaking, block, data);
        if (session.isEmpty()) {
            return wrongKey(talk, "it does not take our proof");
        }
        Talk open = talk.with(new Guard.Open(session.get()));
        return settings.protection() instanceof Protection.Install(var own)
                        && own.isPresent()
                        && talk.byDefaultKey()
                ? Turn.say(Ask.SET_KEY, Command.key(own.get().key()), open)
                : Turn.say(Ask.POLL, Command.POLL, open);
    }

    /** By the default key only where the configuration allows that, and only once. */
    private Turn wrongKey(Talk talk, String why) {
        boolean install = settings.protection() instanceof Protection.Install;
        if (install && !talk.byDefaultKey() && talk.restarts() == 0) {
            return Turn.say(Ask.IDENTIFY, Command.ID, talk.restarted(true));
        }
        return Turn.down(
                "no secure channel with the reader: %s; give both the same key%s"
                        .formatted(
                                why,
                                install
                                        ? ""
                                        : ", or start once with install-mode: true to give it ours"));
    }

    private Turn polled(Talk talk, OsdpFrame frame, byte[] data, long at) {
        var told = new ArrayList<ReaderEvent>();
        switch (frame.code()) {
            case Reply.RAW -> told.add(card(talk, frame, data, at));
            case Reply.FMT -> told.add(Turn.fault("formatted card"));
            case Reply.KEYPAD -> told.add(Turn.fault("keypad"));
            case Reply.NAK -> told.add(Turn.fault("refused"));
            case Reply.LSTATR -> {
                if (data.length > 0 && data[0] != 0) {
                    told.add(Turn.fault("tamper"));
                }
            }
            default -> {} // nothing, or a report on doors and outputs
        }
        if (!talk.peer().up()) {
            return settling(talk, frame.code() == Reply.ACK, told);
        }
        boolean again =
                told.stream()
                        .anyMatch(
                                event ->
                                        event instanceof ReaderEvent.TagSeen seen
                                                && seen.weakCheck());
        return again ? new Turn(told, new Turn.Next.Repeat(Ask.CONFIRM, talk)) : goOn(told, talk);
    }

    /** What the reader kept is told behind LinkUp, with times before it: that makes it history. */
    private Turn settling(Talk talk, boolean quiet, List<ReaderEvent> told) {
        Peer peer = quiet ? talk.peer().quietOnce() : talk.peer().busyOnce();
        var faults = new ArrayList<ReaderEvent>();
        for (ReaderEvent event : told) {
            if (event instanceof ReaderEvent.TagSeen seen) {
                peer = peer.keeping(seen);
            } else {
                faults.add(event);
            }
        }
        if (peer.quiet() < QUIET && peer.asked() < SETTLE_LIMIT) {
            return new Turn(faults, new Turn.Next.GoOn(SETTLE_NANOS, talk.with(peer)));
        }
        faults.add(new ReaderEvent.LinkUp(peer.name() + ", " + protection(talk)));
        faults.addAll(peer.kept());
        // the next poll waits: a new card must be younger than LinkUp
        return new Turn(faults, new Turn.Next.GoOn(SETTLE_NANOS, talk.with(peer.risen())));
    }

    private static String protection(Talk talk) {
        if (!(talk.guard() instanceof Guard.Open)) {
            return "in clear";
        }
        return talk.byDefaultKey() ? "secure channel by the default key" : "secure channel";
    }

    /** The same reply sent again: damage would have to strike twice alike. */
    private Turn confirmed(Talk talk, OsdpFrame frame, byte[] data, long at) {
        return goOn(
                List.of(
                        frame.code() == Reply.RAW
                                ? card(talk, frame, data, at)
                                : Turn.fault("unconfirmed")),
                talk);
    }

    private ReaderEvent card(Talk talk, OsdpFrame frame, byte[] data, long at) {
        boolean guarded = talk.guard() instanceof Guard.Open;
        if (guarded && frame.scs() != OsdpFrame.SCS_18) {
            return Turn.fault("in clear"); // authentic, but anyone could read it
        }
        return switch (OsdpCards.read(data, settings.numbers())) {
            case OsdpCards.Found.Card(var read) ->
                    new ReaderEvent.TagSeen(read, at, frame.weak() && !guarded);
            case OsdpCards.Found.Nonsense(var why) -> Turn.fault(why);
        };
    }

    /** A NAK in clear: of a reader without a channel, or of one that has lost the thread. */
    Turn refused(Ask ask, Talk talk, byte[] data) {
        String why = Reply.refusal(data);
        if (Reply.isRefusedBy(data, Reply.NAK_CHECK)) {
            return new Turn(List.of(Turn.fault("refused")), new Turn.Next.SayAgain());
        }
        if (talk.guard() instanceof Guard.Open && ask == Ask.SET_KEY) {
            return Turn.down(noNewKey(data));
        }
        if (talk.guard() instanceof Guard.Open
                || (ask != Ask.IDENTIFY && Reply.isRefusedBy(data, Reply.NAK_SEQUENCE))) {
            return talk.restarts() < RESTARTS
                    ? Turn.say(
                            Ask.IDENTIFY,
                            Command.ID,
                            talk.restarted(talk.byDefaultKey()),
                            Turn.fault("refused"))
                    : Turn.down("the reader loses the thread again and again: " + why);
        }
        return switch (ask) {
            case IDENTIFY -> Turn.down("the reader does not say what it is: " + why);
            case CAPABILITIES -> secure(talk); // it need not know that command
            case CHALLENGE, PROVE -> wrongKey(talk, "it says: " + why);
            case POLL, CONFIRM ->
                    Reply.isRefusedBy(data, Reply.NAK_SECURITY_NEEDED)
                            ? Turn.down(
                                    "the reader wants a secure channel; set key-file to the file with its key")
                            : refusedOnce(talk);
            case SET_KEY, SHOW -> refusedOnce(talk);
        };
    }

    private static String noNewKey(byte[] data) {
        return "the reader does not take the new key: " + Reply.refusal(data);
    }

    private Turn refusedOnce(Talk talk) {
        return goOn(List.of(Turn.fault("refused")), talk);
    }

    private Turn goOn(List<ReaderEvent> told, Talk talk) {
        return new Turn(told, new Turn.Next.GoOn(settings.poll().toNanos(), talk));
    }
}
