/**
 * Orders: what was ordered for whom, at what price, and where it stands. Start at {@link
 * com.hasivu.cloud.orders.Placements}, which makes them, and {@link
 * com.hasivu.cloud.orders.Orders}, which moves them on; the life of an order is {@link
 * com.hasivu.cloud.orders.OrderState}. What time does to it is {@link
 * com.hasivu.cloud.orders.Overdue}, what a closed day does {@link
 * com.hasivu.cloud.orders.DayCancellations}. Knows schools and menus; knows no payment and no
 * station.
 */
@NullMarked
package com.hasivu.cloud.orders;

import org.jspecify.annotations.NullMarked;
