package com.hasivu.cloud.mail;

import com.hasivu.cloud.resilience.Deadline;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import javax.net.SocketFactory;

/**
 * Opens the sockets of one conversation, and closes them when its time is over. A timeout of
 * sockets is for each read: a server that sends a byte now and then would keep us for ever.
 * Thread-safe.
 */
final class Lifeline extends SocketFactory implements AutoCloseable {
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    Lifeline(Deadline left) {
        var unused = end.completeOnTimeout(null, Math.max(1, left.millis()), TimeUnit.MILLISECONDS);
    }

    @Override
    public Socket createSocket() {
        var socket = new Socket();
        var unused = end.thenRun(() -> close(socket));
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort)
            throws IOException {
        return createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort)
            throws IOException {
        return createSocket(host, port);
    }

    private Socket connected(InetSocketAddress address) throws IOException {
        Socket socket = createSocket();
        socket.connect(address);
        return socket;
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            org.slf4j.LoggerFactory.getLogger(Lifeline.class)
                    .debug("a socket of the mail server did not close: {}", e.getMessage());
        }
    }

    /** The conversation is over: whatever socket is left is closed too. */
    @Override
    public void close() {
        end.complete(null);
    }
}
