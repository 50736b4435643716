package com.hasivu.reader.wiegand;

import com.hasivu.reader.ReaderEvent;
import com.hasivu.reader.line.Effect;
import com.hasivu.reader.line.Input;
import com.hasivu.reader.line.Machine;
import com.hasivu.reader.line.Step;
import com.hasivu.reader.wiegand.WiegandFrame.ByteOrder;

import java.util.ArrayList;

/**
 * Listens, as a Wiegand reader cannot be asked: it is up as soon as its pins are, and silence means
 * no card.
 */
final class WiegandMachine implements Machine<WiegandMachine.Link, WiegandFrame> {
    enum Link {
        LISTENING,
        LOST
    }

    private final String pins;
    private final ByteOrder order;
    private final boolean twice;

    /**
     * @param pins for people, for example {@code D0 17, D1 27}
     * @param twice a card counts with its second equal frame
     */
    WiegandMachine(String pins, ByteOrder order, boolean twice) {
        this.pins = pins;
        this.order = order;
        this.twice = twice;
    }

    @Override
    public Link start() {
        return Link.LISTENING;
    }

    @Override
    public long deadline(Link state) {
        return NEVER;
    }

    @Override
    public Step<Link> step(Link state, Input<WiegandFrame> input, long nowNanos) {
        if (state == Link.LOST) {
            return Step.to(Link.LOST);
        }
        return switch (input) {
            case Input.Opened<WiegandFrame>(var stale) -> opened(stale);
            case Input.Received<WiegandFrame>(var frame, var at) ->
                    tell(new ReaderEvent.TagSeen(frame.read(order), at, twice));
            case Input.Dropped<WiegandFrame>(var why, var bits) ->
                    tell(new ReaderEvent.Fault(why, bits));
            case Input.Deadline<WiegandFrame> none -> Step.to(state);
            case Input.Indicate<WiegandFrame> none -> Step.to(state);
            case Input.Lost<WiegandFrame>(var why) ->
                    Step.to(Link.LOST, new Effect.Tell(new ReaderEvent.LinkDown(why)));
        };
    }

    private Step<Link> opened(int stale) {
        var effects = new ArrayList<Effect>();
        effects.add(new Effect.Tell(new ReaderEvent.LinkUp("Wiegand, listening on " + pins)));
        if (stale > 0) {
            effects.add(new Effect.Tell(new ReaderEvent.Fault("stale", stale)));
        }
        return new Step<>(Link.LISTENING, effects);
    }

    private static Step<Link> tell(ReaderEvent event) {
        return Step.to(Link.LISTENING, new Effect.Tell(event));
    }
}
