package com.hasivu.reader.line;

import com.hasivu.reader.ReaderEvent;
import com.hasivu.reader.RfidReader;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/**
 * A reader made of a transport, a codec and a machine: feeds the machine what comes and performs
 * what it asks.
 *
 * <p>Threading: {@link #next} belongs to one thread, which alone touches the fields; {@link #close}
 * only touches the transport.
 */
public final class LineReader<S, F> implements RfidReader {
    private final Transport transport;
    private final Machine<S, F> machine;
    private final Framer<F> framer;
    private final Queue<ReaderEvent> told = new ArrayDeque<>();
    private S state;
    private boolean begun;

    public LineReader(Transport transport, Codec<F> codec, Machine<S, F> machine) {
        this.transport = transport;
        this.machine = machine;
        this.framer = new Framer<>(codec);
        this.state = machine.start();
    }

    @Override
    public Optional<ReaderEvent> next(Duration patience) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        if (!begun) {
            begun = true;
            apply(new Input.Opened<>(transport.staleBytes()));
        }
        while (told.isEmpty()) {
            if (!receive(until)) {
                return Optional.empty();
            }
            long now = System.nanoTime();
            passDeadlines(now);
            if (told.isEmpty() && now - until >= 0) {
                return Optional.empty();
            }
        }
        return Optional.of(told.remove());
    }

    @Override
    public void close() {
        transport.close();
    }

    /** False once closed. */
    private boolean receive(long until) throws InterruptedException {
        long now = System.nanoTime();
        long wait =
                Math.min(
                        until - now,
                        Math.min(left(machine.deadline(state), now), left(framer.deadline(), now)));
        switch (transport.read(Duration.ofNanos(Math.max(0, wait)))) {
            case Transport.Got.Bytes(var bytes, var at) ->
                    framer.feed(bytes, at).forEach(this::apply);
            case Transport.Got.Lost(var why) -> apply(new Input.Lost<>(why));
            case Transport.Got.Nothing nothing -> {}
            case Transport.Got.Closed closed -> {
                return false;
            }
        }
        return true;
    }

    private void passDeadlines(long now) {
        if (left(framer.deadline(), now) <= 0) {
            framer.stalled().forEach(this::apply);
        }
        if (left(machine.deadline(state), now) <= 0) {
            apply(new Input.Deadline<>());
        }
    }

    private static long left(long deadline, long now) {
        return deadline == Machine.NEVER ? Long.MAX_VALUE : deadline - now;
    }

    private void apply(Input<F> input) {
        Step<S> step = machine.step(state, input, System.nanoTime());
        state = step.state();
        for (Effect effect : step.effects()) {
            switch (effect) {
                case Effect.Tell(var event) -> told.add(event);
                case Effect.Send(var bytes) -> {
                    if (!transport.write(bytes)) {
                        apply(new Input.Lost<>("write failed"));
                        return;
                    }
                }
            }
        }
    }
}
