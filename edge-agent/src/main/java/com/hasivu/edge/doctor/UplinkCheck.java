package com.hasivu.edge.doctor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.Callable;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Whether the broker can be reached: name, port, TLS with the station's own certificate. Where it
 * stops is what is told. Its own connection says nothing to the broker, so it disturbs no session.
 *
 * @param to empty when the station is not enrolled
 */
record UplinkCheck(Optional<Broker> to, Callable<Daemon> daemon, int patienceMillis)
        implements Check {
    /** Whom to ask, and as whom. */
    record Broker(String host, int port, Callable<SSLContext> identity) {}

    @Override
    public String name() {
        return "uplink";
    }

    @Override
    public Finding look() throws Exception {
        if (daemon.call() instanceof Daemon.Up(var status)
                && status.at("/sync/online").asBoolean()) {
            return new Finding.Ok("connected");
        }
        if (to.isEmpty()) {
            return new Finding.Skip("not enrolled: the broker is not known yet");
        }
        Broker broker = to.get();
        String place = broker.host() + ":" + broker.port();
        InetAddress address;
        try {
            address = InetAddress.getByName(broker.host());
        } catch (UnknownHostException e) {
            return new Finding.Fail(
                    "DNS knows no %s".formatted(broker.host()),
                    "check the network cable and the name servers: resolvectl status");
        }
        try (Socket tcp = new Socket()) {
            tcp.connect(new InetSocketAddress(address, broker.port()), patienceMillis);
            tcp.setSoTimeout(patienceMillis);
            return handshake(broker, tcp, place);
        } catch (IOException e) {
            return new Finding.Fail(
                    "no connection to %s: %s".formatted(place, e.getMessage()),
                    "let TCP port %d out of the school's firewall; does the cloud run?"
                            .formatted(broker.port()));
        }
    }

    private static Finding handshake(Broker broker, Socket tcp, String place) throws Exception {
        SSLContext context = broker.identity().call();
        try (SSLSocket tls =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket(tcp, broker.host(), broker.port(), false)) {
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS"); // as the station itself does
            tls.setSSLParameters(parameters);
            tls.startHandshake();
            return new Finding.Ok(
                    "%s answers by %s".formatted(place, tls.getSession().getProtocol()));
        } catch (IOException e) {
            return new Finding.Fail(
                    "TLS with %s fails: %s".formatted(place, e.getMessage()),
                    "another program answers there, or the cloud was set up anew: let the office re-open this station and enrol again");
        }
    }
}
