package com.hasivu.simulator.reader.bus;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A socket file that one station at a time may use. It can be pulled and put back.
 *
 * <p>Threading: one virtual thread accepts, one more serves each station; the rest may come from
 * any.
 */
abstract class BusServer implements AutoCloseable {
    /** A station that left frees the bus when its stream ends, which takes a moment. */
    private static final long LEAVING_MILLIS = 300;

    private final Path path;
    private final char asked;
    private final Semaphore free = new Semaphore(1);
    private volatile Optional<ServerSocketChannel> server = Optional.empty();
    private volatile Optional<SocketChannel> station = Optional.empty();

    /**
     * @param asked the letter with which a station asks for this kind of bus
     */
    BusServer(Path path, char asked) {
        this.path = path;
        this.asked = asked;
    }

    /** A station has the bus now; what it asked for. Returns what was dropped before. */
    abstract int opened(ByteBuffer ask);

    abstract void heard(char type, byte[] body);

    /** What a station's configuration names. */
    public final String device() {
        return "unix:" + path;
    }

    /** Whether a station has the bus. */
    public final boolean isInUse() {
        return station.isPresent();
    }

    public final void plugIn() {
        pull();
        try {
            Files.deleteIfExists(path);
            var socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            socket.bind(UnixDomainSocketAddress.of(path));
            server = Optional.of(socket);
            Thread.ofVirtual().name("emulated bus").start(() -> accept(socket));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen at " + path, e);
        }
    }

    public final void pull() {
        server.ifPresent(BusServer::close);
        server = Optional.empty();
        station.ifPresent(BusServer::close);
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        pull();
    }

    private void accept(ServerSocketChannel socket) {
        while (socket.isOpen()) {
            try {
                SocketChannel arrived = socket.accept();
                Thread.ofVirtual().name("emulated bus station").start(() -> admit(arrived));
            } catch (IOException e) {
                return; // pulled
            }
        }
    }

    private void admit(SocketChannel arrived) {
        boolean mine = false;
        try (arrived) {
            mine = free.tryAcquire(LEAVING_MILLIS, TimeUnit.MILLISECONDS);
            var in = new DataInputStream(Channels.newInputStream(arrived));
            if (mine) {
                serve(arrived, in);
            } else {
                send(arrived, 'N', "in use by another station".getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            return; // the station left, or the cable was pulled
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (mine) {
                station = Optional.empty();
                free.release();
            }
        }
    }

    private void serve(SocketChannel arrived, DataInputStream in) throws IOException {
        byte[] ask = message(in);
        if (ask[0] != asked) {
            send(arrived, 'N', "this is another kind of bus".getBytes(StandardCharsets.UTF_8));
            return;
        }
        synchronized (this) { // nothing is said to the station before its question is answered
            int stale = opened(ByteBuffer.wrap(ask, 1, ask.length - 1));
            send(arrived, 'O', ByteBuffer.allocate(Integer.BYTES).putInt(stale).array());
            station = Optional.of(arrived);
        }
        while (true) {
            byte[] said = message(in);
            heard((char) said[0], Arrays.copyOfRange(said, 1, said.length));
        }
    }

    /** Type and body. */
    private static byte[] message(DataInputStream in) throws IOException {
        int length = in.readUnsignedShort();
        if (length == 0) {
            throw new IOException("a message without a type");
        }
        var said = new byte[length];
        in.readFully(said);
        return said;
    }

    /** Lost while there is no station. */
    final synchronized void send(char type, byte[] body) {
        station.ifPresent(
                channel -> {
                    try {
                        send(channel, type, body);
                    } catch (IOException e) {
                        close(channel);
                    }
                });
    }

    private static void send(SocketChannel channel, char type, byte[] body) throws IOException {
        var message = ByteBuffer.allocate(Short.BYTES + 1 + body.length);
        message.putShort((short) (1 + body.length)).put((byte) type).put(body).flip();
        while (message.hasRemaining()) {
            channel.write(message);
        }
    }

    private static void close(AutoCloseable open) {
        try {
            open.close();
        } catch (Exception e) {
            throw new IllegalStateException("a Unix socket cannot be closed", e);
        }
    }
}
