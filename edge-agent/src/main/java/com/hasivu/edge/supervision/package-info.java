/**
 * Who may act by hand: supervisors show a PIN or their card, and get a pass for a while. Start at
 * {@link com.hasivu.edge.supervision.Supervision}. Knows nothing of orders, records or screens.
 */
@NullMarked
package com.hasivu.edge.supervision;

import org.jspecify.annotations.NullMarked;
