/**
 * Guardians' wallets: what they hold, what may be spent from them, their statements. Start at
 * {@link com.hasivu.cloud.wallet.Wallets}. Knows schools and children; of orders only their number.
 */
@NullMarked
package com.hasivu.cloud.wallet;

import org.jspecify.annotations.NullMarked;
