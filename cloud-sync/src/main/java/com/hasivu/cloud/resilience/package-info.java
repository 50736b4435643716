/**
 * Calls to systems that may be slow, full or gone. Start at {@link
 * com.hasivu.cloud.resilience.Dependency}: a breaker, a bulkhead, retries within a budget and a
 * deadline, one of it per system. One retrying layer per call path: what retries by itself is
 * called with {@code once}, and nobody wraps a {@code call} in a loop.
 *
 * <p>HTTP: {@link com.hasivu.cloud.resilience.RemoteHttp}. SMTP: {@code dependency.once(deadline,
 * left -> ...)} around one message, with {@code mail.smtp.connectiontimeout}, {@code .timeout} and
 * {@code .writetimeout} set to {@code left.millis()}; a message waits in a table and is tried again
 * by its worker, which is that path's retrying layer. Publishing to the broker needs none of this:
 * its link is one connection, connects again with full jitter, never blocks a caller that has no
 * link, and tells health whether it is up.
 */
@NullMarked
package com.hasivu.cloud.resilience;

import org.jspecify.annotations.NullMarked;
