package com.hasivu.reader.json;

import com.hasivu.reader.ReaderEvent;
import com.hasivu.reader.json.Link.Opening;
import com.hasivu.reader.json.Link.Up;
import com.hasivu.reader.line.Effect;
import com.hasivu.reader.line.Input;
import com.hasivu.reader.line.Machine;
import com.hasivu.reader.line.Step;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;

/**
 * Listens. It is up with the first line: an HTTP stream sends an empty one when the reader has
 * granted it. A broker's grant says nothing of the reader, so there its first message is waited
 * for, however long. A read that is old by its own timestamp, or has none, may have lain somewhere
 * on the way, in the reader or a broker, and serves nobody.
 */
final class JsonMachine implements Machine<Link, JsonFrame> {
    private final String name;
    private final Silence silence;
    private final Freshness fresh;
    private final LongUnaryOperator wallMillisAt;

    /**
     * @param name for LinkUp
     * @param fresh which reads are, by their own timestamps
     * @param wallMillisAt from the machine's clock to milliseconds since 1970
     */
    JsonMachine(String name, Silence silence, Freshness fresh, LongUnaryOperator wallMillisAt) {
        this.name = name;
        this.silence = silence;
        this.fresh = fresh;
        this.wallMillisAt = wallMillisAt;
    }

    @Override
    public Link start() {
        return new Link.Closed();
    }

    @Override
    public long deadline(Link state) {
        return switch (state) {
            case Opening(var by) -> by;
            case Up(var watched, var quietBy) -> watched ? quietBy : NEVER;
            case Link.Closed closed -> NEVER;
            case Link.Lost lost -> NEVER;
        };
    }

    @Override
    public Step<Link> step(Link state, Input<JsonFrame> input, long now) {
        if (state instanceof Link.Lost) {
            return Step.to(state);
        }
        return switch (input) {
            case Input.Opened<JsonFrame> opened ->
                    Step.to(new Opening(silence.fromTheStart() ? now + patience() : NEVER));
            case Input.Received<JsonFrame>(var frame, var at) -> received(state, frame, at);
            case Input.Dropped<JsonFrame>(var why, var bytes) -> Step.to(state, fault(why, bytes));
            case Input.Deadline<JsonFrame> late ->
                    down(
                            "nothing came for %d s; check the reader's power and that it is set to stream"
                                    .formatted(silence.patience().toSeconds()));
            case Input.Indicate<JsonFrame> none -> Step.to(state);
            case Input.Lost<JsonFrame>(var why) -> down(why);
        };
    }

    private Step<Link> received(Link state, JsonFrame frame, long at) {
        var effects = new ArrayList<Effect>();
        if (!(state instanceof Up)) {
            effects.add(new Effect.Tell(new ReaderEvent.LinkUp(name)));
        }
        if (frame instanceof JsonFrame.Tags(var tags, var wrong)) {
            tags.forEach(tag -> effects.add(new Effect.Tell(told(tag, at))));
            wrong.forEach(why -> effects.add(fault(why, 1)));
        }
        boolean watched =
                silence.fromTheStart()
                        || frame instanceof JsonFrame.Heartbeat
                        || (state instanceof Up(var before, var quietBy) && before);
        return new Step<>(new Up(watched, at + patience()), effects);
    }

    /** No check sum stands behind an event: two equal reads decide. */
    private ReaderEvent told(JsonFrame.Tag tag, long at) {
        Instant wall = Instant.ofEpochMilli(wallMillisAt.applyAsLong(at));
        return fresh.against(tag.toldAt(), wall)
                .<ReaderEvent>map(why -> new ReaderEvent.Fault(why, 1))
                .orElseGet(() -> new ReaderEvent.TagSeen(tag.read(), at, true));
    }

    private long patience() {
        return silence.patience().toNanos();
    }

    private static Step<Link> down(String why) {
        return new Step<>(new Link.Lost(), List.of(new Effect.Tell(new ReaderEvent.LinkDown(why))));
    }

    private static Effect fault(String what, int count) {
        return new Effect.Tell(new ReaderEvent.Fault(what, count));
    }
}
