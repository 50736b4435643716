/**
 * Orders paid at the office or from a wallet, and money owed back. Start at {@link
 * com.hasivu.cloud.payments.Payments}. Knows orders, wallets, sagas and the ledger; no order knows
 * a payment.
 */
@NullMarked
package com.hasivu.cloud.payments;

import org.jspecify.annotations.NullMarked;
