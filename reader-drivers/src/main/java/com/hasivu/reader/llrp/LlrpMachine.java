package com.hasivu.reader.llrp;

import com.hasivu.reader.ReaderEvent;
import com.hasivu.reader.line.Effect;
import com.hasivu.reader.line.Input;
import com.hasivu.reader.line.Machine;
import com.hasivu.reader.line.Step;
import com.hasivu.reader.llrp.Link.Running;
import com.hasivu.reader.llrp.Link.Session;
import com.hasivu.reader.llrp.Link.Unanswered;
import com.hasivu.reader.llrp.Link.Ungreeted;
import com.hasivu.reader.llrp.Message.Attempt;
import com.hasivu.reader.llrp.Message.Notice;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Waits until the reader takes us, sets it up by the six {@link Request}s, and then hears its
 * reports and keepalives. Any refusal, end or silence is a lost link: the supervisor connects anew,
 * and everything is set up again. Source: LLRP 1.0.1, sections 6, 10, 13 and 18.1.
 *
 * <pre>
 * Closed -> Ungreeted -> Unanswered GET_READER_CAPABILITIES .. START_ROSPEC -> Running
 * </pre>
 *
 * <p>Reports from before this connection are history. Our ROSpec has a new id on each connection,
 * which the reader passes on with each tag; of a reader that does not, first-seen times before the
 * connection are old.
 */
final class LlrpMachine implements Machine<Link, Message> {
    static final long GREETING_NANOS = seconds(5);
    static final long RESPONSE_NANOS = seconds(5);

    /** So many keepalives may fail to come; half a period more for the network. */
    static final double SILENCES = 3.5;

    private final Requests requests;

    LlrpMachine(Requests requests) {
        this.requests = requests;
    }

    @Override
    public Link start() {
        return new Link.Closed();
    }

    @Override
    public long deadline(Link state) {
        return switch (state) {
            case Ungreeted(var by) -> by;
            case Unanswered(var request, var by, var session) -> by;
            case Running(var by, var session) -> by;
            case Link.Closed closed -> NEVER;
            case Link.Lost lost -> NEVER;
        };
    }

    @Override
    public Step<Link> step(Link state, Input<Message> input, long now) {
        if (state instanceof Link.Lost) {
            return Step.to(state);
        }
        return switch (input) {
            case Input.Opened<Message>(var stale) -> Step.to(new Ungreeted(now + GREETING_NANOS));
            case Input.Received<Message>(var message, var at) ->
                    received(heard(state, at), message, at, now);
            case Input.Dropped<Message>(var why, var bytes) -> Step.to(state, fault(why, bytes));
            case Input.Deadline<Message> late -> down(silence(state));
            case Input.Indicate<Message> none -> Step.to(state);
            case Input.Lost<Message>(var why) -> down(why);
        };
    }

    private Link heard(Link state, long at) {
        return state instanceof Running(var by, var session)
                ? new Running(at + patience(), session)
                : state;
    }

    private Step<Link> received(Link state, Message message, long at, long now) {
        return switch (message) {
            case Message.Keepalive(var id) ->
                    Step.to(state, new Effect.Send(Requests.keepaliveAck(id)));
            case Message.Event(var time, var notices) -> event(state, time, notices, now);
            case Message.Response(var type, var id, var status, var capabilities) ->
                    state instanceof Unanswered(var request, var by, var session)
                                    && request.isAnsweredBy(type, id)
                            ? answered(request, status, told(session, capabilities), now)
                            : Step.to(state, fault("stray", 1));
            case Message.Report report -> reported(state, report, at);
            case Message.Failure(var status) ->
                    state instanceof Running
                            ? Step.to(state, fault("refused", 1))
                            : down("the reader does not understand us: " + status.words());
            case Message.Custom custom -> Step.to(state);
        };
    }

    private static Session told(Session session, Optional<Capabilities> capabilities) {
        return new Session(session.since(), capabilities.orElse(session.reader()));
    }

    private Step<Link> event(
            Link state, Optional<ReaderTime> time, List<Notice> notices, long now) {
        var effects = new ArrayList<Effect>();
        for (Notice notice : notices) {
            switch (notice) {
                case Notice.ConnectionAttempt(var attempt) when state instanceof Ungreeted -> {
                    return greeted(attempt, time, now);
                }
                case Notice.ConnectionAttempt(var attempt) ->
                        effects.add(
                                fault(attempt == Attempt.ANOTHER ? "another client" : "stray", 1));
                case Notice.ConnectionClose close -> {
                    return down("the reader closed the connection");
                }
                case Notice.RoSpecEnd(var id) when state instanceof Running && isOurs(id) -> {
                    return down("the reader ended the inventory");
                }
                case Notice.RoSpecEnd end -> {} // of the one we have just deleted
                case Notice.AntennaLost lost -> effects.add(fault("antenna lost", 1));
                case Notice.ReaderException exception -> effects.add(fault("reader exception", 1));
                case Notice.BufferOverflow overflow -> effects.add(fault("reports lost", 1));
                case Notice.Other other -> {}
            }
        }
        return new Step<>(state, effects);
    }

