/**
 * The kitchen's view of the orders: what to cook for a meal, for whom to take care, and what is
 * ready. Start at {@link com.hasivu.cloud.kitchen.KitchenRoutes}. Knows orders and children; keeps
 * nothing of its own.
 */
@NullMarked
package com.hasivu.cloud.kitchen;

import org.jspecify.annotations.NullMarked;
