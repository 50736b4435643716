package com.hasivu.simulator.proxy;

import com.hasivu.simulator.proxy.MqttFault.Action;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands between an MQTT client and its broker and sees packets, not bytes: with TLS it ends the
 * client's session and opens one of its own, so both sides must have been told to believe it.
 * Thread-safe.
 */
public final class MqttProxy implements AutoCloseable {
    /** Opens a connection to the broker, as the client would. */
    @FunctionalInterface
    public interface Broker {
        Socket connect() throws IOException;
    }

    private final ServerSocket server;
    private final Broker broker;
    private final Tally tally = new Tally();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile List<MqttFault> faults = List.of();

    private MqttProxy(ServerSocket server, Broker broker) {
        this.server = server;
        this.broker = broker;
    }

    /** Serves {@code server}, which it owns from now on. */
    public static MqttProxy open(ServerSocket server, Broker broker) {
        MqttProxy proxy = new MqttProxy(server, broker);
        Thread.ofPlatform().daemon().name("mqtt-proxy").start(proxy::accept);
        return proxy;
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    /** These and no others from now on. */
    public void set(MqttFault... all) {
        faults = List.of(all);
    }

    public Tally tally() {
        return tally;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread.ofVirtual().name("mqtt-proxy connect").start(() -> connect(client));
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException("the proxy cannot take connections", e);
                }
            }
        }
    }

    private void connect(Socket client) {
        tally.connections.incrementAndGet();
        sockets.add(client);
        try {
            Socket target = broker.connect();
            sockets.add(target);
            Side up = new Side(target);
            Side down = new Side(client);
            Thread.ofVirtual().name("mqtt-proxy up").start(() -> pump(client, down, up));
            Thread.ofVirtual().name("mqtt-proxy down").start(() -> pump(target, up, down));
        } catch (IOException nobodyThere) {
            end(client);
        }
    }

    /** One end of a connection: what is written to it, and which of its answers nobody awaits. */
    private static final class Side {
        private final Socket socket;
        private final Map<Integer, String> aliases = new HashMap<>();
        private final Map<Integer, Integer> unwanted = new HashMap<>(); // packet id -> PUBACKs

        Side(Socket socket) {
            this.socket = socket;
        }

        /**
         * The topic of a publication on its way here, by its alias too. None for one that makes an
         * alias known: those after it could not be read if it were lost.
         */
        synchronized Optional<String> topicOf(MqttPacket packet) {
            if (!packet.isPublish()) {
                return Optional.empty();
            }
            int alias = packet.topicAlias();
            if (alias > 0 && !packet.topic().isEmpty()) {
                aliases.put(alias, packet.topic());
                return Optional.empty();
            }
            return Optional.ofNullable(alias > 0 ? aliases.get(alias) : packet.topic());
        }

        /** Both directions' pumps may write here. */
        synchronized void write(byte[] packet) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(packet);
            out.flush();
        }

        synchronized void writeTwice(MqttPacket packet) throws IOException {
            if (packet.qos() > 0) {
                unwanted.merge(packet.id(), 1, Integer::sum);
            }
            write(packet.bytes());
            write(packet.again());
        }

        /** Of two PUBACKs for what was written twice, the first. */
        synchronized boolean swallows(MqttPacket answer) {
            return answer.isPuback() && swallowed(answer.id());
        }

        private boolean swallowed(int id) {
            int left = unwanted.getOrDefault(id, 0);
            if (left == 0) {
                return false;
            }
            unwanted.put(id, left - 1);
            return true;
        }
    }

    private void pump(Socket from, Side back, Side onward) {
        try {
            InputStream in = from.getInputStream();
            for (Optional<MqttPacket> packet = MqttPacket.read(in);
                    packet.isPresent();
                    packet = MqttPacket.read(in)) {
                pass(packet.get(), back, onward);
            }
        } catch (IOException e) {
            end(from); // reset by its peer: so is the other side
        }
        end(back.socket);
        end(onward.socket);
    }

    private void pass(MqttPacket packet, Side back, Side onward) throws IOException {
        Optional<Action> action =
                onward.topicOf(packet)
                        .flatMap(
                                topic ->
                                        faults.stream()
                                                .filter(f -> f.hits(topic))
                                                .map(MqttFault::action)
                                                .findFirst());
        if (action.isEmpty()) {
            if (!back.swallows(packet)) {
                onward.write(packet.bytes());
                tally.passed.addAndGet(packet.bytes().length);
            }
            return;
        }
        switch (action.get()) {
            case DROP -> {
                tally.dropped.incrementAndGet(); // before it is seen, as below
                if (packet.qos() > 0) {
                    back.write(MqttPacket.puback(packet.id()));
                }
            }
            case REPEAT -> {
                tally.repeated.incrementAndGet();
                onward.writeTwice(packet);
            }
        }
    }

    private void end(Socket socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close " + socket, e);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the proxy", e);
        }
        sockets.forEach(this::end);
    }
}
