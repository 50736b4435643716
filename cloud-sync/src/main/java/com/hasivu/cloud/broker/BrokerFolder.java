package com.hasivu.cloud.broker;

import com.hasivu.cloud.keys.CertificateAuthority;
import com.hasivu.cloud.keys.KeyFile;
import com.hasivu.cloud.keys.SecretFile;
import com.hasivu.protocol.Wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;

/**
 * What HiveMQ reads at its start: settings, and key stores with a fresh server certificate and a
 * fresh password. Written anew for every start; only {@code data} lives on.
 */
final class BrokerFolder {
    /** Topic, properties and fixed header around the largest payload. */
    private static final int PACKET_OVERHEAD = 4 * 1024;

    private static final int MAX_TOPIC = 200;
    private static final int MAX_CLIENT_ID = 100;
    private static final int SESSION_SECONDS = 24 * 3600;
    private static final int QUEUED_MESSAGES = 1000;

    /**
     * In-flight QoS 1 messages per client; HiveMQ's own 10 would pace a whole school's snapshots.
     */
    static final int RECEIVE_MAXIMUM = 512;

    private final Path folder;

    BrokerFolder(Path folder) {
        this.folder = folder;
    }

    void prepare(CertificateAuthority authority, String host, int port, int loopbackPort)
            throws IOException {
        Path conf = folder.resolve("conf");
        SecretFile.makeFolder(conf);
        Files.createDirectories(folder.resolve("data"));
        Files.createDirectories(folder.resolve("extensions"));
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        String password = HexFormat.of().formatHex(random);
        KeyPair keys = KeyFile.generate(KeyFile.Kind.EC_P256);
        X509Certificate own = authority.forServer(List.of(host), keys.getPublic());
        X509Certificate root = authority.certificate();
        SecretFile.write(
                conf.resolve("server.p12"),
                store(
                        password,
                        store ->
                                store.setKeyEntry(
                                        "server",
                                        keys.getPrivate(),
                                        password.toCharArray(),
                                        new Certificate[] {own, root})));
        SecretFile.write(
                conf.resolve("trust.p12"),
                store(password, store -> store.setCertificateEntry("authority", root)));
        SecretFile.write(
                conf.resolve("config.xml"),
                settings(conf, password, port, loopbackPort).getBytes(StandardCharsets.UTF_8));
    }

    private interface Fill {
        void into(KeyStore store) throws GeneralSecurityException;
    }

    private static byte[] store(String password, Fill fill) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            fill.into(store);
            var bytes = new ByteArrayOutputStream();
            store.store(bytes, password.toCharArray());
            return bytes.toByteArray();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot make the broker's key store", e);
        }
    }

    private static String settings(Path conf, String password, int port, int loopbackPort) {
        return """
        <?xml version="1.0" encoding="UTF-8"?>
        <hivemq>
          <listeners>
            <tls-tcp-listener>
              <port>%d</port>
              <bind-address>0.0.0.0</bind-address>
              <name>%s</name>
              <tls>
                <keystore>
                  <path>%s</path>
                  <password>%s</password>
                  <private-key-password>%s</private-key-password>
                </keystore>
                <truststore>
                  <path>%s</path>
                  <password>%s</password>
                </truststore>
                <protocols><protocol>TLSv1.3</protocol><protocol>TLSv1.2</protocol></protocols>
                <client-authentication-mode>REQUIRED</client-authentication-mode>
              </tls>
            </tls-tcp-listener>
            <tcp-listener>
              <port>%d</port>
              <bind-address>127.0.0.1</bind-address>
              <name>%s</name>
            </tcp-listener>
          </listeners>
          <mqtt>
            <queued-messages><max-queue-size>%d</max-queue-size><strategy>discard-oldest</strategy></queued-messages>
            <session-expiry><max-interval>%d</max-interval></session-expiry>
            <packets><max-packet-size>%d</max-packet-size></packets>
            <receive-maximum><server-receive-maximum>%d</server-receive-maximum></receive-maximum>
          </mqtt>
          <restrictions>
            <max-client-id-length>%d</max-client-id-length>
            <max-topic-length>%d</max-topic-length>
          </restrictions>
          <security><allow-empty-client-id><enabled>false</enabled></allow-empty-client-id></security>
          <anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>
          <persistence><mode>file</mode></persistence>
        </hivemq>
        """
                .formatted(
                        port,
                        GateExtension.STATIONS,
                        xml(conf.resolve("server.p12").toString()),
                        password,
                        password,
                        xml(conf.resolve("trust.p12").toString()),
                        password,
                        loopbackPort,
                        GateExtension.CLOUD,
                        QUEUED_MESSAGES,
                        SESSION_SECONDS,
                        Wire.MAX_SEALED + PACKET_OVERHEAD,
                        RECEIVE_MAXIMUM,
                        MAX_CLIENT_ID,
                        MAX_TOPIC);
    }

    private static String xml(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
