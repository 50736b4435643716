package com.hasivu.cloud.enrolment;

import static com.hasivu.cloud.schema.Tables.STATION_CERTIFICATES;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.hasivu.cloud.Beside;
import com.hasivu.cloud.Engine;
import com.hasivu.cloud.Parallel;
import com.hasivu.cloud.devices.Desk;
import com.hasivu.cloud.keys.CertificateAuthority;
import com.hasivu.cloud.keys.KeyFile;
import com.hasivu.cloud.keys.Pem;
import com.hasivu.cloud.rfid.Admission;
import com.hasivu.cloud.rfid.Certificates;
import com.hasivu.cloud.rfid.StationCertificate;
import com.hasivu.protocol.RenewalProof;
import com.hasivu.protocol.Sha256;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.Wire;
import com.hasivu.protocol.WireException;
import com.hasivu.protocol.wire.CertificateNotice;
import com.hasivu.protocol.wire.RenewalRequest;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** Which certificates of a station count, through its life. */
class RenewalsTest {
    private static final Topics C1 = new Topics(Desk.SCHOOL, new StationId("c1"));

    @TempDir Path folder;

    @SuppressWarnings("NullAway.Init")
    private Desk desk;

    @SuppressWarnings("NullAway.Init")
    private CertificateAuthority authority;

    @SuppressWarnings("NullAway.Init")
    private Renewals renewals;

    private final Map<String, byte[]> sent = new LinkedHashMap<>();

    /** A key and the certificate for it. */
    private record Slot(KeyPair keys, X509Certificate certificate) {
        byte[] serial() {
            return RenewalProof.serial(certificate.getSerialNumber());
        }
    }

    private Desk open(Engine engine) {
        desk = new Desk(engine, folder);
        authority =
                CertificateAuthority.open(folder.resolve("ca"), desk.clock, Duration.ofDays(30));
        renewals =
                new Renewals(
                        desk.database,
                        desk.stations,
                        authority,
                        (topic, payload, delivery) -> sent.put(topic, payload) == null,
                        desk.clock);
        desk.tx(tx -> desk.stations.add(tx, C1.school(), C1.station(), "Counter 1"));
        return desk;
    }

    private Slot enrolled() {
        KeyPair keys = keys();
        return desk.tx(
                tx -> {
                    StationCertificate made =
                            Enrolment.issue(
                                    authority,
                                    C1,
                                    DeviceKey.of(keys.getPublic().getEncoded()).orElseThrow(),
                                    desk.clock.instant());
                    assertThat(desk.stations.enrol(tx, C1.school(), C1.station(), made)).isTrue();
                    return slot(keys, made);
                });
    }

