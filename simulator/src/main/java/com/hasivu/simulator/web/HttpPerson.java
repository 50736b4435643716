package com.hasivu.simulator.web;

import io.netty.channel.EventLoopGroup;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Asks and waits, over a kept connection of its own; opens a new one when it is lost. One thread at
 * a time, best a virtual one.
 */
public final class HttpPerson implements AutoCloseable {
    private final EventLoopGroup loops;
    private final InetSocketAddress server;
    private final Duration patience;
    private @Nullable Ear ear;
    private @Nullable HttpLine line;

    /**
     * @param patience how long an answer may take
     */
    public HttpPerson(EventLoopGroup loops, InetSocketAddress server, Duration patience) {
        this.loops = loops;
        this.server = server;
        this.patience = patience;
    }

    private static final class Ear implements HttpLine.Listener {
        private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();

        @Override
        public void answered(Answer answer) {
            heard.add(answer);
        }

        @Override
        public void lost(String why) {
            heard.add(why);
        }
    }

    /**
     * Sends and waits.
     *
     * @throws IOException if no answer came; whether the request was done is not known then
     */
    public Answer ask(HttpRequest request) throws IOException, InterruptedException {
        Ear listening = connected();
        if (line == null) {
            throw new IllegalStateException("connected without a line");
        }
        line.send(request.encode(server.getHostString() + ":" + server.getPort()));
        Object heard;
        try {
            heard = listening.heard.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            close();
            throw e;
        }
        if (heard instanceof Answer answer) {
            return answer;
        }
        close();
        throw new IOException(
                heard == null ? "no answer within " + patience : "no answer: " + heard);
    }

    private Ear connected() throws IOException, InterruptedException {
        if (ear != null && ear.heard.isEmpty()) {
            return ear;
        }
        close(); // lost while nobody asked
        var listening = new Ear();
        line = HttpLine.open(loops, server, listening);
        ear = listening;
        return listening;
    }

    @Override
    public void close() {
        if (line != null) {
            line.close();
        }
        line = null;
        ear = null;
    }
}
