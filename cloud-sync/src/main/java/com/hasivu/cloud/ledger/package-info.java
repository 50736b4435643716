/**
 * Money as a double-entry ledger: accounts, transfers, postings. Start at {@link
 * com.hasivu.cloud.ledger.Ledger}. Everything is in paise (INR). Knows no order and no payment: a
 * transfer's reference names what it is for.
 */
@NullMarked
package com.hasivu.cloud.ledger;

import org.jspecify.annotations.NullMarked;
