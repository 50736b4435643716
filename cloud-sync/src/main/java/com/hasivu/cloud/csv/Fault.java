package com.hasivu.cloud.csv;

/**
 * What is wrong in a sheet.
 *
 * @param line of the file, the first is 1
 * @param column its name; empty when the line as a whole is meant
 */
public record Fault(long line, String column, String value, String fix) {
    private static final int SHOWN = 80;

    public Fault {
        value = value.length() <= SHOWN ? value : value.substring(0, SHOWN) + "...";
    }
}
