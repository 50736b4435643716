package com.hasivu.simulator.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * A port of 127.0.0.1 for a server that starts later, or again. It is bound and does not listen:
 * who connects is refused, a server that reuses addresses may listen on it, and the kernel gives it
 * to nobody else, also while that server is away. Thread-safe.
 */
public final class KeptPort implements AutoCloseable {
    private final Socket holder = new Socket();

    public KeptPort() {
        try {
            holder.setReuseAddress(true); // as servers do: so both may be bound
            holder.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        } catch (IOException e) {
            throw new UncheckedIOException("no port of 127.0.0.1 is free", e);
        }
    }

    public int number() {
        return holder.getLocalPort();
    }

    /** Gives it back to the kernel; the server is not disturbed. */
    @Override
    public void close() {
        try {
            holder.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
