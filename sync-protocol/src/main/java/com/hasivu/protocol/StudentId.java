package com.hasivu.protocol;

/**
 * The number the cloud gave a student.
 *
 * @param value 1 or more
 */
public record StudentId(long value) {
    public StudentId {
        if (value < 1) {
            throw new IllegalArgumentException("student id %d is not 1 or more".formatted(value));
        }
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
