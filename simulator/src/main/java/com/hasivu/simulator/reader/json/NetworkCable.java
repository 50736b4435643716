package com.hasivu.simulator.reader.json;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A cable between a station and a server, that can be pulled and put back: it listens where the
 * station connects and passes all bytes on. Thread-safe; each connection has two virtual threads.
 */
final class NetworkCable implements AutoCloseable {
    private final InetSocketAddress server;
    private final InetSocketAddress address;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private Optional<ServerSocket> listening;

    /**
     * @param listen port 0 takes a free one
     */
    NetworkCable(InetSocketAddress listen, InetSocketAddress server) {
        this.server = server;
        ServerSocket first = listen(listen);
        this.address = new InetSocketAddress(listen.getAddress(), first.getLocalPort());
        this.listening = Optional.of(first);
    }

    InetSocketAddress address() {
        return address;
    }

    private ServerSocket listen(InetSocketAddress where) {
        try {
            var socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(where);
            Thread.ofVirtual().name("network cable").start(() -> accept(socket));
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException("no cable at " + where + ": " + e.getMessage(), e);
        }
    }

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                connect(socket.accept());
            } catch (IOException e) {
                return; // pulled
            }
        }
    }

    private void connect(Socket station) throws IOException {
        var far = new Socket();
        open.add(station);
        open.add(far);
        far.connect(server);
        station.setTcpNoDelay(true);
        far.setTcpNoDelay(true);
        Thread.ofVirtual().start(() -> pass(station, far));
        Thread.ofVirtual().start(() -> pass(far, station));
    }

    private void pass(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // one end is gone, so the other goes too
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    synchronized void pull() {
        listening.ifPresent(NetworkCable::close);
        listening = Optional.empty();
        open.forEach(NetworkCable::close);
        open.clear();
    }

    synchronized void plugIn() {
        pull();
        listening = Optional.of(listen(address));
    }

    private static void close(AutoCloseable end) {
        try {
            end.close();
        } catch (Exception e) {
            throw new IllegalStateException("a socket does not close", e);
        }
    }

    @Override
    public void close() {
        pull();
    }
}
