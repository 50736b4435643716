package com.hasivu.cloud.broker;

import com.hasivu.cloud.keys.Pem;
import com.hasivu.protocol.socket.PromptTlsSockets;

import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * A broker that somebody else runs, over TLS with the cloud's own client certificate. Its access
 * list is its operator's: docs/wire-protocol.md, "Who may do what", says what it must allow.
 */
public final class ExternalBroker implements Broker {
    private final Endpoint endpoint;
    private final SSLSocketFactory sockets;

    /**
     * @param caFile PEM of the authority the broker's certificate comes from
     * @param certificateFile PEM of the cloud's client certificate
     * @param keyFile PEM (PKCS 8) of its private key
     * @throws BrokerException naming the file that cannot be used
     */
    public ExternalBroker(Endpoint endpoint, Path caFile, Path certificateFile, Path keyFile) {
        this.endpoint = endpoint;
        this.sockets = sockets(caFile, certificateFile, keyFile);
    }

    @Override
    public Endpoint stations() {
        return endpoint;
    }

    @Override
    public Login cloudLogin() {
        var options = new MqttConnectionOptions();
        options.setSocketFactory(sockets);
        options.setHttpsHostnameVerificationEnabled(true);
        return new Login("ssl://" + endpoint, options);
    }

    @Override
    public void close() {}

    private static SSLSocketFactory sockets(Path caFile, Path certificateFile, Path keyFile) {
        X509Certificate authority = certificate(caFile);
        X509Certificate own = certificate(certificateFile);
        PrivateKey key = key(keyFile, own);
        try {
            return new PromptTlsSockets(context(authority, own, key).getSocketFactory());
        } catch (IOException | GeneralSecurityException e) {
            throw new BrokerException(
                    "broker.key-file %s does not fit broker.certificate-file %s: %s"
                            .formatted(keyFile, certificateFile, e.getMessage()),
                    e);
        }
    }

    /** TLS that trusts one authority and shows one certificate; without a key it shows none. */
    static SSLContext context(
            X509Certificate authority, @Nullable X509Certificate own, @Nullable PrivateKey key)
            throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("authority", authority);
        var trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        if (own != null && key != null) {
            store.setKeyEntry("own", key, new char[0], new Certificate[] {own});
        }
        var keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static X509Certificate certificate(Path file) {
        try {
            return Pem.certificate(Files.readString(file));
        } catch (IOException | GeneralSecurityException e) {
            throw new BrokerException(
                    "%s is not a readable PEM certificate: %s".formatted(file, e), e);
        }
    }

    private static PrivateKey key(Path file, X509Certificate own) {
        try {
            byte[] der =
                    Pem.find(Files.readString(file), "PRIVATE KEY")
                            .orElseThrow(
                                    () ->
                                            new GeneralSecurityException(
                                                    "no PRIVATE KEY block; convert it with openssl pkcs8 -topk8 -nocrypt"));
            try {
                return KeyFactory.getInstance(own.getPublicKey().getAlgorithm())
                        .generatePrivate(new PKCS8EncodedKeySpec(der));
            } finally {
                Arrays.fill(der, (byte) 0);
            }
        } catch (IOException | GeneralSecurityException e) {
            throw new BrokerException(
                    "%s is not a readable PEM private key: %s".formatted(file, e), e);
        }
    }
}
