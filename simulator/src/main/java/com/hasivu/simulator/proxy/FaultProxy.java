package com.hasivu.simulator.proxy;

import com.hasivu.simulator.proxy.Toxic.Direction;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Takes TCP connections and hands their bytes on, through toxics that come and go while connections
 * stand. Bytes are not looked at, so TLS passes as it is. Thread-safe.
 */
public final class FaultProxy implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final ServerSocket server;
    private volatile InetSocketAddress to;
    private final Tally tally = new Tally();
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private volatile List<Toxic> toxics = List.of();
    private final AtomicLong seeds;

    private FaultProxy(ServerSocket server, InetSocketAddress to, long seed) {
        this.server = server;
        this.to = to;
        this.seeds = new AtomicLong(seed);
    }

    /** One connection: two sockets and the pipes between them. */
    private final class Connection {
        private final Socket client;
        private final Socket target = new Socket();
        private final AtomicInteger flowing = new AtomicInteger(2);

        Connection(Socket client) {
            this.client = client;
        }

        void open() {
            connections.add(this);
            try {
                target.connect(to, (int) CONNECT.toMillis());
                client.setTcpNoDelay(true);
                target.setTcpNoDelay(true);
            } catch (IOException nobodyThere) {
                end(); // as a refused connection, seen from the other side
                return;
            }
            pipe(Direction.UP, client, target);
            pipe(Direction.DOWN, target, client);
            toxics.forEach(this::resetLater);
        }

        private void pipe(Direction way, Socket from, Socket into) {
            new Pipe(
                            way,
                            from,
                            into,
                            () -> toxics,
                            tally,
                            seeds.getAndIncrement(),
                            this::drained,
                            this::end)
                    .start();
        }

        private void drained() {
            if (flowing.decrementAndGet() == 0) {
                end();
            }
        }

        void resetLater(Toxic toxic) {
            if (toxic instanceof Toxic.Reset(var direction, var after)) {
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        TimeUnit.NANOSECONDS.sleep(after.toNanos());
                                    } catch (InterruptedException e) {
                                        Thread.currentThread().interrupt();
                                    }
                                    if (toxics.contains(toxic) && connections.contains(this)) {
                                        reset(direction);
                                    }
                                });
            }
        }

        /** RST to both sides, or to the one whose bytes the direction names. */
        void reset(Direction direction) {
            tally.ended.incrementAndGet();
            try {
                if (direction.covers(Direction.UP)) {
                    client.setSoLinger(true, 0);
                }
                if (direction.covers(Direction.DOWN)) {
                    target.setSoLinger(true, 0);
                }
            } catch (IOException closedMeanwhile) {
                end();
            }
            end();
        }

        void end() {
            connections.remove(this);
            quietly(client);
            quietly(target);
        }

        private static void quietly(Socket socket) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot close " + socket, e);
            }
        }
    }

    /**
     * Listens.
     *
     * @param listen port 0 takes a free one
     * @throws UncheckedIOException when the address is taken
     */
    public static FaultProxy open(InetSocketAddress listen, InetSocketAddress to, long seed) {
        try {
            ServerSocket server = new ServerSocket();
            server.setReuseAddress(true);
            server.bind(listen);
            FaultProxy proxy = new FaultProxy(server, to, seed);
            Thread.ofPlatform().daemon().name("fault-proxy").start(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen at " + listen, e);
        }
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    /** These and no others from now on; standing connections too. */
    public void set(Toxic... all) {
        toxics = List.of(all);
        connections.forEach(connection -> toxics.forEach(connection::resetLater));
    }

    /** Connections taken from now on go there. */
    public void target(InetSocketAddress other) {
        to = other;
    }

    /** Resets every standing connection now. */
    public void cut() {
        connections.forEach(connection -> connection.reset(Direction.BOTH));
    }

    public Tally tally() {
        return tally;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                tally.connections.incrementAndGet();
                Connection connection = new Connection(client);
                Thread.ofVirtual().name("fault-proxy connect").start(connection::open);
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException("the proxy cannot take connections", e);
                }
            }
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the proxy", e);
        }
        connections.forEach(Connection::end);
    }
}
