package com.hasivu.edge.identity;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.hasivu.edge.identity.Enrolment.Outcome;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

class EnrolmentTest {
    private static final String PATH = "/v1/enrolments";

    @RegisterExtension
    static final WireMockExtension CLOUD =
            WireMockExtension.newInstance().options(options().dynamicPort()).build();

    @TempDir Path folder;

    private IdentityStore store;
    private Enrolment enrolment;
    private ObjectNode good;

    @BeforeEach
    void setUp() {
        store = new IdentityStore(folder.resolve("identity"));
        enrolment =
                new Enrolment(
                        URI.create(CLOUD.baseUrl() + "/"),
                        store,
                        new Enrolment.Tries(
                                4,
                                Duration.ofMillis(5),
                                Duration.ofMillis(20),
                                Duration.ofSeconds(60)));
        good =
                new TestEnrolment(new TestAuthority(), TestAuthority.ed25519Pair())
                        .answer(
                                "greenfield-c1",
                                store.forClaim("ABCD-1234").keys(),
                                "127.0.0.1",
                                8883);
    }

    @Test
    void enrol_savesAnIdentityThatLoadsAgain() throws Exception {
        CLOUD.stubFor(post(PATH).willReturn(created(good.toString())));

        assertThat(enrolment.enrol("ABCD-1234")).isInstanceOf(Outcome.Enrolled.class);

        Identity loaded = store.load().orElseThrow();
        assertThat(loaded.school()).isEqualTo(new SchoolId("greenfield"));
        assertThat(loaded.station()).isEqualTo(new StationId("greenfield-c1"));
        assertThat(loaded.brokerPort()).isEqualTo(8883);
        assertThat(loaded.snapshotKeys()).containsOnlyKeys("k1");
        assertThat(Tls.context(loaded).getProtocol()).isEqualTo("TLS");
        try (var files = Files.list(folder.resolve("identity"))) {
            assertThat(files)
                    .hasSize(1)
                    .allSatisfy(
                            file ->
                                    assertThat(
                                                    PosixFilePermissions.toString(
                                                            Files.getPosixFilePermissions(file)))
                                            .isEqualTo("rw-------"));
        }
    }

    @Test
    void enrol_provesThatItHoldsTheKey() throws Exception {
        CLOUD.stubFor(post(PATH).willReturn(created(good.toString())));
        enrolment.enrol("ABCD-1234");

        var body =
                EnrolmentAnswer.JSON.readTree(
                        CLOUD.findAll(postRequestedFor(urlEqualTo(PATH))).get(0).getBody());
        String publicKey = body.get("publicKey").textValue();
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initVerify(
                KeyFactory.getInstance("EC")
                        .generatePublic(
                                new X509EncodedKeySpec(Base64.getDecoder().decode(publicKey))));
        signature.update(
                ("hasivu-enrol-1\nABCD-1234\n" + publicKey).getBytes(StandardCharsets.UTF_8));
        assertThat(signature.verify(Base64.getDecoder().decode(body.get("proof").textValue())))
                .isTrue();
        assertThat(body.get("claimCode").textValue()).isEqualTo("ABCD-1234");
    }

    @Test
    void enrol_asksAgainWithTheSameKeyWhenTheAnswerIsLost() throws Exception {
        CLOUD.stubFor(
                post(PATH)
                        .inScenario("lost")
                        .whenScenarioStateIs(Scenario.STARTED)
                        .willSetStateTo("broken")
                        .willReturn(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)));
        CLOUD.stubFor(
                post(PATH)
                        .inScenario("lost")
                        .whenScenarioStateIs("broken")
                        .willSetStateTo("well")
                        .willReturn(aResponse().withStatus(503)));
        CLOUD.stubFor(
                post(PATH)
                        .inScenario("lost")
                        .whenScenarioStateIs("well")
                        .willReturn(created(good.toString())));

        assertThat(enrolment.enrol("ABCD-1234")).isInstanceOf(Outcome.Enrolled.class);

