package com.hasivu.edge.identity;

import com.google.protobuf.ByteString;
import com.hasivu.protocol.RenewalProof;
import com.hasivu.protocol.Sha256;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.wire.CertificateNotice;
import com.hasivu.protocol.wire.RenewalRequest;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.util.Optional;

/** The cloud's part in a renewal, as docs/wire-protocol.md says, without a cloud or a network. */
final class TestRegistry {
    final TestAuthority authority;
    private final Topics station;
    X509Certificate current;
    Optional<X509Certificate> next = Optional.empty();
    boolean revoked;
    boolean refusesNext;
    int issued;

    TestRegistry(TestAuthority authority, Identity enrolled) {
        this.authority = authority;
        this.station = new Topics(enrolled.school(), enrolled.station());
        this.current = enrolled.certificate();
    }

    boolean admits(Identity shown) {
        boolean isNext = next.filter(shown.certificate()::equals).isPresent();
        return !revoked && (shown.certificate().equals(current) || (isNext && !refusesNext));
    }

    /** {@code shown} is what the connection was made with; the request must say so. */
    CertificateNotice renew(Identity shown, RenewalRequest request) {
        byte[] spki = request.getPublicKey().toByteArray();
        byte[] serial = request.getCertificateSerial().toByteArray();
        PublicKey key = key(spki);
        check(new BigInteger(1, serial).equals(shown.certificate().getSerialNumber()));
        check(RenewalProof.fits(key, station, serial, spki, request.getProof().toByteArray()));
        check(
                RenewalProof.fits(
                        shown.certificate().getPublicKey(),
                        station,
                        serial,
                        spki,
                        request.getCertificateProof().toByteArray()));
        if (next.filter(shown.certificate()::equals).isPresent()) {
            current = next.get();
            next = Optional.empty();
        }
        X509Certificate answer = current;
        if (!current.getPublicKey().equals(key)) {
            if (next.filter(it -> it.getPublicKey().equals(key)).isEmpty()) {
                issued++;
                next =
                        Optional.of(
                                authority.issue(
                                        "CN=%s,O=%s".formatted(station.station(), station.school()),
                                        key));
            }
            answer = next.get();
        }
        return notice(spki)
                .setCertificate(der(answer))
                .setAuthority(der(authority.certificate))
                .build();
    }

    static CertificateNotice.Builder notice(byte[] spki) {
        return CertificateNotice.newBuilder()
                .setForPublicKeySha256(ByteString.copyFrom(Sha256.of(spki)));
    }

    static ByteString der(X509Certificate certificate) {
        try {
            return ByteString.copyFrom(certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static PublicKey key(byte[] spki) {
        try {
            return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(spki));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static void check(boolean fits) {
        if (!fits) {
            throw new AssertionError("the request does not prove what it must");
        }
    }
}
