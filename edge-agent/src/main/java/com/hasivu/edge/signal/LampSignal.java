package com.hasivu.edge.signal;

import com.hasivu.edge.signal.Pattern.Step;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderException;
import com.hasivu.reader.bus.OutputPins;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Lamp, buzzer and relay on pins. The first step of a pattern is lit by the tap's own thread, a few
 * microseconds after its record is on disk, so that "shown" is true when {@link #show} returns; the
 * rest follows on the thread {@code signal}. A new tap cuts the old pattern short. Nothing is on
 * before the first and after the last tap.
 *
 * <p>Threading: any thread; the lock is held for pin writes only.
 */
public final class LampSignal implements Signal, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LampSignal.class);
    private static final String NAME = "lamp";

    /** A pattern at work; another object for each tap, also of the same pattern. */
    private static final class Playing {
        private final List<Step> steps;

        Playing(Pattern pattern) {
            this.steps = pattern.steps();
        }
    }

    private static final Playing NOTHING =
            new Playing(Pattern.parse("off:" + Pattern.SHORTEST.toMillis()).orElseThrow());

    private final LampWiring wiring;
    private final Panel panel;
    private final Timer timer;
    private Playing playing = NOTHING; // guarded by this
    private boolean broken; // guarded by this
    private boolean closed; // guarded by this

    LampSignal(LampWiring wiring, OutputPins pins, Timer timer) {
        this.wiring = wiring;
        this.panel = new Panel(wiring, pins);
        this.timer = timer;
    }

    /**
     * Takes the pins; each is off before anything else happens, also when an earlier process was
     * killed while the relay was closed.
     *
     * @throws SignalException if the pins cannot be had; the message names the device and the fix
     */
    public static LampSignal open(LampWiring wiring) {
        try {
            var device = new ReaderConfig(NAME, "gpio", wiring.device());
            return new LampSignal(
                    wiring, OutputPins.open(device, wiring.safe()), new SignalTimer());
        } catch (ReaderException e) {
            throw new SignalException("signal.gpio: " + said(e), e);
        }
    }

    /** What is wrong, without the words for readers. */
    private static String said(RuntimeException e) {
        return String.valueOf(e.getMessage()).replaceFirst("^reader " + NAME + ": ", "");
    }

    @Override
    public long show(Shown shown) {
        play(Outcome.of(shown));
        return timer.nanoTime();
    }

    /**
     * Begins an outcome's pattern; its first step is on when this returns.
     *
     * @throws SignalException if a pin does not switch
     */
    public synchronized void play(Outcome outcome) {
        if (closed) {
            throw new SignalException("the lamp is closed already; the station ends");
        }
        playing = new Playing(pattern(outcome));
        try {
            step(playing, 0, timer.nanoTime());
        } catch (RuntimeException e) {
            playing = NOTHING;
            off();
            throw new SignalException("signal.gpio: " + said(e), e);
        }
    }

    /** What is played for it. */
    public Pattern pattern(Outcome outcome) {
        return Objects.requireNonNull(wiring.patterns().get(outcome));
    }

    private void step(Playing mine, int index, long at) {
        Step step = mine.steps.get(index);
        panel.show(step.on());
        broken = false;
        long next = at + step.lasting().toNanos();
        timer.at(next, () -> goOn(mine, index + 1, next));
    }

    private synchronized void goOn(Playing mine, int index, long at) {
        if (closed || playing != mine) {
            return; // cut short
        }
        try {
            if (index < mine.steps.size()) {
                step(mine, index, at);
            } else {
                playing = NOTHING;
                panel.show(Set.of());
            }
        } catch (RuntimeException e) {
            playing = NOTHING;
            if (!broken) {
                LOG.error("signal.gpio: {}", said(e));
            }
            broken = true;
            off();
        }
    }

    /** As far as the pins still switch: above all the relay. */
    private void off() {
        try {
            panel.show(Set.of());
        } catch (RuntimeException e) {
            LOG.debug("signal.gpio: not off: {}", said(e)); // told already, for the step before
        }
    }

    /** Everything off, the pins free. Any number of times. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            timer.close();
            panel.close();
        }
    }
}
