package com.hasivu.edge.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.Map;

/** The JSON of an enrolment: what the cloud answers, and what a slot keeps. Pure. */
final class EnrolmentAnswer {
    static final ObjectMapper JSON = new ObjectMapper();

    private EnrolmentAnswer() {}

    /** The answer is not what docs/wire-protocol.md says; the message names the field. */
    static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message);
        }
    }

    /** Checks every field: nothing of a bad answer is kept. */
    static Identity read(JsonNode root, StationKey keys) throws MalformedException {
        try {
            SchoolId school = new SchoolId(text(root, "school"));
            StationId station = new StationId(text(root, "station"));
            X509Certificate certificate = Pem.certificate(text(root, "certificate"));
            X509Certificate authority = Pem.certificate(text(root, "caCertificate"));
            check(keys, certificate, authority, school, station);
            int port = root.path("broker").path("port").asInt();
            if (port < 1 || port > 65_535) {
                throw new MalformedException("broker.port is %d; want 1 to 65535".formatted(port));
            }
            return new Identity(
                    school,
                    station,
                    text(root, "stationName"),
                    text(root, "zone"),
                    keys,
                    certificate,
                    authority,
                    text(root.path("broker"), "host"),
                    port,
                    snapshotKeys(root.path("snapshotKeys")));
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            throw new MalformedException(String.valueOf(e.getMessage()));
        }
    }

    private static void check(
            StationKey keys,
            X509Certificate certificate,
            X509Certificate authority,
            SchoolId school,
            StationId station)
            throws MalformedException, GeneralSecurityException {
        if (!keys.fits(certificate.getPublicKey())) {
            throw new MalformedException("certificate is for another key than this station's");
        }
        certificate.verify(authority.getPublicKey());
        String subject = certificate.getSubjectX500Principal().getName();
        if (!subject.contains("CN=" + station) || !subject.contains("O=" + school)) {
            throw new MalformedException(
                    "certificate is for '%s'; want CN=%s,O=%s".formatted(subject, station, school));
        }
    }

    private static Map<String, PublicKey> snapshotKeys(JsonNode list)
            throws MalformedException, GeneralSecurityException {
        Map<String, PublicKey> keys = new HashMap<>();
        for (JsonNode key : list) {
            keys.put(text(key, "id"), Pem.ed25519(text(key, "publicKey")));
        }
        if (keys.isEmpty()) {
            throw new MalformedException("snapshotKeys is empty; no snapshot could be believed");
        }
        return keys;
    }

    static ObjectNode object(String json) throws MalformedException {
        try {
            if (JSON.readTree(json) instanceof ObjectNode root) {
                return root;
            }
            throw new MalformedException("is not a JSON object");
        } catch (IOException e) {
            throw new MalformedException("is not JSON: " + firstLine(e));
        }
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private static String text(JsonNode node, String field) throws MalformedException {
        JsonNode value = node.path(field);
        if (!value.isTextual() || value.textValue().isBlank()) {
            throw new MalformedException("has no text in '%s'".formatted(field));
        }
        return value.textValue();
    }
}
