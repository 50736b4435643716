package com.hasivu.cloud.auth;

import com.hasivu.cloud.http.Problem;
import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;

/**
 * Hashes passwords by argon2id with 7 MiB, five passes, one lane: of the settings that the OWASP
 * Password Storage Cheat Sheet ("Argon2id") holds for equal, the one with the least memory. Each
 * hash is garbage of that size, and a rush of sign-ins with more of it kept a small heap collecting
 * all the time. At most {@link #AT_ONCE} at a time, and no more than there are processors.
 * Thread-safe; a call takes tens of milliseconds, so never hold a transaction meanwhile.
 */
public final class Passwords {
    private static final int MEMORY_KIB = 7 * 1024;
    private static final int PASSES = 5;
    private static final int LANES = 1;
    private static final int HASH_BYTES = 32;
    private static final int SALT_BYTES = 16;
    private static final int AT_ONCE = Math.min(4, Runtime.getRuntime().availableProcessors());

    private final LongAdder computed = new LongAdder();
    private final Semaphore places = new Semaphore(AT_ONCE);
    private final Argon2Function argon2;

    /** What an unknown person's password is compared with, to take as long as a known one's. */
    private final PasswordHash nobody;

    public Passwords() {
        this(MEMORY_KIB);
    }

    /** Tests of what surrounds a hash spend less memory on it, and so less time. */
    Passwords(int memoryKib) {
        this.argon2 = Argon2Function.getInstance(memoryKib, PASSES, LANES, HASH_BYTES, Argon2.ID);
        this.nobody = hash("nobody has this password");
    }

    /** A password as it is kept: the encoded argon2id string. Never shown. */
    public record PasswordHash(String encoded) {
        @Override
        public String toString() {
            return "(hash)";
        }
    }

    /** Hashes a new password with a fresh salt. */
    public PasswordHash hash(String password) {
        computed.increment();
        places.acquireUninterruptibly();
        try {
            return new PasswordHash(
                    Password.hash(password).addRandomSalt(SALT_BYTES).with(argon2).getResult());
        } finally {
            places.release();
        }
    }

    /**
     * The same for a password that a person chose. Its length is checked by the contract.
     *
     * @throws Problem 422 if it is one of those that everybody tries first
     */
    public PasswordHash hashChosen(String password) {
        if (CommonPasswords.contains(password)) {
            throw Problem.refused(
                    "password-too-common",
                    "this password is one that everybody tries first; choose another, several words for example",
                    Problem.Fault.at("/password", "is one of the most common passwords"));
        }
        return hash(password);
    }

    boolean matches(String password, PasswordHash hash) {
        computed.increment();
        places.acquireUninterruptibly();
        try {
            return Password.check(password, hash.encoded())
                    .with(Argon2Function.getInstanceFromHash(hash.encoded()));
        } finally {
            places.release();
        }
    }

    /**
     * Whether a password that was compared outside of the transaction fits what stands in it: only
     * another hash than that one is compared once more.
     */
    boolean fits(String password, PasswordHash stands, PasswordHash before, boolean matched) {
        return stands.equals(before) ? matched : matches(password, stands);
    }

    /** Whether a hash was made as new ones are no more. */
    boolean outdated(PasswordHash hash) {
        return !Argon2Function.getInstanceFromHash(hash.encoded()).equals(argon2);
    }

    /** How many hashes were computed: the work by which an answer could be told from another. */
    long computed() {
        return computed.sum();
    }

    PasswordHash nobody() {
        return nobody;
    }
}
