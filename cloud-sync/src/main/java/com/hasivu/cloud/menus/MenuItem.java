package com.hasivu.cloud.menus;

/**
 * A dish on the menu of a day.
 *
 * @param portions how many are cooked
 * @param portionsLeft how many are not yet ordered
 * @param perOrderLimit how many one order may hold
 */
public record MenuItem(Dish dish, int portions, int portionsLeft, int perOrderLimit) {}
