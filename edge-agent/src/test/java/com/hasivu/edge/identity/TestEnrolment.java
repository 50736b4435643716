package com.hasivu.edge.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;

import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Base64;

/** Enrolments as the cloud would make them, without a cloud. */
public final class TestEnrolment {
    private final TestAuthority authority;
    private final KeyPair snapshotKeys;

    public TestEnrolment(TestAuthority authority, KeyPair snapshotKeys) {
        this.authority = authority;
        this.snapshotKeys = snapshotKeys;
    }

    /** The answer the cloud gives a station with this key. */
    ObjectNode answer(String station, StationKey key, String host, int port) {
        ObjectNode answer = EnrolmentAnswer.JSON.createObjectNode();
        answer.put("school", "greenfield");
        answer.put("station", station);
        answer.put("stationName", "Counter 1");
        answer.put("zone", "Asia/Kolkata");
        answer.put(
                "certificate",
                TestAuthority.pem(
                        authority.issue("CN=" + station + ",O=greenfield", key.publicKey())));
        answer.put("caCertificate", TestAuthority.pem(authority.certificate));
        answer.putObject("broker").put("host", host).put("port", port);
        answer.putArray("snapshotKeys")
                .addObject()
                .put("id", "k1")
                .put(
                        "publicKey",
                        Base64.getEncoder().encodeToString(snapshotKeys.getPublic().getEncoded()));
        return answer;
    }

    /** Leaves an enrolled state folder behind. */
    public Identity enrol(Path stateDir, String station, String host, int port) {
        try {
            IdentityStore store = new IdentityStore(stateDir.resolve("identity"));
            StationKey key = store.loadOrMakeKey();
            String answer = answer(station, key, host, port).toString();
            Identity identity = EnrolmentAnswer.read(answer, key);
            store.save(identity, answer);
            return identity;
        } catch (EnrolmentAnswer.MalformedException e) {
            throw new AssertionError(e);
        }
    }
}
