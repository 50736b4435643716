package com.hasivu.cloud.outbox;

import com.hasivu.cloud.observe.Trace;
import com.hasivu.protocol.SchoolId;

import java.time.Instant;
import java.util.Optional;

/**
 * A change waiting for its consumer.
 *
 * @param id grows, but not in the order of commits
 * @param kind for example {@link Outbox#SCHOOL_CHANGED}
 * @param payload as the kind defines it
 * @param trace of the request that wrote it
 */
public record Change(
        long id,
        SchoolId school,
        String kind,
        String payload,
        Instant created,
        Optional<Trace> trace) {}
