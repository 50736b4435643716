/**
 * Money taken at the school office and money owed back. Start at {@link
 * com.hasivu.cloud.payments.Payments}. Knows orders and the ledger; no order knows a payment.
 */
@NullMarked
package com.hasivu.cloud.payments;

import org.jspecify.annotations.NullMarked;
