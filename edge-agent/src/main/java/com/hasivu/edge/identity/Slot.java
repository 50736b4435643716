package com.hasivu.edge.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hasivu.edge.identity.EnrolmentAnswer.MalformedException;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * One of the two places for a key and what the cloud gave for it; a file of its own, so that key
 * and certificate change together. Pure and immutable.
 *
 * @param generation the higher of two was made later; no clock is asked
 * @param claim SHA-256 of the claim code that made the station this one; empty while a renewal is
 *     asked for
 * @param answer the cloud's answer; empty while it is only asked
 */
record Slot(
        Name name,
        long generation,
        String claim,
        StationKey keys,
        Optional<ObjectNode> answer,
        Optional<Identity> identity) {
    enum Name {
        A,
        B;

        String file() {
            return "slot-%s.json".formatted(label());
        }

        String label() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        Name other() {
            return this == A ? B : A;
        }
    }

    /** A new key, not asked with yet. */
    static Slot fresh(Name name, long generation, String claim) {
        return new Slot(
                name, generation, claim, StationKey.generate(), Optional.empty(), Optional.empty());
    }

    /** With the key of a version before the slots, of which the claim code is not known. */
    static Slot of(Name name, StationKey keys) {
        return new Slot(name, 1, "", keys, Optional.empty(), Optional.empty());
    }

    boolean complete() {
        return identity.isPresent();
    }

    /** With the answer of an enrolment. */
    Slot with(String json) throws MalformedException {
        ObjectNode given = EnrolmentAnswer.object(json);
        return new Slot(
                name,
                generation,
                claim,
                keys,
                Optional.of(given),
                Optional.of(EnrolmentAnswer.read(given, keys)));
    }

    /** With a certificate of the authority of {@code old}, and the rest as that one has it. */
    Slot renewed(Slot old, X509Certificate certificate) throws MalformedException {
        ObjectNode given = old.answer().orElseThrow().deepCopy();
        try {
            given.put("certificate", Pem.of("CERTIFICATE", certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a parsed certificate has an encoding", e);
        }
        return new Slot(name, generation, old.claim(), keys, Optional.empty(), Optional.empty())
                .with(given.toString());
    }

    String text() {
        ObjectNode file = EnrolmentAnswer.JSON.createObjectNode();
        file.put("generation", generation).put("claim", claim).put("key", Pem.of(keys));
        answer.ifPresent(given -> file.set("answer", given));
        return file.toPrettyString() + "\n";
    }

    static Slot read(Name name, String text) throws MalformedException {
        try {
            JsonNode file = EnrolmentAnswer.JSON.readTree(text);
            StationKey keys = Pem.stationKey(file.path("key").asText());
            if (!keys.isPair()) {
                throw new MalformedException("has two halves of a key that do not fit");
            }
            Slot asked =
                    new Slot(
                            name,
                            file.path("generation").asLong(),
                            file.path("claim").asText(),
                            keys,
                            Optional.empty(),
                            Optional.empty());
            return file.has("answer") ? asked.with(file.path("answer").toString()) : asked;
        } catch (IOException e) {
            throw new MalformedException("is not JSON");
        } catch (GeneralSecurityException e) {
            throw new MalformedException("has no usable key: " + e.getMessage());
        }
    }
}
