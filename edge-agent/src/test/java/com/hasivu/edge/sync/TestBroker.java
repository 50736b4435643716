package com.hasivu.edge.sync;

import com.hasivu.edge.KeptPort;
import com.hasivu.edge.identity.TestAuthority;
import com.hivemq.embedded.EmbeddedHiveMQ;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Optional;

/** HiveMQ in this process, plain TCP on 127.0.0.1. It may be stopped and started on one port. */
public final class TestBroker implements AutoCloseable {
    private static final String PASSWORD = "changeit";

    private final Path folder;
    private final KeptPort plain = new KeptPort();
    private final KeptPort tls = new KeptPort();
    public final int port = plain.number();
    public final int tlsPort = tls.number();
    private EmbeddedHiveMQ hive;

    public TestBroker(Path folder) {
        this(folder, Optional.empty());
    }

    /** Also with mutual TLS on a second port, under certificates of this authority. */
    public TestBroker(Path folder, Optional<TestAuthority> authority) {
        this.folder = folder;
        try {
            for (String name : new String[] {"conf", "data", "extensions"}) {
                Files.createDirectories(folder.resolve(name));
            }
            Files.writeString(
                    folder.resolve("conf/config.xml"),
                    """
                    <?xml version="1.0"?>
                    <hivemq>
                        <listeners>
                            <tcp-listener>
                                <port>%d</port>
                                <bind-address>127.0.0.1</bind-address>
                            </tcp-listener>
                            %s
                        </listeners>
                        <anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>
                    </hivemq>
                    """
                            .formatted(port, authority.map(this::tlsListener).orElse("")));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        hive = start();
    }

    private String tlsListener(TestAuthority authority) {
        Path keys = folder.resolve("conf/keys.p12");
        Path trust = folder.resolve("conf/trust.p12");
        KeyPair pair = TestAuthority.ecPair();
        try {
            char[] password = PASSWORD.toCharArray();
            KeyStore own = KeyStore.getInstance("PKCS12");
            own.load(null, password);
            own.setKeyEntry(
                    "broker",
                    pair.getPrivate(),
                    password,
                    new Certificate[] {
                        authority.issue("CN=broker", pair.getPublic()), authority.certificate
                    });
            KeyStore believed = KeyStore.getInstance("PKCS12");
            believed.load(null, password);
            believed.setCertificateEntry("authority", authority.certificate);
            try (OutputStream out = Files.newOutputStream(keys)) {
                own.store(out, password);
            }
            try (OutputStream out = Files.newOutputStream(trust)) {
                believed.store(out, password);
            }
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
        return """
                <tls-tcp-listener>
                    <port>%d</port>
                    <bind-address>127.0.0.1</bind-address>
                    <tls>
                        <keystore>
                            <path>%s</path>
                            <password>%s</password>
                            <private-key-password>%s</private-key-password>
                        </keystore>
                        <truststore><path>%s</path><password>%s</password></truststore>
                        <client-authentication-mode>REQUIRED</client-authentication-mode>
                    </tls>
                </tls-tcp-listener>
                """
                .formatted(tlsPort, keys, PASSWORD, PASSWORD, trust, PASSWORD);
    }

    private EmbeddedHiveMQ start() {
        EmbeddedHiveMQ broker =
                EmbeddedHiveMQ.builder()
                        .withConfigurationFolder(folder.resolve("conf"))
                        .withDataFolder(folder.resolve("data"))
                        .withExtensionsFolder(folder.resolve("extensions"))
                        .build();
        broker.start().join();
        return broker;
    }

    /** Stops, runs {@code meanwhile}, and starts on the same port. */
    public void restart(Runnable meanwhile) {
        hive.stop().join();
        meanwhile.run();
        hive = start();
    }

    @Override
    public void close() {
        hive.stop().join();
        plain.close();
        tls.close();
    }
}
