package com.hasivu.reader.bus;

import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderException;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A bus that another process is: a Unix domain socket with length-prefixed messages. Source:
 * docs/readers/bus-socket.md.
 *
 * <pre>
 * length of type and body: u16 | type: one ASCII letter | body          all numbers big-endian
 * </pre>
 *
 * <p>Threading: {@link #send} and {@link #receive} belong to one thread at a time; {@link #close}
 * may come from any.
 */
final class BusSocket implements AutoCloseable {
    static final char OPENED = 'O';
    static final char REFUSED = 'N';
    private static final String PREFIX = "unix:";
    private static final int LONGEST = 4096;
    private static final int HEAD = 2;
    private static final Duration OPEN_PATIENCE = Duration.ofSeconds(2);
    private static final Duration WRITE_PATIENCE = Duration.ofSeconds(1);

    /** What a wait brought. */
    sealed interface Got {
        record Message(char type, ByteBuffer body) implements Got {}

        record Nothing() implements Got {}

        record Lost(String why) implements Got {}

        record Closed() implements Got {}
    }

    private final String device;
    private final SocketChannel channel;
    private final Selector selector;
    private final ByteBuffer in = ByteBuffer.allocate(HEAD + LONGEST).flip();
    private volatile boolean closed;

    private BusSocket(String device, SocketChannel channel) throws IOException {
        this.device = device;
        this.channel = channel;
        channel.configureBlocking(false);
        selector = Selector.open();
        channel.register(selector, SelectionKey.OP_READ);
    }

    static boolean isOne(ReaderConfig config) {
        return config.device().startsWith(PREFIX);
    }

    /** Connects and asks for the bus; {@link Opened#stale} is what its answer tells. */
    static Opened open(ReaderConfig config, char type, ByteBuffer ask) {
        BusSocket socket = connect(config);
        Got answer = new Got.Lost("it closed the connection");
        if (socket.send(type, ask)) {
            answer = socket.receive(OPEN_PATIENCE);
        }
        if (answer instanceof Got.Message(var kind, var body)
                && kind == OPENED
                && body.remaining() == Integer.BYTES) {
            return new Opened(socket, body.getInt());
        }
        socket.close();
        throw refused(config, answer);
    }

    /**
     * An open bus.
     *
     * @param stale what it had seen before, and dropped
     */
    record Opened(BusSocket socket, int stale) {}

    private static BusSocket connect(ReaderConfig config) {
        Optional<SocketChannel> connected = Optional.empty();
        try {
            Path path = Path.of(config.device().substring(PREFIX.length()));
            connected = Optional.of(SocketChannel.open(StandardProtocolFamily.UNIX));
            connected.get().connect(UnixDomainSocketAddress.of(path));
            return new BusSocket(config.device(), connected.get());
        } catch (IOException | InvalidPathException e) {
            connected.ifPresent(BusSocket::quietly);
            throw new ReaderException(
                    "reader %s: no bus answers at %s (%s); start the program that serves it, plug its device in, or correct the path"
                            .formatted(config.name(), config.device(), e.getMessage()),
                    e);
        }
    }

    private static ReaderException refused(ReaderConfig config, Got answer) {
        String why =
                switch (answer) {
                    case Got.Message(var type, var body) when type == REFUSED ->
                            "refuses: "
                                    + StandardCharsets.UTF_8.decode(body)
                                    + "; stop the other program that uses it, or correct its device";
                    case Got.Message other ->
                            "does not speak as a bus; correct its device (docs/readers/bus-socket.md)";
                    case Got.Nothing nothing ->
                            "does not answer in %d s; start its program anew"
                                    .formatted(OPEN_PATIENCE.toSeconds());
                    case Got.Lost(var lost) -> "cannot be used: %s; try again".formatted(lost);
                    case Got.Closed closed -> "is closed";
                };
        return new ReaderException(
                "reader %s: %s %s".formatted(config.name(), config.device(), why));
    }

    /** False if the connection is gone. */
    boolean send(char type, ByteBuffer body) {
        ByteBuffer out = ByteBuffer.allocate(HEAD + 1 + body.remaining());
        out.putShort((short) (1 + body.remaining())).put((byte) type).put(body).flip();
        long until = System.nanoTime() + WRITE_PATIENCE.toNanos();
        try {
            while (out.hasRemaining()) {
                if (channel.write(out) == 0) {
                    if (System.nanoTime() - until > 0) {
                        return false;
                    }
                    Thread.onSpinWait(); // a few bytes: the socket's buffer has room in a moment
                }
            }
            return true;
        } catch (IOException e) {
            return false; // receive tells why
        }
    }

    Got receive(Duration patience) {
        long until = System.nanoTime() + patience.toNanos();
        try {
            while (!closed) {
                if (isWhole()) {
                    return message();
                }
                if (!isPossible()) {
                    return new Got.Lost("%s sent a message without a type".formatted(device));
                }
                long left = until - System.nanoTime();
                if (fill() < 0) {
                    return closed
                            ? new Got.Closed()
                            : new Got.Lost("%s closed the connection".formatted(device));
                }
                if (!isWhole()) {
                    if (left <= 0) {
                        return new Got.Nothing();
                    }
                    selector.select(Math.max(1, left / 1_000_000));
                    selector.selectedKeys().clear();
                }
            }
        } catch (IOException e) {
            return closed ? new Got.Closed() : new Got.Lost("%s: %s".formatted(device, e));
        } catch (ClosedSelectorException e) {
            return new Got.Closed();
        }
        return new Got.Closed();
    }

    private int fill() throws IOException {
        in.compact();
        try {
            return channel.read(in);
        } finally {
            in.flip();
        }
    }

    private boolean isWhole() {
        return in.remaining() >= HEAD && isPossible() && in.remaining() >= HEAD + length();
    }

    private boolean isPossible() {
        return in.remaining() < HEAD || (length() > 0 && length() <= LONGEST);
    }

    private int length() {
        return in.getShort(in.position()) & 0xFFFF;
    }

    private Got message() {
        var body = new byte[(in.getShort() & 0xFFFF) - 1];
        char type = (char) (in.get() & 0xFF);
        in.get(body);
        return new Got.Message(type, ByteBuffer.wrap(body));
    }

    @Override
    public void close() {
        closed = true;
        quietly(channel);
        quietly(selector);
    }

    private static void quietly(AutoCloseable open) {
        try {
            open.close();
        } catch (Exception e) {
            throw new IllegalStateException("a Unix socket cannot be closed", e);
        }
    }
}
