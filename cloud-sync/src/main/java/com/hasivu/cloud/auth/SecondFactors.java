package com.hasivu.cloud.auth;

import static com.hasivu.cloud.schema.Tables.RECOVERY_CODES;
import static com.hasivu.cloud.schema.Tables.SECOND_FACTORS;
import static com.hasivu.cloud.schema.Tables.SIGN_IN_CHALLENGES;

import com.hasivu.protocol.Sha256;

import org.jooq.DSLContext;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Second factors: an authenticator's codes, each taken once, and ten recovery codes for when it is
 * lost. Thread-safe; runs in the caller's transaction.
 */
public final class SecondFactors {
    static final int RECOVERY_CODES_GIVEN = 10;
    private static final int RECOVERY_LETTERS = 16; // 80 bits: a plain hash keeps them
    private static final SecureRandom RANDOM = new SecureRandom();

    private final FactorKey key;

    private SecondFactors(FactorKey key) {
        this.key = key;
    }

    /** With the key kept in a file; a missing one is made. */
    public static SecondFactors withKeyAt(Path file) {
        return new SecondFactors(FactorKey.at(file));
    }

    /** Whether the person signs in with a code. */
    boolean confirmed(DSLContext tx, long user) {
        return tx.fetchExists(
                SECOND_FACTORS,
                SECOND_FACTORS.USER_ID.eq(user).and(SECOND_FACTORS.CONFIRMED.isNotNull()));
    }

    /** A new secret that counts once a code confirms it; empty when one counts already. */
    Optional<byte[]> begin(DSLContext tx, long user) {
        byte[] secret = new byte[Totp.SECRET_BYTES];
        RANDOM.nextBytes(secret);
        var unused = Users.held(tx, user); // as in confirm
        tx.deleteFrom(SECOND_FACTORS)
                .where(SECOND_FACTORS.USER_ID.eq(user), SECOND_FACTORS.CONFIRMED.isNull())
                .execute();
        int begun =
                tx.insertInto(SECOND_FACTORS)
                        .set(SECOND_FACTORS.USER_ID, user)
                        .set(SECOND_FACTORS.SECRET, key.seal(secret, user))
                        .set(SECOND_FACTORS.LAST_STEP, -1L)
                        .onConflict(SECOND_FACTORS.USER_ID)
                        .doNothing()
                        .execute();
        return begun == 1 ? Optional.of(secret) : Optional.empty();
    }

    /** The recovery codes, told this once; empty when the code is wrong or nothing was begun. */
    Optional<List<String>> confirm(DSLContext tx, long user, String code, Instant now) {
        // the person first: a sign-in without a code is over, or sees that it needs one
        var unused = Users.held(tx, user);
        OptionalLong step = step(tx, user, code, now);
        if (step.isEmpty()) {
            return Optional.empty();
        }
        int confirmed =
                tx.update(SECOND_FACTORS)
                        .set(SECOND_FACTORS.CONFIRMED, now)
                        .set(SECOND_FACTORS.LAST_STEP, step.getAsLong())
                        .where(SECOND_FACTORS.USER_ID.eq(user), SECOND_FACTORS.CONFIRMED.isNull())
                        .execute();
        if (confirmed == 0) {
            return Optional.empty();
        }
        List<String> codes =
                Stream.generate(() -> Secrets.typed(RECOVERY_LETTERS))
                        .limit(RECOVERY_CODES_GIVEN)
                        .toList();
        for (String recovery : codes) {
            tx.insertInto(RECOVERY_CODES)
                    .set(RECOVERY_CODES.USER_ID, user)
                    .set(RECOVERY_CODES.CODE_HASH, Sha256.hex(Secrets.meant(recovery)))
                    .execute();
        }
        return Optional.of(codes);
    }

    /** Whether the code counts; it never counts again. */
    boolean accept(DSLContext tx, long user, String code, Instant now) {
        return code.matches("[0-9]{6}")
                ? acceptTotp(tx, user, code, now)
                : acceptRecovery(tx, user, code, now);
    }

    private boolean acceptTotp(DSLContext tx, long user, String code, Instant now) {
        OptionalLong step = step(tx, user, code, now);
        return step.isPresent()
                && tx.update(SECOND_FACTORS)
                                .set(SECOND_FACTORS.LAST_STEP, step.getAsLong())
                                .where(
                                        SECOND_FACTORS.USER_ID.eq(user),
                                        SECOND_FACTORS.CONFIRMED.isNotNull(),
                                        SECOND_FACTORS.LAST_STEP.lt(step.getAsLong()))
                                .execute()
                        == 1;
    }

    private static boolean acceptRecovery(DSLContext tx, long user, String code, Instant now) {
        return tx.update(RECOVERY_CODES)
                        .set(RECOVERY_CODES.USED, now)
                        .where(
                                RECOVERY_CODES.USER_ID.eq(user),
                                RECOVERY_CODES.CODE_HASH.eq(Sha256.hex(Secrets.meant(code))),
                                RECOVERY_CODES.USED.isNull())
                        .execute()
                == 1;
    }

    /** Removes the second factor and all its codes; false when there was none. */
    boolean remove(DSLContext tx, long user) {
        tx.deleteFrom(RECOVERY_CODES).where(RECOVERY_CODES.USER_ID.eq(user)).execute();
        endChallenges(tx, user);
        return tx.deleteFrom(SECOND_FACTORS).where(SECOND_FACTORS.USER_ID.eq(user)).execute() == 1;
    }

    /** Whoever has given the password and not yet the code begins again. */
    static void endChallenges(DSLContext tx, long user) {
        tx.deleteFrom(SIGN_IN_CHALLENGES).where(SIGN_IN_CHALLENGES.USER_ID.eq(user)).execute();
    }

    private OptionalLong step(DSLContext tx, long user, String code, Instant now) {
        return tx.select(SECOND_FACTORS.SECRET)
                .from(SECOND_FACTORS)
                .where(SECOND_FACTORS.USER_ID.eq(user))
                .fetchOptional()
                .map(row -> Totp.stepOf(key.open(row.value1(), user), code, now))
                .orElse(OptionalLong.empty());
    }
}
