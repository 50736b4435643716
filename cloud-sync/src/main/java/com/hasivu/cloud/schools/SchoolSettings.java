package com.hasivu.cloud.schools;

/**
 * What a school decides for itself.
 *
 * @param displayName how counters show a child
 * @param language of what the school sends and prints: {@code en}, {@code hi} or {@code kn}
 * @param daysAhead how many days ahead an order may be placed
 */
public record SchoolSettings(DisplayName displayName, String language, int daysAhead) {
    /** Of a school that has said nothing. */
    public static final SchoolSettings USUAL = new SchoolSettings(DisplayName.FULL, "en", 30);
}
