package com.hasivu.protocol;

/**
 * The number the cloud gave an order.
 *
 * @param value 1 or more
 */
public record OrderId(long value) {
    public OrderId {
        if (value < 1) {
            throw new IllegalArgumentException("order id %d is not 1 or more".formatted(value));
        }
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
