package com.hasivu.cloud.saga;

import java.time.Instant;
import java.util.Optional;

/**
 * What all nodes together have not ended yet; what one node did is {@link SagaCounts}.
 *
 * @param inTrouble of these, whose next step was tried in vain more than once
 * @param oldest when the one that is longest at work began
 */
public record SagaBacklog(long running, long undoing, long inTrouble, Optional<Instant> oldest) {}
