/**
 * Orders: what was ordered for whom, at what price, and where it stands. Start at {@link
 * com.hasivu.cloud.orders.Orders}; the life of an order is {@link
 * com.hasivu.cloud.orders.OrderState}. Knows schools and menus; knows no payment and no station.
 */
@NullMarked
package com.hasivu.cloud.orders;

import org.jspecify.annotations.NullMarked;
