package com.hasivu.edge.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.edge.identity.Credentials.Heard;
import com.hasivu.protocol.wire.CertificateNotice;
import com.hasivu.protocol.wire.RenewalRequest;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The two slots on a real folder through a renewal, with the station dying between any two steps.
 * The test's certificates live from an hour ago to an hour from now, so at +40 min all are due.
 */
class CredentialsTest {
    private static final Duration DUE = Duration.ofMinutes(40);
    private static final int ROUNDS = 12;

    @TempDir Path folder;

    private final TestAuthority authority = new TestAuthority();
    private IdentityStore store;
    private Identity enrolled;
    private TestRegistry cloud;
    private Optional<Instant> cloudNow = Optional.of(Instant.now().plus(DUE));
    private Instant wall = Instant.now();
    private long monotonic = 1_000_000;
    private int stepsLeft = Integer.MAX_VALUE;

    @BeforeEach
    void enrol() {
        enrolled =
                new TestEnrolment(authority, TestAuthority.ed25519Pair())
                        .enrol(folder, "greenfield-c1", "127.0.0.1", 8883);
        store = new IdentityStore(folder.resolve("identity"));
        cloud = new TestRegistry(authority, enrolled);
    }

    /** The power went. */
    private static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private Credentials start() {
        return new Credentials(store, () -> cloudNow, () -> wall, () -> monotonic);
    }

    private void step() {
        if (stepsLeft-- == 0) {
            throw new Crash();
        }
    }

    /** Lives on until the renewal is over or the power goes; true when it is over. */
    private boolean live() {
        try {
            Credentials credentials = start();
            for (int round = 0; round < ROUNDS; round++) {
                monotonic += Duration.ofHours(1).toMillis();
                step();
                Identity shown = credentials.next();
                step();
                if (!cloud.admits(shown)) {
                    credentials.failed(true, "Not authorized");
                    continue;
                }
                credentials.connected();
                step();
                Optional<RenewalRequest> request = credentials.ask();
                step(); // the request is lost
                if (request.isEmpty()) {
                    continue;
                }
                CertificateNotice notice = cloud.renew(shown, request.get());
                step(); // the answer is lost
                credentials.heard(shown, notice);
                step();
                if (over()) {
                    return true;
                }
            }
            return false;
        } catch (Crash powerWent) {
            return false;
        }
    }

    private boolean over() {
        return slots() == 1 && !cloud.current.equals(enrolled.certificate());
    }

