package com.hasivu.simulator.reader;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** A network cable: a server socket that one station at a time may use. */
final class TcpCable extends PacedCable {
    private static final int CHUNK = 4096;
    private static final Duration RETRY = Duration.ofMillis(2);

    private final InetSocketAddress address;
    private volatile Optional<ServerSocket> server;
    private volatile Optional<Socket> station = Optional.empty();
    private volatile long session;

    TcpCable(InetSocketAddress listen, Pacing pacing) {
        super(pacing);
        ServerSocket first = listen(listen);
        address = new InetSocketAddress(listen.getAddress(), first.getLocalPort());
        server = Optional.of(first);
    }

    private ServerSocket listen(InetSocketAddress where) {
        try {
            var socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(where);
            Thread.ofVirtual().name("emulated network").start(() -> accept(socket));
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on " + where, e);
        }
    }

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                Socket arrived = socket.accept();
                arrived.setTcpNoDelay(true);
                if (station.isPresent() && isOpen(station.get())) {
                    arrived.close();
                } else {
                    station = Optional.of(arrived);
                    session++;
                }
            } catch (IOException e) {
                return; // pulled
            }
        }
    }

    /** A station that closed its end shows by the end of its stream, which {@link #read} sees. */
    private static boolean isOpen(Socket socket) {
        return !socket.isClosed();
    }

    @Override
    public String device() {
        return "%s:%d".formatted(address.getAddress().getHostAddress(), address.getPort());
    }

    @Override
    public byte[] read(Duration patience) {
        Optional<Socket> now = station.filter(TcpCable::isOpen);
        if (now.isEmpty()) {
            LockSupport.parkNanos(Math.min(RETRY.toNanos(), patience.toNanos()));
            return new byte[0];
        }
        try {
            now.get().setSoTimeout(Math.toIntExact(Math.max(1, patience.toMillis())));
            var chunk = new byte[CHUNK];
            int count = now.get().getInputStream().read(chunk);
            if (count < 0) {
                now.get().close();
                return new byte[0];
            }
            return Arrays.copyOf(chunk, count);
        } catch (SocketTimeoutException e) {
            return new byte[0];
        } catch (IOException e) {
            drop(now.get());
            return new byte[0];
        }
    }

    @Override
    void send(byte[] bytes) {
        station.filter(TcpCable::isOpen)
                .ifPresent(
                        socket -> {
                            try {
                                socket.getOutputStream().write(bytes);
                            } catch (IOException e) {
                                drop(socket);
                            }
                        });
    }

    private static void drop(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean isPlugged() {
        return station.filter(TcpCable::isOpen).isPresent();
    }

    @Override
    public long session() {
        return session;
    }

    @Override
    public void pull() {
        try {
            if (server.isPresent()) {
                server.get().close();
            }
            server = Optional.empty();
            station.ifPresent(TcpCable::drop);
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
