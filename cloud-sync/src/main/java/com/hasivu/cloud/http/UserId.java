package com.hasivu.cloud.http;

/**
 * The number of a person who can sign in.
 *
 * @param value 1 or more
 */
public record UserId(long value) {
    public UserId {
        if (value < 1) {
            throw new IllegalArgumentException("user id %d is not 1 or more".formatted(value));
        }
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
