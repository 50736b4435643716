package com.hasivu.reader.rdm6300;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.CardFamily;
import com.hasivu.reader.CardRead;
import com.hasivu.reader.ReaderEvent;
import com.hasivu.reader.line.Effect;
import com.hasivu.reader.line.Input;
import com.hasivu.reader.line.Machine;
import com.hasivu.reader.line.Step;

import java.util.ArrayList;

/**
 * Listens, as the module cannot be asked. So it is up as soon as the port is open, and silence
 * means no card, not a lost reader.
 */
final class Rdm6300Machine implements Machine<Rdm6300Machine.Link, CardId> {
    enum Link {
        LISTENING,
        LOST
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
    public Step<Link> step(Link state, Input<CardId> input, long nowNanos) {
        if (state == Link.LOST) {
            return Step.to(Link.LOST);
        }
        return switch (input) {
            case Input.Opened<CardId>(var stale) -> opened(stale);
            case Input.Received<CardId>(var card, var at) -> tell(seen(card, at));
            case Input.Dropped<CardId>(var why, var bytes) ->
                    tell(new ReaderEvent.Fault(why, bytes));
            case Input.Deadline<CardId> none -> Step.to(state);
            case Input.Indicate<CardId> none -> Step.to(state);
            case Input.Lost<CardId>(var why) ->
                    Step.to(Link.LOST, new Effect.Tell(new ReaderEvent.LinkDown(why)));
        };
    }

    private static Step<Link> opened(int stale) {
        var effects = new ArrayList<Effect>();
        effects.add(new Effect.Tell(new ReaderEvent.LinkUp("RDM6300, listening")));
        if (stale > 0) {
            effects.add(new Effect.Tell(new ReaderEvent.Fault("stale", stale)));
        }
        return new Step<>(Link.LISTENING, effects);
    }

    private static Step<Link> tell(ReaderEvent event) {
        return Step.to(Link.LISTENING, new Effect.Tell(event));
    }

    private static ReaderEvent seen(CardId card, long atNanos) {
        return new ReaderEvent.TagSeen(CardRead.uid(card, CardFamily.EM4100), atNanos, true);
    }
}
