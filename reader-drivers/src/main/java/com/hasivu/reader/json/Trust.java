package com.hasivu.reader.json;

import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** TLS that trusts the authorities of one PEM file and no other. */
final class Trust {
    private Trust() {}

    /**
     * @throws ReaderException if the file is no such
     */
    static SSLContext of(ReaderConfig config, Path pem) {
        try (var in = Files.newInputStream(pem)) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            int number = 0;
            for (var certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                trusted.setCertificateEntry("authority-" + number++, certificate);
            }
            if (number == 0) {
                throw new GeneralSecurityException("it is empty");
            }
            var managers =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new ReaderException(
                    "reader %s: tls-ca %s holds no certificate in PEM form; export the authority's certificate again"
                            .formatted(config.name(), pem),
                    e);
        } catch (IOException e) {
            throw new ReaderException(
                    "reader %s: tls-ca %s cannot be read; correct the path or its permissions"
                            .formatted(config.name(), pem),
                    e);
        }
    }
}
