package com.hasivu.cloud.menus;

import java.util.List;

/**
 * The menu of one meal.
 *
 * @param items by dish
 */
public record DayMenu(Slot slot, List<MenuItem> items) {}
