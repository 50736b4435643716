/**
 * Who consents to a child's data being used: India's Digital Personal Data Protection Act 2023,
 * section 9. An append-only ledger of what was said; the newest entry of a child counts. Start at
 * {@link com.hasivu.cloud.consent.Consents}. Knows children and guardians through schools; what
 * follows for orders and counters it does not know. docs/privacy.md says why.
 */
@NullMarked
package com.hasivu.cloud.consent;

import org.jspecify.annotations.NullMarked;