    private static Slot slot(KeyPair keys, StationCertificate certificate) {
        try {
            return new Slot(keys, Pem.certificate(certificate.pem()));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static KeyPair keys() {
        return KeyFile.generate(KeyFile.Kind.EC_P256);
    }

    /** What a station connected with {@code shown} asks for its key {@code next}. */
    private static RenewalRequest request(Slot shown, KeyPair next) {
        byte[] spki = next.getPublic().getEncoded();
        try {
            return RenewalRequest.newBuilder()
                    .setPublicKey(ByteString.copyFrom(spki))
                    .setProof(
                            ByteString.copyFrom(
                                    RenewalProof.sign(next.getPrivate(), C1, shown.serial(), spki)))
                    .setCertificateSerial(ByteString.copyFrom(shown.serial()))
                    .setCertificateProof(
                            ByteString.copyFrom(
                                    RenewalProof.sign(
                                            shown.keys().getPrivate(), C1, shown.serial(), spki)))
                    .build();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private Renewals.Outcome ask(RenewalRequest request) {
        return desk.tx(tx -> renewals.renew(tx, C1, request));
    }

    private Slot given(Slot shown, KeyPair next) {
        return slot(next, ((Renewals.Outcome.Given) ask(request(shown, next))).certificate());
    }

    private Admission admission(Slot slot) {
        return desk.database.read(
                tx ->
                        desk.stations
                                .certificates()
                                .admission(tx, C1, slot.certificate().getSerialNumber()));
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void bothCount_untilTheNewOneIsUsedThenOnlyThat(Engine engine) throws Exception {
        try (Desk open = open(engine)) {
            Slot a = enrolled();
            open.clock.advance(Duration.ofDays(20));
            Slot b = given(a, keys());
            b.certificate().verify(authority.certificate().getPublicKey());
            assertThat(b.certificate().getPublicKey()).isEqualTo(b.keys().getPublic());
            assertThat(b.certificate().getNotAfter().toInstant())
                    .isEqualTo(open.clock.instant().plus(Duration.ofDays(30)));
            assertThat(List.of(admission(a), admission(b))).containsOnly(Admission.ADMITTED);

            assertThat(given(a, b.keys())).isEqualTo(b); // asked again: the same
            assertThat(given(b, b.keys())).isEqualTo(b); // connected with it
            assertThat(admission(b)).isEqualTo(Admission.ADMITTED);
            assertThat(admission(a)).isEqualTo(Admission.SUPERSEDED);
            assertThat(given(b, b.keys())).isEqualTo(b); // told again: nothing more
            assertThat(ask(request(a, keys()))).isInstanceOf(Renewals.Outcome.Refused.class);
            assertThat(ask(request(a, b.keys()))).isInstanceOf(Renewals.Outcome.Refused.class);

            open.clock.advance(Duration.ofDays(20));
            Slot c = given(b, keys());
            assertThat(List.of(admission(b), admission(c))).containsOnly(Admission.ADMITTED);
            open.clock.advance(Duration.ofDays(10)); // b has expired, c was never used
            assertThat(admission(b)).isEqualTo(Admission.EXPIRED);
            assertThat(admission(c)).isEqualTo(Admission.ADMITTED);
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void anotherKey_replacesTheNextOneThatWasNeverUsed(Engine engine) {
        try (Desk open = open(engine)) {
            Slot a = enrolled();
            Slot lost = given(a, keys());
            Slot b = given(a, keys());
            assertThat(admission(lost)).isEqualTo(Admission.SUPERSEDED);
            assertThat(List.of(admission(a), admission(b))).containsOnly(Admission.ADMITTED);
            for (int i = 0; i < Certificates.MOST_ALIVE - 3; i++) {
                given(a, keys());
            }
            assertThat(ask(request(a, keys())))
                    .isInstanceOfSatisfying(
                            Renewals.Outcome.Refused.class,
                            refused -> assertThat(refused.why()).contains("12 certificates"));
            assertThat(admission(a)).isEqualTo(Admission.ADMITTED);
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void requestWithoutBothProofs_getsNothing(Engine engine) {
        try (Desk open = open(engine)) {
            Slot a = enrolled();
            KeyPair next = keys();
            RenewalRequest good = request(a, next);
            Slot thief = new Slot(keys(), a.certificate());
            RenewalRequest foreign =
                    desk.tx(
                            tx ->
                                    request(
                                            slot(
                                                    thief.keys(),
                                                    Enrolment.issue(
                                                            authority,
                                                            C1,
                                                            DeviceKey.of(
                                                                            thief.keys()
                                                                                    .getPublic()
                                                                                    .getEncoded())
                                                                    .orElseThrow(),
                                                            desk.clock.instant())),
                                            next));
            for (RenewalRequest bad :
                    List.of(
                            RenewalRequest.getDefaultInstance(),
                            good.toBuilder().clearProof().build(),
                            good.toBuilder().clearCertificateProof().build(),
                            good.toBuilder().setProof(good.getCertificateProof()).build(),
                            good.toBuilder()
                                    .setPublicKey(ByteString.copyFromUtf8("no key"))
                                    .build(),
                            good.toBuilder()
                                    .setCertificateSerial(ByteString.copyFrom(new byte[4000]))
                                    .build(),
                            request(thief, next),
                            foreign)) {
                assertThat(ask(bad)).isInstanceOf(Renewals.Outcome.Refused.class);
            }
            assertThat(desk.count(STATION_CERTIFICATES)).isEqualTo(1);
            assertThat(ask(good)).isInstanceOf(Renewals.Outcome.Given.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void answer_goesToTheStationAndSaysWhy(Engine engine) throws Exception {
        try (Desk open = open(engine)) {
            Slot a = enrolled();
            KeyPair next = keys();
            var sender = new Topics.Address(C1.school(), C1.station(), "up/requests");
            renewals.receive(sender, request(a, next));
            CertificateNotice notice = notice();
            assertThat(notice.getRefused()).isEmpty();
            assertThat(certificate(notice.getCertificate()).getPublicKey())
                    .isEqualTo(next.getPublic());
            assertThat(certificate(notice.getAuthority())).isEqualTo(authority.certificate());
            assertThat(notice.getForPublicKeySha256().toByteArray())
                    .isEqualTo(Sha256.of(next.getPublic().getEncoded()));

            open.tx(tx -> open.stations.revoke(tx, C1.school(), C1.station()));
            renewals.receive(sender, request(a, keys()));
            assertThat(notice().getRefused()).contains("not enrolled");
        }
    }

    /** What was sent to the station last. */
    private CertificateNotice notice() throws WireException {
        return Wire.open(
                Objects.requireNonNull(sent.get(C1.certificate())), CertificateNotice.parser());
    }

    private static X509Certificate certificate(ByteString der) throws GeneralSecurityException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(der.toByteArray()));
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void oneKeyAskedOftenAtOnce_getsOneCertificate(Engine engine) throws Exception {
        try (Desk open = open(engine)) {
            Slot a = enrolled();
            KeyPair next = keys();
            RenewalRequest request = request(a, next);
            Set<BigInteger> serials =
                    new HashSet<>(
                            Parallel.run(
                                    4,
                                    number ->
                                            () ->
                                                    ((Renewals.Outcome.Given) ask(request))
                                                            .certificate()
                                                            .serial()));
            assertThat(serials).hasSize(1);
            assertThat(open.count(STATION_CERTIFICATES)).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void revokedStation_isBackOnlyWhenReopenedAndWithANewCertificate(Engine engine)
            throws Exception {
        try (Desk open = open(engine)) {
            Slot a = enrolled();
            Slot b = given(a, keys());
            assertThat(reopen()).as("let in now").isFalse();
            open.tx(tx -> open.stations.revoke(tx, C1.school(), C1.station()));
            assertThat(List.of(admission(a), admission(b))).containsOnly(Admission.REVOKED);
            assertThat(listed())
                    .containsExactlyInAnyOrder(
                            a.certificate().getSerialNumber(), b.certificate().getSerialNumber());

            assertThat(reopen()).isTrue();
            assertThat(admission(a)).isEqualTo(Admission.CLAIMABLE);
            Slot c = enrolled();
            assertThat(List.of(admission(a), admission(b))).containsOnly(Admission.SUPERSEDED);
            assertThat(admission(c)).isEqualTo(Admission.ADMITTED);
            assertThat(ask(request(b, keys()))).isInstanceOf(Renewals.Outcome.Refused.class);
            assertThat(listed()).doesNotContain(c.certificate().getSerialNumber()).hasSize(2);

            open.clock.advance(Duration.ofDays(31));
            assertThat(listed()).as("expired by itself").isEmpty();
            assertThat(admission(c)).isEqualTo(Admission.EXPIRED);
            assertThat(ask(request(c, keys())))
                    .as("an expired one renews nothing")
                    .isInstanceOf(Renewals.Outcome.Refused.class);
            assertThat(reopen()).as("expired").isTrue();
            assertThat(admission(enrolled())).isEqualTo(Admission.ADMITTED);
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void revokedStation_isListedWithTheCertificateThatIsBeingMade(Engine engine) throws Exception {
        try (Desk open = open(engine)) {
            Slot a = enrolled();
            KeyPair next = keys();
            var made = new AtomicReference<Renewals.Outcome>();
            Beside.transaction(
                    open.database,
                    tx -> {
                        made.set(renewals.renew(tx, C1, request(a, next)));
                        return made;
                    },
                    () -> open.tx(tx -> open.stations.revoke(tx, C1.school(), C1.station())));
            var given = (Renewals.Outcome.Given) Objects.requireNonNull(made.get());
            Slot b = slot(next, given.certificate());
            assertThat(admission(b)).isEqualTo(Admission.REVOKED);
            assertThat(listed())
                    .containsExactlyInAnyOrder(
                            a.certificate().getSerialNumber(), b.certificate().getSerialNumber());
        }
    }

    /** The device that is just let in is the station: no second one gets a claim code. */
    @ParameterizedTest
    @EnumSource(Engine.class)
    void claimableStation_isNotReopenedWhileADeviceEnrols(Engine engine) throws Exception {
        try (Desk open = open(engine)) {
            StationCertificate made =
                    Enrolment.issue(
                            authority,
                            C1,
                            DeviceKey.of(keys().getPublic().getEncoded()).orElseThrow(),
                            open.clock.instant());
            boolean reopened =
                    Beside.transaction(
                            open.database,
                            tx -> open.stations.enrol(tx, C1.school(), C1.station(), made),
                            this::reopen);
            assertThat(reopened).isFalse();
            assertThat(listed()).isEmpty();
            Admission admission =
                    open.database.read(
                            tx -> open.stations.certificates().admission(tx, C1, made.serial()));
            assertThat(admission).isEqualTo(Admission.ADMITTED);
        }
    }

    private boolean reopen() {
        return desk.tx(tx -> desk.stations.reopen(tx, C1.school(), C1.station()));
    }

    /** What a broker reads: the list, signed by the authority that stations and it trust. */
    private List<BigInteger> listed() throws GeneralSecurityException {
        var ended = new LinkedHashMap<BigInteger, java.time.Instant>();
        desk.database
                .read(tx -> desk.stations.certificates().ended(tx))
                .forEach(one -> ended.put(one.serial(), one.since()));
        X509CRL list = authority.revocations(ended);
        list.verify(authority.certificate().getPublicKey());
        assertThat(authority.certificate().getKeyUsage()[6]).as("may sign lists").isTrue();
        return list.getRevokedCertificates() == null
                ? List.of()
                : list.getRevokedCertificates().stream().map(e -> e.getSerialNumber()).toList();
    }
}
