package com.hasivu.edge.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;

import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

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

    /**
     * What the cloud answers this claim code of a state folder that is not enrolled yet, by its own
     * word for the key of the snapshots.
     */
    public String answerTo(Path stateDir, String claim, String station, String snapshotKeyId) {
        IdentityStore store = new IdentityStore(stateDir.resolve("identity"));
        ObjectNode answer = answer(station, store.forClaim(claim).keys(), "127.0.0.1", 1);
        ((ObjectNode) answer.at("/snapshotKeys/0")).put("id", snapshotKeyId);
        return answer.toString();
    }

    /** The credentials of an enrolled state folder, of a station that never learns the time. */
    public static Credentials credentials(Path stateDir) {
        return new Credentials(
                new IdentityStore(stateDir.resolve("identity")),
                Optional::empty,
                Instant::now,
                () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
    }

    /** Leaves an enrolled state folder behind. */
    public Identity enrol(Path stateDir, String station, String host, int port) {
        try {
            IdentityStore store = new IdentityStore(stateDir.resolve("identity"));
            Slot asked = store.forClaim("TEST");
            Slot given = asked.with(answer(station, asked.keys(), host, port).toString());
            store.save(given);
            return given.identity().orElseThrow();
        } catch (EnrolmentAnswer.MalformedException e) {
            throw new AssertionError(e);
        }
    }
}
