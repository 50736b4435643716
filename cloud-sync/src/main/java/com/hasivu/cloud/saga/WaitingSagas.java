package com.hasivu.cloud.saga;

import java.time.Instant;
import java.util.Optional;

/**
 * Sagas that are due and that no worker of any node has moved yet.
 *
 * @param oldest since when the first of them is due
 */
public record WaitingSagas(int count, Optional<Instant> oldest) {}
