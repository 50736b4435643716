package com.hasivu.edge;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * A port of 127.0.0.1 for a server that starts later, or never, or again. It is bound and does not
 * listen: who connects is refused, a server may listen on it, and the kernel gives it to nobody
 * else, also while that server is away.
 */
public final class KeptPort implements AutoCloseable {
    private final Socket holder = new Socket();

    public KeptPort() {
        try {
            holder.setReuseAddress(true); // as servers do: so both may be bound
            holder.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    public int number() {
        return holder.getLocalPort();
    }

    @Override
    public void close() {
        try {
            holder.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
