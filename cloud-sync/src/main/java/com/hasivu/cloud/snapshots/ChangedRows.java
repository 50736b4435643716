package com.hasivu.cloud.snapshots;

import com.hasivu.cloud.outbox.Change;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which rows of a school the outbox's words name. Who writes a change says {@code card 12}, {@code
 * order 13}, {@code orders 13 14 15}, {@code student 4}, {@code window lunch} or {@code supervisor
 * 2}; behind one number more words may follow, for people.
 *
 * @param windows whether some meal window changed
 * @param staff whether some supervisor changed
 */
record ChangedRows(
        Set<Long> cards, Set<Long> orders, Set<Long> students, boolean windows, boolean staff) {
    /** With more it is quicker to read the school anew. */
    static final int MOST = 500;

    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");

    /** Empty when a change does not say which rows, or names too many. */
    static Optional<ChangedRows> of(List<Change> changes) {
        Set<Long> cards = new HashSet<>();
        Set<Long> orders = new HashSet<>();
        Set<Long> students = new HashSet<>();
        boolean windows = false;
        boolean staff = false;
        for (Change change : changes) {
            List<String> words = List.of(change.payload().split(" "));
            List<String> rest = words.subList(1, words.size());
            boolean understood =
                    switch (words.getFirst()) {
                        case "card" -> addFirst(rest, cards);
                        case "order" -> addFirst(rest, orders);
                        case "orders" -> addAll(rest, orders);
                        case "student" -> addFirst(rest, students);
                        case "window" -> windows = true;
                        case "supervisor" -> staff = true;
                        default -> false;
                    };
            if (!understood || cards.size() + orders.size() + students.size() > MOST) {
                return Optional.empty();
            }
        }
        return Optional.of(new ChangedRows(cards, orders, students, windows, staff));
    }

    private static boolean addFirst(List<String> words, Set<Long> ids) {
        return !words.isEmpty() && addAll(words.subList(0, 1), ids);
    }

    private static boolean addAll(List<String> words, Collection<Long> ids) {
        if (words.isEmpty() || !words.stream().allMatch(NUMBER.asMatchPredicate())) {
            return false;
        }
        words.forEach(word -> ids.add(Long.valueOf(word)));
        return true;
    }
}
