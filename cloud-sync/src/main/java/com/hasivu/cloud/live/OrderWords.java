package com.hasivu.cloud.live;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The orders that a change of the outbox names: {@code order 13}, {@code orders 13 14 15}. Pure.
 */
final class OrderWords {
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");

    private OrderWords() {}

    static Set<Long> ids(String words) {
        var ids = new HashSet<Long>();
        for (String word : words.split(" ")) {
            if (NUMBER.matcher(word).matches()) {
                ids.add(Long.valueOf(word));
            }
        }
        return ids;
    }
}
