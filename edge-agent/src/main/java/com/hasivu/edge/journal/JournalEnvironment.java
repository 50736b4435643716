package com.hasivu.edge.journal;

import java.security.SecureRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;

/**
 * What the journal takes from outside besides its disk, so that the seeded simulator can supply it.
 *
 * @param newEpoch a random 64-bit number, asked once when a journal is created
 * @param nanoTime monotonic nanoseconds
 * @param housekeeping runs the preparation of the next segment file, away from the tap path
 */
public record JournalEnvironment(
        LongSupplier newEpoch, LongSupplier nanoTime, Executor housekeeping) {
    /** The machine's own; housekeeping runs on daemon thread {@code journal-housekeeping}. */
    public static JournalEnvironment real() {
        return new JournalEnvironment(
                new SecureRandom()::nextLong,
                System::nanoTime,
                Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().daemon().name("journal-housekeeping").factory()));
    }
}
