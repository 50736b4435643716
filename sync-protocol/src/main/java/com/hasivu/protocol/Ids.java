package com.hasivu.protocol;

/** The one pattern for ids that appear in topics, file names and certificate subjects. */
final class Ids {
    static final int MAX_LENGTH = 40;

    private Ids() {}

    static void check(String what, String value) {
        if (!wellFormed(value)) {
            throw new IllegalArgumentException(
                    "%s '%s' is not 1 to %d of a-z, 0-9 and '-' without '-' at an end"
                            .formatted(what, value, MAX_LENGTH));
        }
    }

    private static boolean wellFormed(String value) {
        int length = value.length();
        if (length == 0
                || length > MAX_LENGTH
                || value.charAt(0) == '-'
                || value.charAt(length - 1) == '-') {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-') {
                return false;
            }
        }
        return true;
    }
}