        List<String> bodies =
                CLOUD.findAll(postRequestedFor(urlEqualTo(PATH))).stream()
                        .map(r -> publicKeyIn(r.getBodyAsString()))
                        .toList();
        assertThat(bodies)
                .hasSize(3)
                .containsOnly(store.forClaim("ABCD-1234").keys().publicBase64());
    }

    @Test
    void enrol_givesUpAfterItsTriesWhenTheCloudIsUnwell() throws Exception {
        CLOUD.stubFor(post(PATH).willReturn(aResponse().withStatus(500).withBody("<html>")));

        assertThat(enrolment.enrol("ABCD-1234"))
                .isInstanceOfSatisfying(
                        Outcome.Unavailable.class,
                        u -> assertThat(u.why()).contains("answered 500 in 4 tries"));
        CLOUD.verify(4, postRequestedFor(urlEqualTo(PATH)));
        assertThat(store.load()).isEmpty();
    }

    @Test
    void enrol_saysWhenNobodyListens() throws Exception {
        Enrolment nowhere =
                new Enrolment(
                        URI.create("http://127.0.0.1:1"),
                        store,
                        new Enrolment.Tries(
                                2,
                                Duration.ofMillis(5),
                                Duration.ofMillis(20),
                                Duration.ofSeconds(60)));

        assertThat(nowhere.enrol("ABCD-1234"))
                .isInstanceOfSatisfying(
                        Outcome.Unavailable.class,
                        u ->
                                assertThat(u.why())
                                        .contains("http://127.0.0.1:1 did not answer in 2 tries")
                                        .contains("check cloud.url"));
    }

    @Test
    void enrol_takesA403AsFinal() throws Exception {
        CLOUD.stubFor(
                post(PATH)
                        .willReturn(
                                aResponse()
                                        .withStatus(403)
                                        .withHeader("Content-Type", "application/problem+json")
                                        .withBody(
                                                "{\"code\":\"claim-refused\",\"detail\":\"the code"
                                                        + " was used\"}")));

        assertThat(enrolment.enrol("ABCD-1234"))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        r ->
                                assertThat(r.why())
                                        .endsWith(
                                                "refused the claim code: the code was used; ask"
                                                        + " the school for a new one"));
        CLOUD.verify(1, postRequestedFor(urlEqualTo(PATH)));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        not json         | is not JSON
        []               | is not a JSON object
        school=Green/1   | school id 'Green/1'
        school=other     | want CN=greenfield-c1,O=other
        station          | has no text in 'station'
        certificate=x    | no '-----BEGIN CERTIFICATE-----'
        caCertificate=x  | no '-----BEGIN CERTIFICATE-----'
        broker           | broker.port is 0
        snapshotKeys     | snapshotKeys is empty
        """)
    void enrol_keepsNothingOfAMalformedAnswer(String change, String why) throws Exception {
        String body = change;
        String[] field = change.split("=", 2);
        if (good.has(field[0])) {
            if (field.length == 1) {
                good.remove(field[0]);
            } else {
                good.put(field[0], field[1]);
            }
            body = good.toString();
        }
        CLOUD.stubFor(post(PATH).willReturn(created(body)));

        assertThat(enrolment.enrol("ABCD-1234"))
                .isInstanceOfSatisfying(
                        Outcome.Unusable.class, u -> assertThat(u.why()).contains(why));
        assertThat(store.load()).isEmpty();
        assertThat(store.enrolledBy("ABCD-1234")).isFalse();
    }

    @Test
    void enrol_refusesACertificateForAnotherKeyOrOfAnotherAuthority() throws Exception {
        good.put(
                "certificate",
                TestAuthority.pem(
                        new TestAuthority()
                                .issue(
                                        "CN=greenfield-c1,O=greenfield",
                                        TestAuthority.ecPair().getPublic())));
        CLOUD.stubFor(post(PATH).willReturn(created(good.toString())));
        assertThat(enrolment.enrol("ABCD-1234"))
                .isInstanceOfSatisfying(
                        Outcome.Unusable.class,
                        u -> assertThat(u.why()).contains("for another key"));

        good.put("caCertificate", TestAuthority.pem(new TestAuthority().certificate));
        CLOUD.stubFor(post(PATH).willReturn(created(good.toString())));
        assertThat(enrolment.enrol("ABCD-1234")).isInstanceOf(Outcome.Unusable.class);
    }

    @Test
    void load_saysWhichFileIsDamagedAndWhatToDo() throws Exception {
        CLOUD.stubFor(post(PATH).willReturn(created(good.toString())));
        enrolment.enrol("ABCD-1234");
        Path key = folder.resolve("identity/slot-a.json");
        Files.writeString(key, Files.readString(key).replace("BEGIN PRIVATE", "BEGIN"));

        assertThatThrownBy(() -> store.load())
                .isInstanceOf(IdentityException.class)
                .hasMessageStartingWith(key + " cannot be used")
                .hasMessageContaining("enrol again");
    }

    private static com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder created(
            String body) {
        return aResponse()
                .withStatus(201)
                .withHeader("Content-Type", "application/json")
                .withBody(body);
    }

    private static String publicKeyIn(String json) {
        try {
            return EnrolmentAnswer.JSON.readTree(json).get("publicKey").textValue();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
