package com.hasivu.edge.settings;

/**
 * One setting as it is in force.
 *
 * @param key dotted, for example {@code readers[0].name}
 * @param value as it may be shown: a secret is masked
 * @param origin {@code edge.yaml:12}, {@code $HASIVU_EDGE_SIGNAL}, {@code credential enroll.code},
 *     {@code default}, or the mark of settings from afar
 * @param mark {@code default} or the mark of settings from afar; empty when this station's own
 */
public record InForce(String key, String value, String origin, String mark) {
    /** {@code key: value}, and what is not from here is marked. */
    String line() {
        return mark.isEmpty() ? key + ": " + value : marked(mark);
    }

    /** {@code key: value # where it is from}. */
    public String lineWithOrigin() {
        return marked(origin);
    }

    private String marked(String what) {
        return "%-28s # %s".formatted(key + ": " + value, what);
    }
}
