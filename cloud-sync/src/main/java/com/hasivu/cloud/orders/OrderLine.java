package com.hasivu.cloud.orders;

import java.util.List;

/**
 * What was sold.
 *
 * @param pricePaise of one portion, when it was ordered
 */
public record OrderLine(
        long dish, String name, List<String> allergens, long pricePaise, int quantity) {
    public OrderLine {
        allergens = List.copyOf(allergens);
    }
}
