package com.hasivu.edge.settings;

/**
 * A key the program knows, because it asked for it.
 *
 * @param otherwise the default as a person would write it; empty for none
 * @param fix what a right value looks like
 */
record Asked(String key, Shape shape, boolean required, String otherwise, String fix) {}
