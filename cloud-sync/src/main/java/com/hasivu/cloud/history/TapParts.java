package com.hasivu.cloud.history;

import com.hasivu.cloud.http.Problem;
import com.hasivu.cloud.rfid.Tap;
import com.hasivu.cloud.rfid.Taps;

import org.jooq.DSLContext;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The taps of a file, read part by part in one transaction: a file's lines fit the heap, its rows
 * with all that the database's driver keeps of them do not. One use, in that transaction.
 */
final class TapParts {
    private static final int PART = 1_000;

    private final DSLContext tx;
    private final Taps taps;
    private final Taps.Filter filter;
    private final int most;

    /**
     * @param most rows; with more it is refused
     */
    TapParts(DSLContext tx, Taps taps, Taps.Filter filter, int most) {
        this.tx = tx;
        this.taps = taps;
        this.filter = filter;
        this.most = most;
    }

    /** Writes one of them. */
    @FunctionalInterface
    interface Line {
        void write(Tap tap) throws IOException;
    }

    /** The same as a list, where no line is written. */
    List<Tap> all() {
        var all = new ArrayList<Tap>();
        try {
            forEach(all::add);
        } catch (IOException e) {
            throw new UncheckedIOException("a list cannot fail", e);
        }
        return all;
    }

    /**
     * Every one, by id.
     *
     * @throws Problem 422 if there are too many
     */
    void forEach(Line line) throws IOException {
        int rows = 0;
        long after = 0;
        List<Tap> part;
        do {
            part = taps.page(tx, filter, after, PART);
            rows += part.size();
            if (rows > most) {
                throw Problem.refused(
                        "too-many-rows",
                        "%s has more than %d taps from %s to %s; ask for fewer days at once"
                                .formatted(filter.school(), most, filter.from(), filter.to()));
            }
            for (Tap tap : part) {
                line.write(tap);
                after = tap.id();
            }
        } while (part.size() == PART);
    }
}
