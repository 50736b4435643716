package com.hasivu.reader.json;

import java.time.Duration;

/**
 * How long a reader may say nothing.
 *
 * @param patience then it is lost
 * @param fromTheStart false: only once it has sent a heartbeat, as not every reader sends one and a
 *     broker stays up without its readers
 */
record Silence(Duration patience, boolean fromTheStart) {}
