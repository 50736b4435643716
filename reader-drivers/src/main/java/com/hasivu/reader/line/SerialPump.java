package com.hasivu.reader.line;

import com.hasivu.reader.line.Transport.Got;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;

/**
 * Reads a port until it is stopped or the port is lost, and at last closes it. However the reading
 * ends, {@link #take} hears of it: a reader that cannot be asked would else seem online for ever.
 *
 * <p>Threading: {@link #run} belongs to the port's own thread. It hands chunks to the thread of
 * {@link #take} by a bounded queue; when that is full it waits and the kernel holds the bytes.
 * {@link #stop} may come from any thread.
 */
public final class SerialPump implements Runnable {
    private static final int CHUNK = 512;
    private static final int QUEUE_LIMIT = 1024;
    private static final int HAND_MILLIS = 100; // how late a full queue notices stop

    private final String device;
    private final ToIntFunction<byte[]> read;
    private final Runnable close;
    private final BlockingQueue<Got> arrived = new ArrayBlockingQueue<>(QUEUE_LIMIT);
    private volatile boolean stopped;

    /**
     * @param read fills a chunk and tells how many bytes came, 0 after a while without any; below 0
     *     if the port is lost
     * @param close frees the port
     */
    public SerialPump(String device, ToIntFunction<byte[]> read, Runnable close) {
        this.device = device;
        this.read = read;
        this.close = close;
    }

    @Override
    public void run() {
        try {
            pump();
        } catch (InterruptedException e) {
            lost("%s is read no more: its thread was interrupted".formatted(device));
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            lost("%s cannot be read: %s".formatted(device, e));
        } catch (Error e) {
            lost("%s cannot be read: %s".formatted(device, e));
            throw e;
        } finally {
            close.run();
        }
    }

    /** As {@link Transport#read}. */
    public Got take(Duration patience) throws InterruptedException {
        if (stopped) {
            return new Got.Closed();
        }
        Got got = arrived.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
        if (stopped) {
            return new Got.Closed();
        }
        return got == null ? new Got.Nothing() : got;
    }

    /** Reading ends soon; {@link #take} brings nothing more. */
    public void stop() {
        stopped = true;
        arrived.clear();
        arrived.offer(new Got.Closed()); // wakes take; if full, take finds a chunk and sees stopped
    }

    boolean stopped() {
        return stopped;
    }

    private void pump() throws InterruptedException {
        var chunk = new byte[CHUNK];
        while (!stopped) {
            int count = read.applyAsInt(chunk);
            if (count < 0) {
                lost("%s is gone (unplugged or powered off)".formatted(device));
                return;
            }
            if (count > 0) {
                hand(new Got.Bytes(Arrays.copyOf(chunk, count), System.nanoTime()));
            }
        }
    }

    private void hand(Got got) throws InterruptedException {
        boolean handed = false;
        while (!handed && !stopped) {
            handed = arrived.offer(got, HAND_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Handed over in any case; an interrupt waits until then. */
    private void lost(String why) {
        boolean interrupted = false;
        boolean handed = false;
        while (!handed) {
            try {
                hand(new Got.Lost(why));
                handed = true;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
