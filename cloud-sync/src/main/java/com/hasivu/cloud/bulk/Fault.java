package com.hasivu.cloud.bulk;

/**
 * What is wrong in a sheet.
 *
 * @param line of the file, the first is 1
 * @param column its name; empty when the line as a whole is meant
 */
record Fault(long line, String column, String value, String fix) {
    private static final int SHOWN = 80;

    Fault {
        value = value.length() <= SHOWN ? value : value.substring(0, SHOWN) + "...";
    }

    static Fault at(long line, Column column, String value, String fix) {
        return new Fault(line, column.label(), value, fix);
    }
}
