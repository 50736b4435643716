package com.hasivu.reader.bus;

import com.hasivu.reader.ReaderConfig;

import java.nio.ByteBuffer;
import java.time.Duration;

/** SPI transfers as messages of a {@link BusSocket}. */
final class SocketSpi implements SpiPort {
    private static final char ASK = 'S';
    private static final char OUT = 'X';
    private static final char IN = 'Y';
    private static final byte MODE_0 = 0;
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final String device;
    private final BusSocket socket;
    private volatile boolean closed;

    private SocketSpi(String device, BusSocket socket) {
        this.device = device;
        this.socket = socket;
    }

    static SocketSpi open(ReaderConfig config, SpiSettings settings) {
        ByteBuffer ask =
                ByteBuffer.allocate(Integer.BYTES + 1).putInt(settings.hertz()).put(MODE_0).flip();
        return new SocketSpi(config.device(), BusSocket.open(config, ASK, ask).socket());
    }

    @Override
    public Exchange transfer(byte[] out) {
        if (closed) {
            return new Exchange.Closed();
        }
        if (!socket.send(OUT, ByteBuffer.wrap(out))) {
            return closed ? new Exchange.Closed() : lost("%s is gone".formatted(device));
        }
        return switch (socket.receive(PATIENCE)) {
            case BusSocket.Got.Message(var type, var body)
                    when type == IN && body.remaining() == out.length ->
                    new Exchange.In(body.array());
            case BusSocket.Got.Message other ->
                    lost("%s answered a transfer with something else".formatted(device));
            case BusSocket.Got.Nothing nothing ->
                    lost("%s left a transfer unanswered".formatted(device));
            case BusSocket.Got.Lost(var why) -> lost(why);
            case BusSocket.Got.Closed ended -> new Exchange.Closed();
        };
    }

    private static Exchange lost(String why) {
        return new Exchange.Lost(why);
    }

    @Override
    public void close() {
        closed = true;
        socket.close();
    }
}
