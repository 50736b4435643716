package com.hasivu.cloud.http;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.ToLongFunction;

/**
 * A part of a list, in the order of ids.
 *
 * @param nextCursor give it as {@code cursor} to go on; absent at the end
 */
public record Page<T>(List<T> items, @Nullable String nextCursor) {
    /**
     * Cuts a page from a query that asked for one row more than the page holds.
     *
     * @param rows up to {@code size + 1}
     */
    public static <T> Page<T> of(List<T> rows, int size, ToLongFunction<T> id) {
        if (rows.size() <= size) {
            return new Page<>(List.copyOf(rows), null);
        }
        List<T> items = List.copyOf(rows.subList(0, size));
        return new Page<>(items, Long.toString(id.applyAsLong(items.get(size - 1))));
    }
}
