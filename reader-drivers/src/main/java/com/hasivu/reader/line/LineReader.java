package com.hasivu.reader.line;

import com.hasivu.reader.Indication;
import com.hasivu.reader.ReaderEvent;
import com.hasivu.reader.RfidReader;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A reader made of a transport, a codec and a machine: feeds the machine what comes and performs
 * what it asks.
 *
 * <p>Threading: {@link #next} belongs to one thread, which alone touches the plain fields; {@link
 * #close} only touches the transport.
 */
public class LineReader<S, F> implements RfidReader {
    private final Transport transport;
    private final Machine<S, F> machine;
    private final Framer<F> framer;
    private final Queue<ReaderEvent> told = new ArrayDeque<>();
    private final Queue<Indication> wishes = new ConcurrentLinkedQueue<>();
    private S state;
    private boolean begun;

    public LineReader(Transport transport, Codec<F> codec, Machine<S, F> machine) {
        this(transport, new Framer<>(codec), machine);
    }

    private LineReader(Transport transport, Framer<F> framer, Machine<S, F> machine) {
        this.transport = transport;
        this.machine = machine;
        this.framer = framer;
        this.state = machine.start();
    }

    /**
     * A reader of a family whose commands can be read as answers: where the line echoes, they are
     * dropped. The first command of a connection must be one that no reader of it can say.
     */
    public static <S, F> LineReader<S, F> onLineThatMayEcho(
            Transport transport, Codec<F> codec, Machine<S, F> machine) {
        return new LineReader<>(
                transport, new Framer<>(codec, Optional.of(new Echo<>(codec))), machine);
    }

    @Override
    public final Optional<ReaderEvent> next(Duration patience) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        if (!begun) {
            begun = true;
            apply(new Input.Opened<>(transport.staleBytes()));
        }
        while (told.isEmpty()) {
            if (!receive(until)) {
                return Optional.empty();
            }
            if (told.isEmpty() && System.nanoTime() - until >= 0) {
                return Optional.empty();
            }
        }
        return Optional.of(told.remove());
    }

    @Override
    public final void close() {
        transport.close();
    }

    /** The machine hears of it with the next look at the line. */
    final void wish(Indication indication) {
        wishes.add(indication);
    }

    /**
     * False once closed. This thread may come late, to bytes that came in time and wait in the
     * transport. So a deadline has passed only when the line was heard up to it: to the time of the
     * last byte, or, with nothing waiting, to the end of the wait.
     */
    private boolean receive(long until) throws InterruptedException {
        for (var wish = wishes.poll(); wish != null; wish = wishes.poll()) {
            apply(new Input.Indicate<>(wish));
        }
        long now = System.nanoTime();
        long soonest = Math.min(left(machine.deadline(state), now), left(framer.deadline(), now));
        long wait = Math.max(0, Math.min(until - now, soonest));
        switch (transport.read(Duration.ofNanos(wait))) {
            case Transport.Got.Bytes(var bytes, var at) -> {
                framer.feed(bytes, at).forEach(piece -> apply(piece.input()));
                passMachineDeadline(at);
            }
            case Transport.Got.Nothing nothing -> {
                if (left(framer.deadline(), now + wait) <= 0) {
                    framer.stalled().forEach(piece -> apply(piece.input()));
                }
                passMachineDeadline(now + wait);
            }
            case Transport.Got.Lost(var why) -> apply(new Input.Lost<>(why));
            case Transport.Got.Closed closed -> {
                return false;
            }
        }
        return true;
    }

    private void passMachineDeadline(long heardUntil) {
        if (left(machine.deadline(state), heardUntil) <= 0) {
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
                    framer.sent(bytes);
                }
            }
        }
    }
}
