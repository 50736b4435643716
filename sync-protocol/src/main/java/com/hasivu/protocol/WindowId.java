package com.hasivu.protocol;

/**
 * The id of a meal window, for example {@code lunch}. Safe in a topic, a file name and a
 * certificate subject: see {@link Ids}.
 *
 * @param value 1 to 40 of a-z, 0-9 and '-'; no '-' at either end
 */
public record WindowId(String value) implements Comparable<WindowId> {
    public WindowId {
        Ids.check("window id", value);
    }

    @Override
    public int compareTo(WindowId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
