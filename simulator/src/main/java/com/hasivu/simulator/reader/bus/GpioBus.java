package com.hasivu.simulator.reader.bus;

import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Two pins behind a socket file, D0 and D1. Times are the bus's own: it says how long after the
 * edge before one fell, however fast it is told. Plugged in when made. Thread-safe.
 */
public final class GpioBus extends BusServer {
    private int d0;
    private int d1;
    private long quietNanos;
    private long sinceNanos;
    private int unheard;
    private boolean quietTold = true;

    private GpioBus(Path path) {
        super(path, 'G');
    }

    public static GpioBus at(Path path) {
        var bus = new GpioBus(path);
        bus.plugIn();
        return bus;
    }

    @Override
    synchronized int opened(ByteBuffer ask) {
        quietNanos = ask.getLong();
        d0 = ask.get() & 0xFF;
        d1 = ask.get() & 0xFF;
        sinceNanos = 0;
        quietTold = true;
        int dropped = unheard;
        unheard = 0;
        return dropped;
    }

    @Override
    void heard(char type, byte[] body) {} // a station only listens

    /** Time passes on the bus. */
    public synchronized void pass(long nanos) {
        sinceNanos += nanos;
        if (!quietTold && sinceNanos >= quietNanos) {
            quietTold = true;
            send('Q', ByteBuffer.allocate(Long.BYTES).putLong(sinceNanos).array());
        }
    }

    /** D1, or D0, falls. */
    public synchronized void fall(boolean one) {
        if (!isInUse()) {
            unheard++;
            return;
        }
        var edge = ByteBuffer.allocate(1 + Long.BYTES);
        send('E', edge.put((byte) (one ? d1 : d0)).putLong(sinceNanos).array());
        sinceNanos = 0;
        quietTold = false;
    }
}
