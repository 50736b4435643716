package com.hasivu.edge.signal;

/** No signal at all: for a station without lamp and screen. */
public final class NoSignal implements Signal {
    @Override
    public long show(Shown shown) {
        return System.nanoTime();
    }
}
