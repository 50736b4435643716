package com.hasivu.cloud.mail;

import com.hasivu.cloud.resilience.Deadline;
import com.hasivu.protocol.socket.PromptSockets;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Opens the sockets of one conversation, and closes them when its time is over. A timeout of
 * sockets is for each read: a server that sends a byte now and then would keep us for ever.
 * Thread-safe.
 */
final class Lifeline extends PromptSockets implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lifeline.class);

    private final CompletableFuture<Void> end = new CompletableFuture<>();

    Lifeline(Deadline left) {
        var unused = end.completeOnTimeout(null, Math.max(1, left.millis()), TimeUnit.MILLISECONDS);
    }

    @Override
    public Socket createSocket() throws IOException {
        Socket socket = super.createSocket();
        var unused = end.thenRun(() -> close(socket));
        return socket;
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("a socket of the mail server did not close: {}", e.getMessage());
        }
    }

    /** The conversation is over: whatever socket is left is closed too. */
    @Override
    public void close() {
        end.complete(null);
    }
}
