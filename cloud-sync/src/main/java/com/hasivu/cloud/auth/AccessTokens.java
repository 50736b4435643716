package com.hasivu.cloud.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.hasivu.cloud.http.UserId;
import com.hasivu.protocol.Sha256;
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
 *
 * <p>A signature takes longer to check than all else of a small request, and a token comes many
 * times, so one that was found good is remembered: by the digest of its bytes, that this key signed
 * them, what they say and until when. That cannot change. What can is not here: whether the session
 * stands, the person may sign in, which role and school and second factor are asked of the database
 * at every request ({@link Sessions#byToken}). What was refused is not remembered. Another key is
 * another object of this class, and that one remembers nothing.
 */
public final class AccessTokens {
    static final Duration LIFE = Duration.ofMinutes(15);

    /** Tokens found good that are remembered, some 300 bytes each; beyond, the least used go. */
    static final int REMEMBERED = 10_000;

    static final String ISSUER = "hasivu-cloud";
    static final String AUDIENCE = "hasivu-api";

    private final ECKey key;
    private final ECDSASigner signer;
    private final ECDSAVerifier verifier;
    private final Clock clock;
    private final Cache<String, Signed> good =
            Caffeine.newBuilder()
                    .maximumSize(REMEMBERED)
                    .expireAfterWrite(LIFE) // for the memory; the token's own time is compared
                    .executor(Runnable::run)
                    .build();

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

    /** A token of this key, in time or not. */
    private record Signed(Claim claim, Instant expires) {}

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

    /** What it says; empty when it is not ours, or its time is over. */
    Optional<Claim> verify(String token) {
        String digest = Sha256.hex(token); // so that a dump of the memory opens nothing
        Optional<Signed> signed = Optional.ofNullable(good.getIfPresent(digest));
        if (signed.isEmpty()) {
            signed = check(token);
            signed.ifPresent(it -> good.put(digest, it));
        }
        return signed.filter(it -> clock.instant().isBefore(it.expires())).map(Signed::claim);
    }

    /** How many are remembered, about. */
    long remembered() {
        good.cleanUp();
        return good.estimatedSize();
    }

    private Optional<Signed> check(String token) {
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
                    || session == null) {
                return Optional.empty();
            }
            var user = new UserId(Long.parseLong(claims.getSubject()));
            return Optional.of(new Signed(new Claim(user, session), expires.toInstant()));
        } catch (ParseException | JOSEException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
