package com.hasivu.edge.signal;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what was shown, or fails as a broken lamp would. For tests. */
public final class RecordingSignal implements Signal {
    private final List<Shown> shown = new CopyOnWriteArrayList<>();
    private volatile boolean broken;

    @Override
    public long show(Shown signal) {
        if (broken) {
            throw new IllegalStateException("the lamp does not answer");
        }
        shown.add(signal);
        return System.nanoTime();
    }

    public void breakLamp(boolean isBroken) {
        broken = isBroken;
    }

    public List<Shown> shown() {
        return shown;
    }

    public Shown last() {
        return shown.getLast();
    }
}
