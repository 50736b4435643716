package com.hasivu.cloud.auth;

import com.hasivu.cloud.http.UserId;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;

import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;

/**
 * Access tokens: JWT (RFC 7519) signed by ES256 and no other algorithm. They say who and which
 * session; role and school are looked up at each use, so they cannot be stale. Thread-safe.
 */
public final class AccessTokens {
    static final Duration LIFE = Duration.ofMinutes(15);
    static final String ISSUER = "hasivu-cloud";
    static final String AUDIENCE = "hasivu-api";

    private final ECKey key;
    private final ECDSASigner signer;
    private final ECDSAVerifier verifier;
    private final Clock clock;

    private AccessTokens(ECKey key, Clock clock) {
        this.key = key;
        this.clock = clock;
        try {
            this.signer = new ECDSASigner(key);
            this.verifier = new ECDSAVerifier(key);
        } catch (JOSEException e) {
            throw new IllegalStateException("cannot use the token key", e);
        }
    }

    /** With the key kept in a file; a missing one is made. */
    public static AccessTokens withKeyAt(Path file, Clock clock) {
        return new AccessTokens(TokenKey.at(file), clock);
    }

    /** What a good token says. */
    record Claim(UserId user, String session) {}

    String issue(UserId user, String session) {
        Instant now = clock.instant();
        var jwt =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(),
                        new JWTClaimsSet.Builder()
                                .issuer(ISSUER)
                                .audience(AUDIENCE)
                                .subject(user.toString())
                                .claim("sid", session)
                                .issueTime(Date.from(now))
                                .expirationTime(Date.from(now.plus(LIFE)))
                                .build());
        try {
            jwt.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException("cannot sign a token", e);
        }
        return jwt.serialize();
    }

    Optional<Claim> verify(String token) {
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            if (!JWSAlgorithm.ES256.equals(jwt.getHeader().getAlgorithm())
                    || !key.getKeyID().equals(jwt.getHeader().getKeyID())
                    || !jwt.verify(verifier)) {
                return Optional.empty();
            }
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            Date expires = claims.getExpirationTime();
            String session = claims.getStringClaim("sid");
            if (!ISSUER.equals(claims.getIssuer())
                    || !List.of(AUDIENCE).equals(claims.getAudience())
                    || expires == null
                    || !clock.instant().isBefore(expires.toInstant())
                    || session == null) {
                return Optional.empty();
            }
            return Optional.of(new Claim(new UserId(Long.parseLong(claims.getSubject())), session));
        } catch (ParseException | JOSEException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
