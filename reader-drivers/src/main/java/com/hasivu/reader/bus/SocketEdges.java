package com.hasivu.reader.bus;

import com.hasivu.reader.ReaderConfig;

import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Edges as messages of a {@link BusSocket}.
 *
 * <p>Threading: one daemon thread reads the socket into an {@link EdgeQueue}.
 */
final class SocketEdges implements GpioEdges {
    private static final char ASK = 'G';
    private static final char EDGE = 'E';
    private static final char QUIET = 'Q';
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final String device;
    private final BusSocket socket;
    private final int stale;
    private final EdgeQueue queue = new EdgeQueue();

    private SocketEdges(String device, BusSocket.Opened opened) {
        this.device = device;
        this.socket = opened.socket();
        this.stale = opened.stale();
    }

    static SocketEdges open(ReaderConfig config, GpioSettings settings) {
        ByteBuffer ask =
                ByteBuffer.allocate(Long.BYTES + 2)
                        .putLong(settings.quiet().toNanos())
                        .put((byte) settings.d0())
                        .put((byte) settings.d1())
                        .flip();
        var edges = new SocketEdges(config.device(), BusSocket.open(config, ASK, ask));
        Thread.ofPlatform().daemon().name("bus " + config.name()).start(edges::watch);
        return edges;
    }

    private void watch() {
        try {
            boolean open = true;
            while (open && !queue.stopped()) {
                open = heard(socket.receive(LOOK));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody does; a stopped queue ends this
        }
    }

    private boolean heard(BusSocket.Got got) throws InterruptedException {
        switch (got) {
            case BusSocket.Got.Message(var type, var body)
                    when type == EDGE && body.remaining() == 1 + Long.BYTES ->
                    queue.put(new Got.Fell(body.get() & 0xFF, body.getLong(), System.nanoTime()));
            case BusSocket.Got.Message(var type, var body)
                    when type == QUIET && body.remaining() == Long.BYTES ->
                    queue.put(new Got.Quiet(body.getLong()));
            case BusSocket.Got.Message(var type, var body) -> {
                queue.put(new Got.Lost("%s sent what no bus sends".formatted(device)));
                return false;
            }
            case BusSocket.Got.Nothing nothing -> {}
            case BusSocket.Got.Lost(var why) -> {
                queue.put(new Got.Lost(why));
                return false;
            }
            case BusSocket.Got.Closed closed -> {
                return false;
            }
        }
        return true;
    }

    @Override
    public int staleEdges() {
        return stale;
    }

    @Override
    public Got next(Duration patience) throws InterruptedException {
        return queue.take(patience);
    }

    @Override
    public void close() {
        queue.stop();
        socket.close();
    }
}
