/**
 * The audit log: who did what, one row in the transaction of the change, chained by hashes soon
 * after. Start at {@link com.hasivu.cloud.audit.Audit}; what the chain proves is in docs/adr/0021.
 * Knows no epic: every operation that is no GET is written, whoever serves it.
 */
@NullMarked
package com.hasivu.cloud.audit;

import org.jspecify.annotations.NullMarked;
