package com.hasivu.edge.identity;

import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Map;

/**
 * What makes this station itself, as enrolment answered it; docs/wire-protocol.md, "Enrolment".
 * Immutable.
 *
 * @param stationName for people, for example {@code Counter 1}
 * @param zone the school's IANA time zone at enrolment; the snapshot's own zone rules decisions
 * @param keys the station's own key pair, EC P-256; the private half never leaves the state folder
 * @param certificate names the station: subject {@code CN=station,O=school}
 * @param authority the only issuer the station believes of a broker
 * @param brokerHost a host name or an address
 * @param snapshotKeys by key id: whose signature on a snapshot is believed, Ed25519
 */
public record Identity(
        SchoolId school,
        StationId station,
        String stationName,
        String zone,
        StationKey keys,
        X509Certificate certificate,
        X509Certificate authority,
        String brokerHost,
        int brokerPort,
        Map<String, PublicKey> snapshotKeys) {
    public Identity {
        snapshotKeys = Map.copyOf(snapshotKeys);
    }

    /** The certificate's subject, for example {@code CN=greenfield-c1,O=greenfield}. */
    public String subject() {
        return "CN=%s,O=%s".formatted(station, school);
    }

    /** The certificate's serial number in hex. */
    public String serial() {
        return certificate.getSerialNumber().toString(16);
    }

    /** Whether the broker will refuse the certificate at {@code now}. */
    public boolean expired(Instant now) {
        return now.isAfter(certificate.getNotAfter().toInstant());
    }
}
