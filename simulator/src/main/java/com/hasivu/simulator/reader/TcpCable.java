package com.hasivu.simulator.reader;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

import javax.net.ServerSocketFactory;

/** A network cable: a server socket that one station at a time may use. */
final class TcpCable extends PacedCable implements NetworkCable {
    private static final Duration RETRY = Duration.ofMillis(2);

    /** A station that has hung up shows by then, also on a busy machine. */
    private static final Duration LEAVING = Duration.ofMillis(200);

    private static final Duration LETTING_GO = Duration.ofSeconds(1);

    private final ServerSocketFactory sockets;
    private final InetSocketAddress address;
    private final Door door;
    private volatile Optional<ServerSocket> server;
    private volatile Optional<TcpStation> station = Optional.empty();
    private volatile long session;

    TcpCable(ServerSocketFactory sockets, InetSocketAddress listen, Pacing pacing, Door door) {
        super(pacing);
        this.sockets = sockets;
        this.door = door;
        ServerSocket first = listen(listen);
        address = new InetSocketAddress(listen.getAddress(), first.getLocalPort());
        server = Optional.of(first);
    }

    private ServerSocket listen(InetSocketAddress where) {
        try {
            ServerSocket socket = bind(where);
            Thread.ofVirtual().name("emulated network").start(() -> accept(socket));
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on " + where, e);
        }
    }

    /** Again and again: the system may still be letting go of the socket that was pulled. */
    private ServerSocket bind(InetSocketAddress where) throws IOException {
        long until = System.nanoTime() + LETTING_GO.toNanos();
        while (true) {
            ServerSocket socket = sockets.createServerSocket();
            socket.setReuseAddress(true);
            try {
                socket.bind(where);
                return socket;
            } catch (BindException e) {
                socket.close();
                if (System.nanoTime() - until > 0) {
                    throw e;
                }
                LockSupport.parkNanos(RETRY.toNanos());
            }
        }
    }

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                Socket arrived = socket.accept();
                arrived.setTcpNoDelay(true);
                welcome(arrived);
            } catch (IOException e) {
                return; // pulled
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // nobody does; the network ends
                return;
            }
        }
    }

    private void welcome(Socket arrived) throws InterruptedException {
        boolean taken = station.isPresent() && !station.get().leavesWithin(LEAVING);
        Optional<byte[]> refusal = door.refusal(taken);
        var visitor = new TcpStation(arrived);
        if (refusal.isPresent()) {
            // by itself: a visitor that does not shake hands by TLS must not block the door
            Thread.ofVirtual().name("emulated refusal").start(() -> refuse(visitor, refusal.get()));
            return;
        }
        station.ifPresent(TcpStation::hangUp);
        station = Optional.of(visitor.listen());
        session++;
    }

    private static void refuse(TcpStation visitor, byte[] lastWords) {
        visitor.send(lastWords);
        visitor.hangUp();
    }

    @Override
    public String device() {
        return "%s:%d".formatted(address.getAddress().getHostAddress(), address.getPort());
    }

    @Override
    byte[] hear(Duration patience) {
        Optional<TcpStation> now = station;
        byte[] heard = now.isEmpty() ? new byte[0] : now.get().take(patience);
        if (heard.length == 0 && !isPlugged()) {
            LockSupport.parkNanos(Math.min(RETRY.toNanos(), patience.toNanos()));
        }
        return heard;
    }

    @Override
    void send(byte[] bytes) {
        station.ifPresent(there -> there.send(bytes));
    }

    @Override
    public boolean isPlugged() {
        return station.filter(TcpStation::isThere).isPresent();
    }

    @Override
    public long session() {
        return session;
    }

    @Override
    public void hangUp() {
        station.ifPresent(TcpStation::hangUp);
    }

    @Override
    public void pull() {
        try {
            if (server.isPresent()) {
                server.get().close();
            }
            server = Optional.empty();
            hangUp();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void plugIn() {
        pull();
        server = Optional.of(listen(address));
    }

    @Override
    public void close() {
        pull();
    }
}
