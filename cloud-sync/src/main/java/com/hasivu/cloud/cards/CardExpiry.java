package com.hasivu.cloud.cards;

import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.schools.School;
import com.hasivu.cloud.schools.Schools;
import com.hasivu.protocol.SchoolId;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends cards whose last day is over, by each school's own date. The stations refuse such a card by
 * themselves; this makes the office's list say so, and frees the child for a new card. Any number
 * of nodes may run it. Threading: one virtual thread of its own; {@link #sweep} from any.
 */
public final class CardExpiry implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CardExpiry.class);

    /** So long after midnight a card may still be called active. */
    static final Duration EVERY = Duration.ofMinutes(5);

    private final Database database;
    private final Schools schools;
    private final Cards cards;
    private final Clock clock;
    private final CountDownLatch stopped = new CountDownLatch(1);

    public CardExpiry(Database database, Schools schools, Cards cards, Clock clock) {
        this.database = database;
        this.schools = schools;
        this.cards = cards;
        this.clock = clock;
    }

    /** Begins to look, now and then. */
    public void start() {
        Thread.ofVirtual().name("card-expiry").start(this::run);
    }

    /** Not interrupted: that would close an H2 file under its reader. */
    private void run() {
        try {
            do {
                try {
                    sweep();
                } catch (RuntimeException e) {
                    LOG.warn("cannot look which cards are over; trying again in {}", EVERY, e);
                }
            } while (!stopped.await(EVERY.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Looks at every school once; blocks on the database. */
    public int sweep() {
        List<SchoolId> all = database.read(schools::all);
        int ended = 0;
        for (SchoolId id : all) {
            int now;
            do {
                now = database.transaction(tx -> cards.expire(tx, id, today(schools.get(tx, id))));
                ended += now;
            } while (now == Cards.EXPIRED_AT_ONCE);
        }
        if (ended > 0) {
            LOG.info("{} cards are over: their last day has passed", ended);
        }
        return ended;
    }

    private LocalDate today(School school) {
        return LocalDate.ofInstant(clock.instant(), school.zone());
    }

    @Override
    public void close() {
        stopped.countDown();
    }
}
