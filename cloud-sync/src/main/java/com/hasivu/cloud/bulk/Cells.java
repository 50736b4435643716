package com.hasivu.cloud.bulk;

/**
 * A cell that begins like a formula is run by spreadsheet programs. Going out, an apostrophe is put
 * before it, which they take for text; coming in, that apostrophe is taken off. What is kept is
 * never changed.
 */
final class Cells {
    private static final String FORMULA = "=+-@\t\r";

    private Cells() {}

    static String out(String value) {
        return begins(value, 0) ? "'" + value : value;
    }

    static String in(String cell) {
        String value = cell.strip();
        return value.startsWith("'") && begins(value, 1) ? value.substring(1) : value;
    }

    private static boolean begins(String value, int at) {
        return value.length() > at && FORMULA.indexOf(value.charAt(at)) >= 0;
    }
}
