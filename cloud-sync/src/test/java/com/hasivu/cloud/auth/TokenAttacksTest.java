package com.hasivu.cloud.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.cloud.CloudFixture;
import com.hasivu.cloud.Engine;
import com.hasivu.cloud.SchoolFixture;
import com.hasivu.cloud.TestClock;
import com.hasivu.cloud.Web;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;

/** Forged and confused tokens against the running service: each is nobody's. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenAttacksTest {
    private final TestClock clock = TestClock.at("2026-11-23T04:30:00Z");
    private final CloudFixture cloud;
    private final SchoolFixture school;
    private final ECKey key;

    TokenAttacksTest() throws Exception {
        cloud = CloudFixture.start(Engine.H2, clock);
        school = cloud.school("greenfield");
        key = ECKey.parse(Files.readString(cloud.config().dataDir().resolve("token-key.json")));
    }

    @AfterAll
    void stop() throws Exception {
        cloud.close();
    }

    private int status(String token) {
        return cloud.web().as(token).get(school.path("")).status();
    }

    private static String signed(
            JWSSigner signer, JWSAlgorithm algorithm, String id, JWTClaimsSet claims)
            throws Exception {
        var jwt = new SignedJWT(new JWSHeader.Builder(algorithm).keyID(id).build(), claims);
        jwt.sign(signer);
        return jwt.serialize();
    }

    private Map<String, String> forgeries(JWTClaimsSet good, String real) throws Exception {
        var own = new ECDSASigner(key);
        var stranger = new ECKeyGenerator(Curve.P_256).keyID(key.getKeyID()).generate();
        String id = key.getKeyID();
        var es256 = JWSAlgorithm.ES256;
        var hs256 = JWSAlgorithm.HS256;
        byte[] der = key.toECPublicKey().getEncoded();
        byte[] json = key.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8);
        var builder = new LinkedHashMap<String, String>();
        builder.put("alg none", new PlainJWT(good).serialize());
        builder.put("none over the real claims", real.substring(0, real.lastIndexOf('.') + 1));
        builder.put("HS256 by the public key", signed(new MACSigner(der), hs256, id, good));
        builder.put("HS256 by the public JWK", signed(new MACSigner(json), hs256, id, good));
        builder.put("a stranger's key", signed(new ECDSASigner(stranger), es256, id, good));
        builder.put("another key id", signed(own, es256, "other", good));
        builder.put("another audience", signed(own, es256, id, with(good).audience("x").build()));
        builder.put("another issuer", signed(own, es256, id, with(good).issuer("x").build()));
        builder.put(
                "expired",
                signed(
                        own,
                        es256,
                        id,
                        with(good).expirationTime(Date.from(clock.instant())).build()));
        builder.put("somebody else", signed(own, es256, id, with(good).subject("1").build()));
        builder.put("no session", signed(own, es256, id, with(good).claim("sid", "x").build()));
        builder.put("cut off", real.substring(0, real.length() - 1));
        builder.put("empty", "");
        return builder;
    }

    private static JWTClaimsSet.Builder with(JWTClaimsSet claims) {
        return new JWTClaimsSet.Builder(claims);
    }

    @Test
    void forgedTokens_areNobodys() throws Exception {
        Web.Answer in = signedIn();
        String real = in.json().path("accessToken").asText();
        JWTClaimsSet good = SignedJWT.parse(real).getJWTClaimsSet();
        var own = new ECDSASigner(key);
        assertThat(status(signed(own, JWSAlgorithm.ES256, key.getKeyID(), good))).isEqualTo(200);
        forgeries(good, real)
                .forEach((what, token) -> assertThat(status(token)).as(what).isEqualTo(401));
    }

    @Test
    void confusedTokens_areNobodys() {
        Web.Answer in = signedIn();
        String access = in.json().path("accessToken").asText();
        String refresh = in.json().path("refreshToken").asText();
        assertThat(status(refresh)).isEqualTo(401);
        assertThat(refresh(access).status()).isEqualTo(400); // longer than any
        assertThat(refresh(access.substring(0, 200)).status()).isEqualTo(401);
        cloud.web().as(access).post("/v1/auth/sign-out").expect(204);
        assertThat(status(access)).isEqualTo(401);
        assertThat(refresh(refresh).status()).isEqualTo(401);
    }

    @Test
    void reusedRefreshToken_endsItsFamily() {
        Web.Answer first = signedIn();
        String stolen = first.json().path("refreshToken").asText();
        Web.Answer second = refresh(stolen).expect(200);
        assertThat(refresh(stolen).code()).isEqualTo("refresh-refused");
        assertThat(refresh(second.json().path("refreshToken").asText()).status()).isEqualTo(401);
        assertThat(status(second.json().path("accessToken").asText())).isEqualTo(401);
    }

    private Web.Answer refresh(String token) {
        return cloud.web().post("/v1/auth/refresh", "{'refreshToken':'%s'}", token);
    }

    private Web.Answer signedIn() {
        return cloud.web()
                .post(
                        "/v1/auth/sign-in",
                        "{'email':'admin@greenfield.test','password':'%s'}",
                        CloudFixture.PASSWORD)
                .expect(200);
    }
}
