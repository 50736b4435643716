package com.hasivu.cloud.enrolment;

import com.hasivu.cloud.keys.CertificateAuthority;
import com.hasivu.cloud.snapshots.SnapshotKey;
import com.hasivu.protocol.StationKeyFile;
import com.hasivu.protocol.Topics;

import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;

/** Writes the key file that goes with a claim code: {@link StationKeyFile}. */
final class StationKeyFiles {
    private final Supplier<URI> cloud;
    private final CertificateAuthority authority;
    private final SnapshotKey snapshotKey;

    StationKeyFiles(Supplier<URI> cloud, CertificateAuthority authority, SnapshotKey snapshotKey) {
        this.cloud = cloud;
        this.authority = authority;
        this.snapshotKey = snapshotKey;
    }

    String text(Topics station, Enrolment.Claim claim) {
        try {
            return new StationKeyFile(
                            cloud.get(),
                            station.school(),
                            station.station(),
                            claim.code(),
                            claim.expires(),
                            Base64.getEncoder()
                                    .encodeToString(authority.certificate().getEncoded()),
                            List.of(snapshotKey.id()))
                    .text();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate that cannot be encoded", e);
        }
    }
}
