package com.hasivu.cloud.live;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;

import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.orders.Order;
import com.hasivu.cloud.orders.Orders;
import com.hasivu.cloud.outbox.Change;
import com.hasivu.cloud.outbox.Outbox;
import com.hasivu.cloud.rfid.Stations;
import com.hasivu.cloud.rfid.TakenTaps;
import com.hasivu.cloud.rfid.Taps;
import com.hasivu.cloud.schools.School;
import com.hasivu.cloud.schools.Schools;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;

import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Moves committed changes into the live log, each once, on whatever node comes first: the outbox
 * rows go and the log's rows come in one transaction. Threading: one virtual thread; {@link
 * #changed} from any.
 */
public final class LiveFeed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveFeed.class);
    private static final String KIND = "live";
    private static final int AT_ONCE = 200;

    /** A change that nobody was told of, as its node died, is found after so long. */
    private static final Duration SWEEP = Duration.ofSeconds(5);

    private static final Duration PRUNE = Duration.ofMinutes(10);
    private static final SchoolId STOP = new SchoolId("stop");

    private final Database database;
    private final Outbox outbox;
    private final Schools schools;
    private final Orders orders;
    private final Stations stations;
    private final Taps taps = new Taps();
    private final Clock clock;
    private final Consumer<SchoolId> onAdded;
    private final Set<SchoolId> waiting = new HashSet<>();
    private final LinkedBlockingQueue<SchoolId> dirty = new LinkedBlockingQueue<>();

    /** {@code onAdded} is told after the commit; quickly. */
    public LiveFeed(
            Database database,
            Outbox outbox,
            Schools schools,
            Orders orders,
            Clock clock,
            Consumer<SchoolId> onAdded) {
        this.database = database;
        this.outbox = outbox;
        this.schools = schools;
        this.orders = orders;
        this.stations = new Stations(clock);
        this.clock = clock;
        this.onAdded = onAdded;
    }

    /** Begins to listen and to move. */
    public void start() {
        outbox.also(KIND, words -> words.startsWith("order") || words.startsWith("many orders"));
        outbox.onCommitted(this::changed);
        Thread.ofVirtual().name("live-feed").start(this::run);
    }

    /** In the intake's transaction: these taps will be told. */
    public void taken(DSLContext tx, List<TakenTaps> taken) {
        for (TakenTaps one : taken) {
            for (int from = 0; from < one.sequences().size(); from += AT_ONCE) {
                var part =
                        one.sequences()
                                .subList(from, Math.min(from + AT_ONCE, one.sequences().size()));
                outbox.write(tx, one.school(), KIND, TapWords.of(one.station(), one.epoch(), part));
            }
        }
    }

    private void changed(SchoolId school) {
        synchronized (waiting) {
            if (!waiting.add(school)) {
                return;
            }
        }
        dirty.add(school);
    }

    /** Not interrupted: that would close an H2 file under its reader. */
    private void run() {
        Instant pruned = Instant.EPOCH;
        try {
            while (true) {
                SchoolId school = dirty.poll(SWEEP.toMillis(), TimeUnit.MILLISECONDS);
                if (STOP.equals(school)) {
                    return;
                }
                try {
                    if (school != null) {
                        synchronized (waiting) {
                            waiting.remove(school);
                        }
                        drain(school);
                    } else {
                        database.read(tx -> outbox.waiting(tx, KIND)).forEach(this::changed);
                        if (pruned.plus(PRUNE).isBefore(clock.instant())) {
                            pruned = clock.instant();
                            database.transaction(tx -> LiveLog.prune(tx, now()));
                        }
                    }
                } catch (RuntimeException e) {
                    LOG.warn("cannot move changes to the live log; trying again in {}", SWEEP, e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void drain(SchoolId school) {
        int moved;
        do {
            moved = database.transaction(tx -> move(tx, school));
            if (moved > 0) {
                onAdded.accept(school);
            }
        } while (moved == AT_ONCE);
    }

    private int move(DSLContext tx, SchoolId id) {
        if (outbox.pending(tx, id, KIND, 1).isEmpty()) {
            return 0;
        }
        long head = LiveLog.hold(tx, id);
        List<Change> changes = outbox.pending(tx, id, KIND, AT_ONCE);
        if (changes.isEmpty()) {
            return 0;
        }
        School school = schools.get(tx, id);
        Map<String, String> counters = counters(tx, id);
        var rows = new ArrayList<LiveLog.New>();
        rows.addAll(taps(tx, school, changes, counters));
        rows.addAll(orders(tx, school, changes, counters));
        LiveLog.append(tx, id, head, rows, now());
        outbox.consume(tx, changes);
        return changes.size();
    }

    /** The stations' names by their ids. */
    private Map<String, String> counters(DSLContext tx, SchoolId school) {
        return stations.names(tx, school);
    }

    private List<LiveLog.New> taps(
            DSLContext tx, School school, List<Change> changes, Map<String, String> counters) {
        Map<TapWords.Chain, List<Long>> named = new HashMap<>();
        changes.stream()
                .flatMap(change -> TapWords.read(change.payload()).stream())
                .collect(groupingBy(TapWords::chain))
                .forEach(
                        (chain, words) ->
                                named.put(
                                        chain,
                                        words.stream()
                                                .flatMap(one -> one.sequences().stream())
                                                .toList()));
        var rows = new ArrayList<LiveLog.New>();
        named.forEach(
                (chain, sequences) ->
                        taps.some(
                                        tx,
                                        school.id(),
                                        new StationId(chain.station()),
                                        chain.epoch(),
                                        sequences)
                                .forEach(
                                        tap ->
                                                rows.add(
                                                        new LiveLog.New(
                                                                LiveLog.Kind.TAP,
                                                                tap.student()
                                                                        .map(s -> s.value())
                                                                        .orElse(null),
                                                                tap.order()
                                                                        .map(o -> o.value())
                                                                        .orElse(null),
                                                                "",
                                                                Lines.json(
                                                                        Lines.tap(
                                                                                tap,
                                                                                school.zone(),
                                                                                counters))))));
        return rows;
    }

    /** Orders of today whose state is another than was told last. */
    private List<LiveLog.New> orders(
            DSLContext tx, School school, List<Change> changes, Map<String, String> counters) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), school.zone());
        Set<Long> named = new HashSet<>();
        boolean all = false;
        for (Change change : changes) {
            all |= change.payload().startsWith("many orders");
            if (change.payload().startsWith("order")) {
                named.addAll(OrderWords.ids(change.payload()));
            }
        }
        List<Order> moved =
                all
                        ? orders.forDay(tx, school.id(), today)
                        : orders.some(tx, school.id(), today, named);
        if (moved.isEmpty()) {
            return List.of();
        }
        Map<Long, Order> byId = moved.stream().collect(toMap(o -> o.id().value(), o -> o));
        Map<Long, String> told = LiveLog.told(tx, school.id(), byId.keySet());
        return moved.stream()
                .filter(o -> !o.state().label().equals(told.get(o.id().value())))
                .map(
                        o ->
                                new LiveLog.New(
                                        LiveLog.Kind.ORDER,
                                        o.student().value(),
                                        o.id().value(),
                                        o.state().label(),
                                        Lines.json(Lines.order(o, school.zone(), counters))))
                .toList();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    @Override
    public void close() {
        dirty.add(STOP);
    }
}
