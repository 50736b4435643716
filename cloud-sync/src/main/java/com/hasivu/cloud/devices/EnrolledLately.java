package com.hasivu.cloud.devices;

import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.rfid.Stations;
import com.hasivu.protocol.Topics;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Whether a station is enrolled, remembered for {@link #FOR}: a time request every 10 s of every
 * station need not ask the database each time. A revoked one is answered so much longer at most,
 * and by the time only: what holds a school's data asks for itself. Thread-safe.
 */
public final class EnrolledLately implements Predicate<Topics.Address> {
    static final Duration FOR = Duration.ofSeconds(15);
    private static final int MAX_REMEMBERED = 20_000;

    private final Database database;
    private final Clock clock;
    private final Map<Topics, Instant> until = new ConcurrentHashMap<>();

    public EnrolledLately(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public boolean test(Topics.Address sender) {
        Topics station = sender.topics();
        Instant now = clock.instant();
        Instant good = until.get(station);
        if (good != null && now.isBefore(good)) {
            return true;
        }
        boolean enrolled =
                database.readOnce(tx -> Stations.isEnrolled(tx, sender.school(), sender.station()));
        if (!enrolled) {
            until.remove(station);
        } else {
            if (until.size() >= MAX_REMEMBERED) {
                until.clear(); // costs a look each, no more
            }
            until.put(station, now.plus(FOR));
        }
        return enrolled;
    }
}
