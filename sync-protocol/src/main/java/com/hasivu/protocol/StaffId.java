package com.hasivu.protocol;

/**
 * The number the cloud gave a supervisor of a school's counters.
 *
 * @param value 1 or more
 */
public record StaffId(long value) {
    public StaffId {
        if (value < 1) {
            throw new IllegalArgumentException("staff id %d is not 1 or more".formatted(value));
        }
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
