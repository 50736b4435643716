package com.hasivu.reader.line;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A line on which a test puts what comes. */
final class ScriptedTransport implements Transport {
    final BlockingQueue<Got> coming = new LinkedBlockingQueue<>();
    final List<byte[]> written = new ArrayList<>();
    boolean takesWrites = true;

    ScriptedTransport then(int... bytes) {
        return thenAt(System.nanoTime(), bytes);
    }

    /** Bytes that were read at {@code atNanos}, whenever they are taken. */
    ScriptedTransport thenAt(long atNanos, int... bytes) {
        var copy = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            copy[i] = (byte) bytes[i];
        }
        coming.add(new Got.Bytes(copy, atNanos));
        return this;
    }

    @Override
    public int staleBytes() {
        return 0;
    }

    @Override
    public Got read(Duration patience) throws InterruptedException {
        Got got = coming.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
        return got == null ? new Got.Nothing() : got;
    }

    @Override
    public boolean write(byte[] bytes) {
        written.add(bytes);
        return takesWrites;
    }

    @Override
    public void close() {
        coming.add(new Got.Closed());
    }
}
