package com.hasivu.cloud.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** Speaks SMTP as far as the recipient, and answers that with a reply of ours. */
final class RefusingServer implements AutoCloseable {
    private final ServerSocket socket;
    private final String answer;
    private final AtomicInteger asked = new AtomicInteger();

    RefusingServer(String answer) throws IOException {
        this.answer = answer;
        this.socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return socket.getLocalPort();
    }

    int asked() {
        return asked.get();
    }

    private void accept() {
        while (true) {
            try (Socket client = socket.accept()) {
                talk(client);
            } catch (SocketException closed) {
                return;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void talk(Socket client) throws IOException {
        var in =
                new BufferedReader(
                        new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
        say(client, "220 here");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String verb = line.toUpperCase(Locale.ROOT);
            if (verb.startsWith("QUIT")) {
                say(client, "221 bye");
                return;
            }
            if (verb.startsWith("RCPT")) {
                asked.incrementAndGet();
                say(client, answer);
            } else {
                say(client, "250 ok");
            }
        }
    }

    private static void say(Socket client, String line) throws IOException {
        client.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
