package com.hasivu.edge.journal;

/**
 * A record on its way to the disk. Its place behind all earlier ones is settled; its sequence is
 * not yet. Call {@link #await} from the thread that called {@link Journal#enqueue}: one of the
 * waiting threads does the writing.
 */
public interface Pending {
    /**
     * Returns once the record is on disk. An interrupt is kept for later, not obeyed.
     *
     * @throws JournalException if it is not and will not be; every record enqueued after it until
     *     then fails as well
     */
    Appended await();

    /** Whether {@link #await} throws or would throw; false while the outcome is open. */
    boolean failed();
}
