package com.hasivu.cloud.resilience;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A real HTTP peer that answers, refuses, stalls or resets, as it is told. */
final class FaultyPeer implements AutoCloseable {
    enum Mood {
        ANSWERS,
        FAILS,
        STALLS,
        STALLS_IN_THE_BODY,
        RESETS
    }

    private final ServerSocket server;
    private final Thread accepting;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    final AtomicInteger calls = new AtomicInteger();
    volatile Mood mood = Mood.ANSWERS;
    volatile String lastHead = "";

    FaultyPeer() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        accepting = Thread.ofVirtual().start(this::accept);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:%d/".formatted(server.getLocalPort()));
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket socket) {
        try {
            var head = new StringBuilder();
            while (!head.toString().endsWith("\r\n\r\n")) {
                int next = socket.getInputStream().read();
                if (next < 0) {
                    return;
                }
                head.append((char) next);
            }
            lastHead = head.toString();
            calls.incrementAndGet();
            switch (mood) {
                case ANSWERS -> write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n", "ok");
                case FAILS -> write(socket, "HTTP/1.1 503 Busy\r\nContent-Length: 2\r\n", "no");
                case STALLS -> {
                    return; // open, and silent
                }
                case STALLS_IN_THE_BODY -> {
                    write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n", "half");
                    return;
                }
                case RESETS -> socket.setSoLinger(true, 0);
            }
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Socket socket, String head, String body) throws IOException {
        socket.getOutputStream()
                .write(
                        (head + "Connection: close\r\n\r\n" + body)
                                .getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    /** From now on connections are refused. */
    @Override
    public void close() throws IOException {
        server.close();
        try {
            accepting.join(); // only then nobody takes connections any more
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Socket socket : open) {
            socket.close();
        }
    }
}
