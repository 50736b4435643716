package com.hasivu.simulator.chaos;

import com.hasivu.cloud.keys.CertificateAuthority;
import com.hasivu.edge.identity.IdentityStore;
import com.hasivu.edge.identity.Tls;
import com.hasivu.simulator.proxy.MqttFault;
import com.hasivu.simulator.proxy.MqttFault.Action;
import com.hasivu.simulator.proxy.MqttProxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * One publication lost or repeated between station and broker. TLS hides it from who has no key, so
 * the proxy shows the station a certificate of the site's own authority, and the broker the
 * station's own.
 */
final class MqttFaults {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String ACKS = "/down/acks";
    static final String TAPS = "/up/taps";

    private MqttFaults() {}

    static List<Fault> all() {
        return List.of(
                fault("mqtt-drop-ack", Action.DROP, ACKS),
                fault("mqtt-repeat-ack", Action.REPEAT, ACKS),
                fault("mqtt-drop-taps", Action.DROP, TAPS),
                fault("mqtt-repeat-taps", Action.REPEAT, TAPS));
    }

    private static Fault fault(String name, Action action, String topic) {
        return new Fault(
                name,
                2,
                Fault.Place.FOLDER,
                (bench, random) -> strike(bench, random, action, topic));
    }

    static String strike(Bench bench, Random random, Action action, String topic) {
        int nth = 1 + random.nextInt(4);
        try (MqttProxy proxy = between(bench)) {
            bench.proxy().target(proxy.address());
            bench.reconnect();
            proxy.set(new MqttFault(action, topic, nth));
            bench.load();
            LongSupplier bites =
                    () ->
                            action == Action.DROP
                                    ? proxy.tally().dropped()
                                    : proxy.tally().repeated();
            bench.rig().awaitVisits(PATIENCE);
            for (int more = 0; bites.getAsLong() == 0 && more < nth; more++) {
                bench.rig().hungryChildren(1); // one batch each, now that nobody else taps
                bench.rig().awaitVisits(PATIENCE);
            }
            bench.await("bite", PATIENCE, () -> bites.getAsLong() > 0);
            bench.lifted();
            bench.rig().awaitSettled(PATIENCE); // while the connection stands: no new one heals it
            bench.proxy().target(bench.rig().site().broker());
            bench.reconnect();
            return "%s of publication %d to %s".formatted(action, nth, topic);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot stand between station and broker: " + e, e);
        } finally {
            bench.proxy().target(bench.rig().site().broker());
        }
    }

    private static MqttProxy between(Bench bench) throws IOException, GeneralSecurityException {
        Path dir = bench.rig().site().dir();
        SSLServerSocket server =
                (SSLServerSocket)
                        serverContext(dir)
                                .getServerSocketFactory()
                                .createServerSocket(0, 10, InetAddress.getLoopbackAddress());
        server.setNeedClientAuth(true);
        InetSocketAddress broker = bench.rig().site().broker();
        Path identity = bench.rig().site().state().resolve("identity");
        return MqttProxy.open(
                server,
                () -> {
                    var known = new IdentityStore(identity).load().orElseThrow();
                    Socket socket = Tls.context(known).getSocketFactory().createSocket();
                    socket.connect(broker, 5_000);
                    return socket;
                });
    }

    private static SSLContext serverContext(Path dir) throws IOException, GeneralSecurityException {
        CertificateAuthority authority =
                CertificateAuthority.open(dir.resolve("cloud").resolve("ca"), Clock.systemUTC());
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair keys = generator.generateKeyPair();
        X509Certificate own = authority.forServer(List.of(), keys.getPublic());
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("own", keys.getPrivate(), new char[0], new Certificate[] {own});
        var keyManagers = KeyManagerFactory.getInstance("PKIX");
        keyManagers.init(store, new char[0]);
        KeyStore believed = KeyStore.getInstance("PKCS12");
        believed.load(null, null);
        believed.setCertificateEntry("authority", authority.certificate());
        var trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(believed);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keyManagers.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