    private long slots() {
        try (var files = Files.list(folder.resolve("identity"))) {
            return files.count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void renewal_endsWithOneNewSlot() {
        assertThat(live()).isTrue();
        Identity now = store.load().orElseThrow();
        assertThat(now.certificate()).isEqualTo(cloud.current).isNotEqualTo(enrolled.certificate());
        assertThat(now.keys()).isNotEqualTo(enrolled.keys());
        assertThat(now.station()).isEqualTo(enrolled.station());
        assertThat(store.enrolledBy("TEST")).as("the same enrolment").isTrue();
        assertThat(cloud.issued).isEqualTo(1);
        Credentials later = start();
        monotonic += Duration.ofDays(1).toMillis();
        later.next();
        later.connected();
        cloudNow = Optional.of(Instant.now());
        assertThat(later.ask()).as("the new one is not due").isEmpty();
    }

    @Test
    void crashAtAnyTwoPoints_leavesAStationThatConnectsAndRenews() throws Exception {
        int points = points();
        assertThat(points).isGreaterThan(10);
        for (int first = 0; first < points; first++) {
            for (int second = -1; second < points; second++) {
                empty();
                enrol();
                stepsLeft = first;
                live();
                if (second >= 0 && !over()) {
                    stepsLeft = second;
                    live();
                }
                stepsLeft = Integer.MAX_VALUE;
                Identity kept = store.load().orElseThrow();
                boolean either =
                        store.slots().stream()
                                .flatMap(slot -> slot.identity().stream())
                                .anyMatch(cloud::admits);
                assertThat(either).as("%d %d: one of %s counts", first, second, kept).isTrue();
                assertThat(over() || live()).as("crash at %d and %d", first, second).isTrue();
                assertThat(store.load().orElseThrow().certificate()).isEqualTo(cloud.current);
                assertThat(cloud.issued).isEqualTo(1);
            }
        }
    }

    private int points() {
        stepsLeft = Integer.MAX_VALUE;
        assertThat(live()).isTrue();
        return Integer.MAX_VALUE - stepsLeft;
    }

    private void empty() throws IOException {
        for (Slot.Name name : Slot.Name.values()) {
            Files.deleteIfExists(folder.resolve("identity").resolve(name.file()));
        }
    }

    @Test
    void newOneRefused_goesBackToTheOldOneAndTriesAgainLater() {
        cloud.refusesNext = true;
        Credentials credentials = start();
        Identity old = credentials.next();
        credentials.connected();
        assertThat(credentials.heard(old, cloud.renew(old, credentials.ask().orElseThrow())))
                .isEqualTo(Heard.CONNECT_ANEW);
        Identity renewed = credentials.next();
        assertThat(cloud.admits(renewed)).isFalse();
        credentials.failed(true, "Not authorized");
        assertThat(credentials.standing().refusal()).isEqualTo("Not authorized");

        Identity again = credentials.next();
        assertThat(again).isSameAs(old);
        credentials.connected();
        assertThat(credentials.standing().refusal()).isEmpty();
        assertThat(credentials.standing().renewing()).isTrue();
        int asked = 0;
        for (int second = 0; second < 3600; second++) {
            monotonic += 1000;
            asked += credentials.ask().isPresent() ? 1 : 0;
        }
        assertThat(asked).as("requests in an hour, least gap 72 s, doubling").isBetween(2, 5);

        cloud.refusesNext = false;
        monotonic += Duration.ofDays(1).toMillis();
        CertificateNotice same = cloud.renew(old, credentials.ask().orElseThrow());
        assertThat(credentials.heard(old, same)).isEqualTo(Heard.CONNECT_ANEW);
        Identity works = credentials.next();
        assertThat(works.certificate()).isEqualTo(renewed.certificate());
        credentials.connected();
        credentials.heard(works, cloud.renew(works, credentials.ask().orElseThrow()));
        assertThat(slots()).isEqualTo(1);
        assertThat(cloud.issued).isEqualTo(1);
    }

    @Test
    void clock_isTheCloudsAndWithoutItNothingIsAsked() {
        wall = Instant.now().plus(Duration.ofDays(36_500));
        cloudNow = Optional.empty();
        Credentials credentials = start();
        credentials.next();
        credentials.connected();
        for (int i = 0; i < 100; i++) {
            monotonic += Duration.ofHours(1).toMillis();
            assertThat(credentials.ask()).isEmpty();
        }
        assertThat(credentials.expired()).as("by this clock").isTrue();
        cloudNow = Optional.of(Instant.now());
        assertThat(credentials.ask()).isEmpty();
        assertThat(credentials.expired()).isFalse();
        cloudNow = Optional.of(Instant.now().plus(DUE));
        assertThat(credentials.ask()).isPresent();
    }

    @Test
    void answerThatCannotBeUsed_changesNothing() throws Exception {
        Credentials credentials = start();
        Identity old = credentials.next();
        credentials.connected();
        RenewalRequest request = credentials.ask().orElseThrow();
        byte[] spki = request.getPublicKey().toByteArray();
        CertificateNotice good = cloud.renew(old, request);
        String before = Files.readString(folder.resolve("identity/slot-b.json"));
        var stranger = new TestAuthority();
        for (CertificateNotice bad :
                new CertificateNotice[] {
                    CertificateNotice.getDefaultInstance(),
                    TestRegistry.notice(spki).build(),
                    TestRegistry.notice(spki).setRefused("not now").build(),
                    TestRegistry.notice(new byte[] {1})
                            .mergeFrom(good)
                            .clearForPublicKeySha256()
                            .build(),
                    good.toBuilder().setAuthority(TestRegistry.der(stranger.certificate)).build(),
                    good.toBuilder()
                            .setCertificate(TestRegistry.der(enrolled.certificate()))
                            .build(),
                    good.toBuilder()
                            .setCertificate(
                                    TestRegistry.der(
                                            stranger.issue(
                                                    "CN=greenfield-c1,O=greenfield",
                                                    enrolled.certificate().getPublicKey())))
                            .build(),
                }) {
            assertThat(credentials.heard(old, bad)).isEqualTo(Heard.NOTHING);
            assertThat(folder.resolve("identity/slot-b.json")).hasContent(before);
            assertThat(credentials.next()).isSameAs(old);
        }
        assertThat(credentials.standing().renewalProblem()).isNotEmpty();
        assertThat(credentials.heard(old, good)).isEqualTo(Heard.CONNECT_ANEW);
        assertThat(credentials.heard(old, good)).as("late").isEqualTo(Heard.CONNECT_ANEW);
        assertThat(store.slots()).hasSize(2);
    }

    @Test
    void revokedStation_keepsBothSlotsAndSaysSinceWhen() {
        Credentials credentials = start();
        cloud.revoked = true;
        for (int i = 0; i < 4; i++) {
            assertThat(cloud.admits(credentials.next())).isFalse();
            credentials.failed(true, "revoked");
        }
        assertThat(credentials.standing().refusal()).isEqualTo("revoked");
        assertThat(credentials.standing().refusedSince()).isPresent();
        credentials.next();
        credentials.connected();
        assertThat(credentials.standing().refusedSince()).isEmpty();
    }

    @Test
    void slotDamagedOnDisk_theOtherOneIsUsed() throws Exception {
        stepsLeft = 7; // the answer is saved, not tried
        assertThat(live()).isFalse();
        assertThat(store.slots().stream().filter(Slot::complete)).hasSize(2);
        Files.writeString(folder.resolve("identity/slot-b.json"), "{");
        assertThat(store.load().orElseThrow().certificate()).isEqualTo(enrolled.certificate());
        stepsLeft = Integer.MAX_VALUE;
        assertThat(live()).isTrue();
    }
}
