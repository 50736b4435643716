package com.hasivu.protocol;

/**
 * The id of a station: one counter's edge agent, for example {@code greenfield-c1}. Safe in a
 * topic, a file name and a certificate subject: see {@link Ids}.
 *
 * @param value 1 to 40 of a-z, 0-9 and '-'; no '-' at either end
 */
public record StationId(String value) implements Comparable<StationId> {
    public StationId {
        Ids.check("station id", value);
    }

    @Override
    public int compareTo(StationId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
