package com.hasivu.edge.identity;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Mutual TLS of a station: shows its own certificate, believes only the school's authority. */
public final class Tls {
    private static final char[] IN_MEMORY = new char[0];

    private Tls() {}

    /**
     * The context for connections to the broker. Checking the host name is the connection's part.
     *
     * @throws IdentityException if key and certificates do not make one
     */
    public static SSLContext context(Identity identity) {
        try {
            KeyStore own = empty();
            own.setKeyEntry(
                    "station",
                    identity.keys().privateKey(),
                    IN_MEMORY,
                    new Certificate[] {identity.certificate(), identity.authority()});
            KeyManagerFactory keys =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own, IN_MEMORY);

            KeyStore believed = empty();
            believed.setCertificateEntry("authority", identity.authority());
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(believed);

            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IdentityException(
                    "the station's key and certificates do not make a TLS identity: %s; enrol again"
                            .formatted(e.getMessage()),
                    e);
        }
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, IN_MEMORY);
        return store;
    }
}
