package com.hasivu.protocol;

/**
 * The id of a school, for example {@code greenfield}. Safe in a topic, a file name and a
 * certificate subject: see {@link Ids}.
 *
 * @param value 1 to 40 of a-z, 0-9 and '-'; no '-' at either end
 */
public record SchoolId(String value) implements Comparable<SchoolId> {
    public SchoolId {
        Ids.check("school id", value);
    }

    @Override
    public int compareTo(SchoolId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