    private Step<Link> greeted(Attempt attempt, Optional<ReaderTime> time, long now) {
        return switch (attempt) {
            case SUCCESS ->
                    ask(Request.GET_READER_CAPABILITIES, new Session(time, Session.UNKNOWN), now);
            case CLIENT_HAS_IT, ANOTHER ->
                    down(
                            "the reader is in use by another client, or still keeps a session that broke off; stop the other program, or wait until the reader gives it up");
            case READER_HAS_ITS_OWN ->
                    down(
                            "the reader is in use: it connects to a server by itself; switch its reader-initiated connections off");
            case FAILED -> down("the reader turns connections away; look at its own status page");
        };
    }

    private Step<Link> answered(Request request, Status status, Session session, long now) {
        // with nothing to delete, some readers call that an error; if it was one, the next will
        // tell
        if (!status.isSuccess() && request != Request.DELETE_ROSPEC) {
            return down("the reader refuses %s (%s)".formatted(request, status.words()));
        }
        if (request == Request.GET_READER_CAPABILITIES) {
            Optional<String> tooLoud = tooLoud(session.reader());
            if (tooLoud.isPresent()) {
                return down(tooLoud.get());
            }
        }
        if (!request.isLast()) {
            return ask(request.next(), session, now);
        }
        return Step.to(
                new Running(now + patience(), session),
                new Effect.Send(Requests.enableEventsAndReports()),
                new Effect.Tell(new ReaderEvent.LinkUp(words(session.reader()))));
    }

    /** At a power that nobody chose it would read the queue: a person must say so first. */
    private Optional<String> tooLoud(Capabilities reader) {
        int most = requests.settings().powerDbm();
        if (most == 0) {
            return Optional.empty();
        }
        Optional<Capabilities.Power> power = requests.power(reader);
        if (power.isEmpty()) {
            return Optional.of(
                    "the reader tells no transmit powers, so power-dbm %d cannot be set and it may read the queue; set a low power on its own page, then write power-dbm: reader"
                            .formatted(most));
        }
        return power.filter(least -> least.isAbove(most))
                .map(
                        least ->
                                "the reader's least power is %s, above power-dbm %d: it may read the queue; turn the antenna away from it, then write power-dbm: %d"
                                        .formatted(
                                                least.words(),
                                                most,
                                                Math.ceilDiv(least.centiDbm(), 100)));
    }

    private String words(Capabilities reader) {
        return reader.words()
                + requests.power(reader)
                        .map(power -> ", at " + power.words())
                        .orElse(", at a power of its own");
    }

    private Step<Link> reported(Link state, Message.Report report, long at) {
        var effects = new ArrayList<Effect>();
        report.refused().forEach(why -> effects.add(fault(why, 1)));
        for (TagReport tag : report.tags()) {
            Age age = state instanceof Running(var by, var session) ? age(tag, session) : Age.OLD;
            effects.add(
                    switch (age) {
                        case NEW ->
                                new Effect.Tell(new ReaderEvent.TagSeen(tag.cardRead(), at, true));
                        case OLD -> fault("history", 1);
                        case UNKNOWN -> fault("no time", 1);
                    });
        }
        return new Step<>(state, effects);
    }

    private enum Age {
        NEW,
        OLD,
        UNKNOWN
    }

    private Age age(TagReport tag, Session session) {
        if (tag.roSpec().isPresent()) {
            return isOurs(tag.roSpec().getAsLong()) ? Age.NEW : Age.OLD;
        }
        return tag.firstSeen()
                .flatMap(seen -> session.since().flatMap(seen::isBefore))
                .map(before -> before ? Age.OLD : Age.NEW)
                .orElse(Age.UNKNOWN);
    }

    private boolean isOurs(long roSpec) {
        return roSpec == (requests.roSpec() & 0xFFFF_FFFFL);
    }

    private Step<Link> ask(Request request, Session session, long now) {
        return Step.to(
                new Unanswered(request, now + RESPONSE_NANOS, session),
                new Effect.Send(requests.write(request, session.reader())));
    }

    private String silence(Link state) {
        return switch (state) {
            case Unanswered(var request, var by, var session) ->
                    "the reader does not answer %s in %d s; restart it"
                            .formatted(request, RESPONSE_NANOS / seconds(1));
            case Running(var by, var session) ->
                    "the reader has said nothing for %d ms; check its power and network cable"
                            .formatted(patience() / 1_000_000);
            default ->
                    "no LLRP reader greets there in %d s; check address and port"
                            .formatted(GREETING_NANOS / seconds(1));
        };
    }

    private long patience() {
        return Math.round(requests.settings().keepalive().toNanos() * SILENCES);
    }

    private static Step<Link> down(String why) {
        return Step.to(new Link.Lost(), new Effect.Tell(new ReaderEvent.LinkDown(why)));
    }

    private static Effect fault(String what, int count) {
        return new Effect.Tell(new ReaderEvent.Fault(what, count));
    }

    private static long seconds(long seconds) {
        return seconds * 1_000_000_000;
    }
}
