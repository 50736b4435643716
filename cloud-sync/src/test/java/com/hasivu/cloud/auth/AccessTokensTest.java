package com.hasivu.cloud.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.cloud.TestClock;
import com.hasivu.cloud.http.UserId;
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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Date;

class AccessTokensTest {
    private static final UserId USER = new UserId(7);

    private final TestClock clock = TestClock.at("2026-11-23T04:30:00Z");

    private JWTClaimsSet.Builder good() {
        return new JWTClaimsSet.Builder()
                .issuer(AccessTokens.ISSUER)
                .audience(AccessTokens.AUDIENCE)
                .subject("7")
                .claim("sid", "s")
                .expirationTime(Date.from(clock.instant().plusSeconds(60)));
    }

    private static String signed(
            JWSSigner signer, JWSAlgorithm algorithm, String key, JWTClaimsSet claims)
            throws Exception {
        var jwt = new SignedJWT(new JWSHeader.Builder(algorithm).keyID(key).build(), claims);
        jwt.sign(signer);
        return jwt.serialize();
    }

    @Test
    void verify_acceptsItsOwnUntilItExpires(@TempDir Path folder) {
        var tokens = AccessTokens.withKeyAt(folder.resolve("key"), clock);
        String token = tokens.issue(USER, "s");
        assertThat(tokens.verify(token)).contains(new AccessTokens.Claim(USER, "s"));
        clock.advance(AccessTokens.LIFE.minusMillis(1));
        assertThat(tokens.verify(token)).isPresent();
        clock.advance(Duration.ofMillis(1));
        assertThat(tokens.verify(token)).isEmpty();
    }

    @Test
    void verify_refusesEveryForgery(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("key");
        var tokens = AccessTokens.withKeyAt(file, clock);
        ECKey key = ECKey.parse(Files.readString(file));
        var own = new ECDSASigner(key);
        var es256 = JWSAlgorithm.ES256;
        String id = key.getKeyID();
        assertThat(tokens.verify(signed(own, es256, id, good().build()))).isPresent();
        assertThat(tokens.verify(signed(own, es256, "other", good().build()))).isEmpty();

        assertThat(tokens.verify(new PlainJWT(good().build()).serialize())).isEmpty();
        assertThat(tokens.verify(signed(own, es256, id, good().audience("else").build())))
                .isEmpty();
        assertThat(tokens.verify(signed(own, es256, id, good().issuer("else").build()))).isEmpty();
        assertThat(tokens.verify(signed(own, es256, id, good().expirationTime(null).build())))
                .isEmpty();
        assertThat(tokens.verify(signed(own, es256, id, good().claim("sid", null).build())))
                .isEmpty();
        assertThat(tokens.verify(signed(own, es256, id, good().subject("x").build()))).isEmpty();
        var stranger = new ECDSASigner(new ECKeyGenerator(Curve.P_256).generate());
        assertThat(tokens.verify(signed(stranger, es256, id, good().build()))).isEmpty();
        var publicKeyAsSecret = new MACSigner(key.toECPublicKey().getEncoded());
        assertThat(tokens.verify(signed(publicKeyAsSecret, JWSAlgorithm.HS256, id, good().build())))
                .isEmpty();
        String token = tokens.issue(USER, "s");
        assertThat(tokens.verify(token.substring(0, token.lastIndexOf('.') + 1))).isEmpty();
        assertThat(tokens.verify("")).isEmpty();
        assertThat(tokens.verify("a.b.c")).isEmpty();
    }

    @Test
    void remembered_isWhatWasFoundGoodAndNothingElse(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("key");
        var tokens = AccessTokens.withKeyAt(file, clock);
        String token = tokens.issue(USER, "s");
        assertThat(tokens.verify(token)).isPresent();
        assertThat(tokens.verify(token)).contains(new AccessTokens.Claim(USER, "s"));
        assertThat(tokens.remembered()).isEqualTo(1);

        int middle = token.indexOf('.') + 5;
        String forged =
                token.substring(0, middle)
                        + (token.charAt(middle) == 'A' ? 'B' : 'A')
                        + token.substring(middle + 1);
        assertThat(tokens.verify(forged)).isEmpty();
        assertThat(tokens.verify("a.b.c")).isEmpty();
        assertThat(tokens.remembered()).isEqualTo(1);

        clock.advance(AccessTokens.LIFE);
        assertThat(tokens.verify(token)).as("its time is over").isEmpty();
    }

    @Test
    void remembered_doesNotOutliveItsKey(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("key");
        var before = AccessTokens.withKeyAt(file, clock);
        String token = before.issue(USER, "s");
        assertThat(before.verify(token)).isPresent();
        Files.delete(file);
        var after = AccessTokens.withKeyAt(file, clock);
        assertThat(after.verify(token)).isEmpty();
        assertThat(after.remembered()).isZero();
    }

    @Test
    void remembered_isBounded(@TempDir Path folder) {
        var tokens = AccessTokens.withKeyAt(folder.resolve("key"), clock);
        for (int i = 0; i < AccessTokens.REMEMBERED + 500; i++) {
            assertThat(tokens.verify(tokens.issue(USER, "s" + i))).isPresent();
        }
        assertThat(tokens.remembered()).isLessThanOrEqualTo(AccessTokens.REMEMBERED);
    }

    @Test
    void key_isKeptForItsOwnerOnly(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("key");
        String token = AccessTokens.withKeyAt(file, clock).issue(USER, "s");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(AccessTokens.withKeyAt(file, clock).verify(token)).isPresent();
    }
}
