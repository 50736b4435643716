/**
 * Dishes and the menu of a day: what is cooked, at what price, and how many portions are left.
 * Start at {@link com.hasivu.cloud.menus.Menus}. Knows schools; knows no order.
 */
@NullMarked
package com.hasivu.cloud.menus;

import org.jspecify.annotations.NullMarked;
