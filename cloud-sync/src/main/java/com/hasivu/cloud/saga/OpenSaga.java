package com.hasivu.cloud.saga;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * A saga that has not ended, as an administrator sees it: openapi.yaml, schema Saga.
 *
 * @param attempt how often the next step was tried in vain
 * @param due not tried before
 */
record OpenSaga(
        long id,
        String name,
        String subject,
        String state,
        int step,
        int attempt,
        @Nullable String failure,
        Instant begun,
        Instant due,
        @Nullable Instant deadline) {}
