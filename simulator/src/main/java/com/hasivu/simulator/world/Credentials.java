package com.hasivu.simulator.world;

import com.hasivu.cloud.keys.CertificateAuthority;
import com.hasivu.cloud.snapshots.SnapshotKey;
import com.hasivu.edge.identity.Identity;
import com.hasivu.edge.identity.StationKey;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;
import com.hasivu.simulator.process.Folders;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/**
 * Keys of a run, made once: the cloud's snapshot key and what a station got at enrolment. The world
 * has no TLS, so all stations share one certificate; a link knows whose it is. No byte of them is
 * in a trace.
 */
final class Credentials {
    /** A day before the first world's first one: a certificate's age is the world's, not ours. */
    private static final Instant BEFORE = Instant.parse("2026-11-22T00:00:00Z");

    final SnapshotKey snapshotKey;
    final PublicKey snapshotPublic;

    /** Somebody's who is not the cloud. */
    final KeyPair foreign;

    final CertificateAuthority ca;

    private final StationKey stationKey;
    private final X509Certificate certificate;
    private final X509Certificate authority;

    private Credentials(Path folder) throws GeneralSecurityException {
        snapshotKey = SnapshotKey.open(folder.resolve("snapshot-key.pem"));
        snapshotPublic =
                KeyFactory.getInstance("Ed25519")
                        .generatePublic(
                                new X509EncodedKeySpec(
                                        Base64.getDecoder().decode(snapshotKey.publicKey())));
        foreign = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        KeyPairGenerator curve = KeyPairGenerator.getInstance("EC");
        curve.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair own = curve.generateKeyPair();
        stationKey = new StationKey(own.getPublic(), own.getPrivate());
        ca = CertificateAuthority.open(folder.resolve("ca"), Clock.fixed(BEFORE, ZoneOffset.UTC));
        authority = ca.certificate();
        certificate = ca.forStation(new SchoolId("world"), new StationId("any"), own.getPublic());
    }

    static Credentials make() {
        try {
            Path folder = Files.createTempDirectory("hasivu-world");
            try {
                return new Credentials(folder);
            } finally {
                Folders.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary folder for the world's keys", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has Ed25519 and P-256", e);
        }
    }

    Identity identity(SchoolId school, StationId station, Plan.Lie lie) {
        Map<String, PublicKey> believed = new TreeMap<>();
        believed.put(snapshotKey.id(), snapshotPublic);
        if (lie == Plan.Lie.FOREIGN_KEY_BELIEVED) {
            believed.put(forgersKeyId(lie), foreign.getPublic());
        }
        return new Identity(
                school,
                station,
                "Counter " + station,
                "UTC",
                stationKey,
                certificate,
                authority,
                "broker.invalid",
                8883,
                believed);
    }

    /** How somebody who is not the cloud names his key: as the cloud's, or as the lie has it. */
    String forgersKeyId(Plan.Lie lie) {
        return lie == Plan.Lie.FOREIGN_KEY_BELIEVED ? "foreign" : snapshotKey.id();
    }
}
