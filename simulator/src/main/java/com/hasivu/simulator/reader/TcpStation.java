package com.hasivu.simulator.reader;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A station's end of a network cable.
 *
 * <p>Threading: one virtual thread reads from {@link #listen} on, so that a station that hangs up
 * shows at once, whether or not the reader listens; the methods may be called from any.
 */
final class TcpStation {
    private static final int CHUNK = 4096;
    private static final int CHUNKS = 256;

    private final Socket socket;
    private final BlockingQueue<byte[]> heard = new ArrayBlockingQueue<>(CHUNKS);
    private final CountDownLatch gone = new CountDownLatch(1);
    private final Thread ear;

    TcpStation(Socket socket) {
        this.socket = socket;
        this.ear = Thread.ofVirtual().name("emulated station").unstarted(this::hear);
    }

    TcpStation listen() {
        ear.start();
        return this;
    }

    private void hear() {
        try {
            var chunk = new byte[CHUNK];
            for (int count = socket.getInputStream().read(chunk);
                    count >= 0;
                    count = socket.getInputStream().read(chunk)) {
                heard.put(Arrays.copyOf(chunk, count));
            }
            hangUp();
        } catch (IOException e) {
            hangUp(); // reset, or no TLS
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // hung up while nobody took what was heard
        }
    }

    byte[] take(Duration patience) {
        try {
            byte[] bytes = heard.poll(isThere() ? patience.toNanos() : 0, TimeUnit.NANOSECONDS);
            return bytes == null ? new byte[0] : bytes;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new byte[0];
        }
    }

    void send(byte[] bytes) {
        if (!isThere()) {
            return;
        }
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            hangUp();
        }
    }

    boolean isThere() {
        return gone.getCount() > 0;
    }

    boolean leavesWithin(Duration patience) throws InterruptedException {
        return gone.await(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    void hangUp() {
        gone.countDown();
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ear.interrupt();
    }
}
