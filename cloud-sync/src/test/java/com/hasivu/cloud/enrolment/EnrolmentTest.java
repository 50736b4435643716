package com.hasivu.cloud.enrolment;

import static com.hasivu.cloud.schema.Tables.STATION_CLAIMS;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.cloud.Engine;
import com.hasivu.cloud.Parallel;
import com.hasivu.cloud.devices.Desk;
import com.hasivu.cloud.enrolment.Enrolment.Outcome;
import com.hasivu.cloud.keys.CertificateAuthority;
import com.hasivu.cloud.keys.KeyFile;
import com.hasivu.cloud.keys.Pem;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.Topics;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

class EnrolmentTest {
    private static final StationId STATION = new StationId("c1");

    @TempDir Path folder;

    @SuppressWarnings("NullAway.Init")
    private Desk desk;

    @SuppressWarnings("NullAway.Init")
    private CertificateAuthority authority;

    @SuppressWarnings("NullAway.Init")
    private Enrolment enrolment;

    private Desk open(Engine engine) {
        desk = new Desk(engine, folder);
        authority = CertificateAuthority.open(folder.resolve("ca"), desk.clock);
        enrolment = new Enrolment(authority, desk.stations, desk.clock);
        desk.tx(tx -> desk.stations.add(tx, Desk.SCHOOL, STATION, "Counter 1"));
        return desk;
    }

    private String issue() {
        return desk.tx(tx -> enrolment.issue(tx, Desk.SCHOOL, STATION)).code();
    }

    private Outcome enrol(String code, KeyPair keys) {
        return enrol(code, keys, proof(code, keys));
    }

    private Outcome enrol(String code, KeyPair keys, String proof) {
        return desk.tx(tx -> enrolment.enrol(tx, code, text(keys), proof));
    }

    private static String text(KeyPair keys) {
        return Base64.getEncoder().encodeToString(keys.getPublic().getEncoded());
    }

    private static String proof(String code, KeyPair keys) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(keys.getPrivate());
            signature.update(
                    ("hasivu-enrol-1\n" + code + "\n" + text(keys))
                            .getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (java.security.GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private boolean admitted(X509Certificate certificate) {
        return desk.database.read(
                tx ->
                        desk.stations
                                .certificates()
                                .admission(
                                        tx,
                                        new Topics(Desk.SCHOOL, STATION),
                                        certificate.getSerialNumber())
                                .admitted());
    }

    private static KeyPair keys() {
        return KeyFile.generate(KeyFile.Kind.EC_P256);
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void code_becomesACertificateOnceAndTheSameForTheSameKey(Engine engine) throws Exception {
        try (Desk open = open(engine)) {
            String code = issue();
            KeyPair keys = keys();
            Outcome first = enrol(code, keys);
            assertThat(first).isInstanceOf(Outcome.Enrolled.class);
            assertThat(enrol(code, keys)).isEqualTo(first);
            assertThat(enrol(code, keys())).isInstanceOf(Outcome.Refused.class);

            X509Certificate certificate = Pem.certificate(((Outcome.Enrolled) first).certificate());
            certificate.verify(authority.certificate().getPublicKey());
            assertThat(certificate.getSubjectX500Principal().getName())
                    .isEqualTo("O=greenfield,CN=c1");
            assertThat(certificate.getPublicKey()).isEqualTo(keys.getPublic());
            assertThat(certificate.getNotAfter().toInstant())
                    .isEqualTo(open.clock.instant().plus(Duration.ofDays(90)));
            assertThat(admitted(certificate)).isTrue();
            open.tx(tx -> open.stations.revoke(tx, Desk.SCHOOL, STATION));
            assertThat(admitted(certificate)).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void code_isReadAsAPersonTypesItAndKeptAsAHashOnly(Engine engine) {
        try (Desk open = open(engine)) {
            String code = issue();
            assertThat(code).matches("([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}");
            String kept =
                    open.database.read(
                            tx -> tx.selectFrom(STATION_CLAIMS).fetchSingle().toString());
            assertThat(kept).doesNotContain(code).doesNotContain(code.replace("-", ""));
            String typed =
                    code.toLowerCase(Locale.ROOT)
                            .replace('0', 'o')
                            .replace('1', 'l')
                            .replace("-", " ");
            assertThat(enrol(typed, keys())).isInstanceOf(Outcome.Enrolled.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void wrongExpiredVoidedOrUnprovenCode_isRefused(Engine engine) throws Exception {
        try (Desk open = open(engine)) {
            String voided = issue();
            String code = issue();
            KeyPair keys = keys();
            assertThat(enrol(voided, keys)).isInstanceOf(Outcome.Refused.class);
            assertThat(enrol("AAAA-AAAA-AAAA-AAAA-AAAA-AAAA", keys))
                    .isInstanceOf(Outcome.Refused.class);
            assertThat(enrol(code, keys, proof(code, keys()))).isInstanceOf(Outcome.Refused.class);
            assertThat(enrol(code, keys, proof(voided, keys))).isInstanceOf(Outcome.Refused.class);
            assertThat(enrol(code, keys, "not base64!")).isInstanceOf(Outcome.Refused.class);
            KeyPairGenerator p384 = KeyPairGenerator.getInstance("EC");
            p384.initialize(new ECGenParameterSpec("secp384r1"));
            assertThat(enrol(code, p384.generateKeyPair())).isInstanceOf(Outcome.Refused.class);

            open.clock.advance(Enrolment.CLAIM_VALIDITY);
            assertThat(enrol(code, keys)).isInstanceOf(Outcome.Refused.class);
            String fresh = issue();
            open.tx(tx -> open.stations.revoke(tx, Desk.SCHOOL, STATION));
            assertThat(enrol(fresh, keys)).isInstanceOf(Outcome.Refused.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void twoDevicesAtOnce_oneBecomesTheStation(Engine engine) throws Exception {
        try (Desk open = open(engine)) {
            String code = issue();
            List<Outcome> outcomes = Parallel.run(4, number -> () -> enrol(code, keys()));
            assertThat(outcomes).filteredOn(one -> one instanceof Outcome.Enrolled).hasSize(1);
            assertThat(open.count(STATION_CLAIMS)).isEqualTo(1);
        }
    }

    @Test
    void flood_isHeldBackAndRefillsWithTime() {
        try (Desk open = open(Engine.H2)) {
            var limit = new AttemptLimit(open.clock);
            for (int i = 0; i < AttemptLimit.BURST; i++) {
                assertThat(limit.take()).isTrue();
            }
            assertThat(limit.take()).isFalse();
            open.clock.advance(AttemptLimit.REFILL);
            assertThat(limit.take()).isTrue();
            assertThat(limit.take()).isFalse();
        }
    }
}
