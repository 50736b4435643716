package com.hasivu.edge.station;

import com.hasivu.edge.metrics.Histogram;
import com.hasivu.edge.signal.Shown;
import com.hasivu.edge.signal.Signal;

import java.util.concurrent.atomic.LongAdder;

/** Counts how long taps took when their light is shown. Any thread. */
record TapTimes(Signal signal, Histogram tap, Histogram append, LongAdder failures)
        implements Signal {
    /** An SSD syncs in 0.1 ms, an SD card may stall for 400; seconds. */
    static final double[] BOUNDS = {
        0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5
    };

    TapTimes(Signal signal) {
        this(signal, new Histogram(BOUNDS), new Histogram(BOUNDS), new LongAdder());
    }

    @Override
    public long show(Shown shown) {
        long given;
        try {
            given = signal.show(shown);
        } catch (RuntimeException e) {
            failures.increment();
            throw e;
        }
        Shown.Stages stages = shown.stages();
        tap.observe(given - stages.lastByte());
        if (shown.record().isPresent() && shown.lamp() != Shown.Lamp.RESHOWN) {
            append.observe(stages.durable() - stages.decided());
        }
        return given;
    }

    long failed() {
        return failures.sum();
    }
}
