package com.hasivu.cloud.auth;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;

import java.util.concurrent.Semaphore;

/**
 * Hashes passwords by argon2id with 19 MiB, two passes, one lane (OWASP Password Storage Cheat
 * Sheet, "Argon2id"). At most {@link #AT_ONCE} at a time, so that a rush of sign-ins costs bounded
 * memory. Thread-safe; a call takes tens of milliseconds, so never hold a transaction meanwhile.
 */
public final class Passwords {
    private static final int MEMORY_KIB = 19 * 1024;
    private static final int PASSES = 2;
    private static final int LANES = 1;
    private static final int HASH_BYTES = 32;
    private static final int SALT_BYTES = 16;
    private static final int AT_ONCE = 4;

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
        places.acquireUninterruptibly();
        try {
            return new PasswordHash(
                    Password.hash(password).addRandomSalt(SALT_BYTES).with(argon2).getResult());
        } finally {
            places.release();
        }
    }

    boolean matches(String password, PasswordHash hash) {
        places.acquireUninterruptibly();
        try {
            return Password.check(password, hash.encoded())
                    .with(Argon2Function.getInstanceFromHash(hash.encoded()));
        } finally {
            places.release();
        }
    }

    PasswordHash nobody() {
        return nobody;
    }
}
