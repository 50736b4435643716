package com.hasivu.edge.sync;

import com.hasivu.edge.sync.SyncState.Link;
import com.hasivu.protocol.Wire;

import java.util.ArrayList;
import java.util.List;

/**
 * Decides what sync does, never acts: {@link Sync} performs the effects. Same state, input and
 * time, same answer. Records go oldest first; while a backlog is drained, at the pace the cloud
 * tells, what is tapped goes ahead of it at once.
 */
final class SyncMachine {
    private final SyncRules rules;

    /** The next state and what to do for it. */
    record Step(SyncState state, List<Effect> effects) {}

    SyncMachine(SyncRules rules) {
        this.rules = rules;
    }

    Step step(SyncState state, Input input, long now) {
        List<Effect> effects = new ArrayList<>();
        SyncState heard = hear(state, input, now, effects);
        if (heard.up().isReviewed() && !state.up().isReviewed()) {
            effects.add(new Effect.Ended(heard.up().halted(), heard.up().end()));
        }
        return new Step(act(heard, now, effects), List.copyOf(effects));
    }

    private SyncState hear(SyncState s, Input input, long now, List<Effect> effects) {
        return switch (input) {
            case Input.Connected connected -> connected(s, now);
            case Input.Disconnected lost -> disconnected(s, lost, now);
            case Input.Grew(var last) -> grew(s, last);
            case Input.Sent sent when !s.online() -> s;
            case Input.Sent(var from, var to, var live) ->
                    s.up(
                            live
                                    ? s.up().sentLive(to, now)
                                    : s.up().sent(new Uplink.Batch(from, to, now)));
            case Input.Acked ack -> acked(s, ack, now, effects);
            case Input.TimeAnswered answered -> s.pulse(s.pulse().answered());
            case Input.Noticed(var version) -> s.wanted(s.wanted().noticed(version, now, rules));
            case Input.Held(var version) ->
                    s.wanted(s.wanted().held(version, rules)).status(s.statusAt(), true);
            case Input.Misfit(var why) -> s.wanted(s.wanted().misfit(why, now, rules));
            case Input.Untold untold -> s.status(s.statusAt(), true);
            case Input.Tick tick -> s;
        };
    }

    /** Of an epoch that is halted no batch and no ack tells the cloud how far it goes. */
    private static SyncState grew(SyncState s, long last) {
        boolean untold = !s.up().halted().isEmpty() && last > s.up().end();
        return s.up(s.up().grew(last)).status(s.statusAt(), s.statusStale() || untold);
    }

    private SyncState connected(SyncState s, long now) {
        int failures = s.link() instanceof Link.Connecting(var f) ? f : 0;
        return s.link(new Link.Online(now, failures))
                .up(s.up().reconnected(rules))
                .pulse(Pulse.fresh(now))
                .wanted(s.wanted().connected(now, rules))
                .status(now, true);
    }

    private SyncState disconnected(SyncState s, Input.Disconnected lost, long now) {
        int failures =
                switch (s.link()) {
                    case Link.Offline(var at, var f) -> f;
                    case Link.Connecting(var f) -> f + 1;
                    case Link.Online(var since, var f) -> now - since >= rules.stable() ? 0 : f + 1;
                };
        if (s.link() instanceof Link.Offline) {
            return s; // known already
        }
        long cap = lost.refused() ? rules.refusedCap() : rules.retryCap();
        long most = Math.min(cap, rules.retryBase() << Math.min(failures, 16));
        return s.link(new Link.Offline(now + 50 + (long) (lost.luck() * most), failures));
    }

    private SyncState acked(SyncState s, Input.Acked ack, long now, List<Effect> effects) {
        if (!s.up().halted().isEmpty()) {
            return s.up(s.up().reviewed(ack, now));
        }
        Uplink next = s.up().acked(ack, rules, now);
        if (!next.halted().isEmpty()) {
            effects.add(new Effect.Halted(next.halted()));
        }
        boolean moved = next.saved() > s.up().saved();
        if (moved) {
            effects.add(new Effect.MoveCursor(next.saved()));
        }
        boolean changed = moved || !next.halted().isEmpty();
        return s.up(next).status(s.statusAt(), s.statusStale() || changed);
    }

    /** What is due now. One batch at a time: its size is known only when it was read. */
    private SyncState act(SyncState s, long now, List<Effect> effects) {
        return switch (s.link()) {
            case Link.Connecting connecting -> s;
            case Link.Offline(var retryAt, var failures) when now < retryAt -> s;
            case Link.Offline(var retryAt, var failures) -> {
                effects.add(new Effect.Connect());
                yield s.link(new Link.Connecting(failures));
            }
            case Link.Online online when s.pulse().silent(now, rules) -> {
                String why = "no answer to %d time requests".formatted(s.pulse().unanswered());
                effects.add(new Effect.Drop(why));
                yield disconnected(s, new Input.Disconnected(why, false, 0), now);
            }
            case Link.Online online -> whileOnline(s, now, effects);
        };
    }

    private SyncState whileOnline(SyncState before, long now, List<Effect> effects) {
        SyncState s = before;
        if (s.statusStale() && now >= s.statusAt()) {
            effects.add(new Effect.TellStatus());
            s = s.status(now + rules.statusEvery(), false);
        }
        if (now >= s.wanted().askAt()) {
            effects.add(new Effect.AskSnapshot(s.wanted().full(), s.wanted().why()));
            s = s.wanted(s.wanted().asked(now, rules));
        }
        if (now >= s.pulse().askAt()) {
            effects.add(new Effect.AskTime());
            s = s.pulse(s.pulse().asked(now, rules));
        }
        if (now >= s.up().overdueAt(rules)) {
            s = s.up(s.up().timedOut());
        }
        if (s.up().maySendLive(now)) {
            effects.add(new Effect.Send(s.up().live(), Wire.MAX_BATCH_RECORDS, true));
        } else if (s.up().maySend(now)) {
            effects.add(new Effect.Send(s.up().next(), s.up().most(), false));
        }
        return s;
    }
}
