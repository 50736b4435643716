package com.hasivu.simulator.outage;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.db.DatabaseConfig;
import com.hasivu.cloud.keys.CertificateAuthority;
import com.hasivu.cloud.menus.Dishes;
import com.hasivu.cloud.menus.Menus;
import com.hasivu.cloud.orders.Orders;
import com.hasivu.cloud.outbox.Outbox;
import com.hasivu.cloud.rfid.Deliveries;
import com.hasivu.cloud.rfid.TapEffects;
import com.hasivu.cloud.rfid.TapIntake;
import com.hasivu.cloud.schools.Schools;
import com.hasivu.cloud.schools.Students;
import com.hasivu.edge.identity.Identity;
import com.hasivu.edge.identity.StationKey;
import com.hasivu.edge.journal.Journal;
import com.hasivu.edge.journal.JournalSettings;
import com.hasivu.edge.journal.Pending;
import com.hasivu.edge.journal.StoredRecord;
import com.hasivu.edge.snapshot.SnapshotStore;
import com.hasivu.edge.sync.CloudClock;
import com.hasivu.edge.sync.SyncEngine;
import com.hasivu.edge.sync.SyncListener;
import com.hasivu.edge.sync.SyncRules;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.Wire;
import com.hasivu.protocol.wire.Reason;
import com.hasivu.protocol.wire.Refusal;
import com.hasivu.protocol.wire.Serve;
import com.hasivu.protocol.wire.TapRecord;
import com.hasivu.simulator.school.Consented;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * A week without a link, 20,000 taps, and lunch goes on while they are drained: the shipped sync
 * over the real journal on a real folder, to the shipped intake on H2. Only the clock and the line
 * between are virtual.
 */
class SevenDayOutageIT {
    private static final int DAYS = 7;
    private static final int TAPS = 20_000;
    private static final int RATE = 500; // the default of intake.drain-rate
    private static final long START = Instant.parse("2026-11-23T06:30:00Z").toEpochMilli();
    private static final SchoolId SCHOOL = new SchoolId("greenfield");
    private static final StationId STATION = new StationId("greenfield-c1");
    private static final Topics TOPICS = new Topics(SCHOOL, STATION);

    @TempDir Path folder;

    private long now = START;
    private final InstantSource wall = () -> Instant.ofEpochMilli(now);
    private final Line line = new Line(TOPICS, () -> now);
    private long taps;
    private long orders;
    private Database database;
    private Journal journal;
    private SnapshotStore snapshots;
    private SyncEngine engine;

    @BeforeEach
    void open() throws NoSuchAlgorithmException {
        Clock clock = wall.withZone(ZoneOffset.UTC);
        database = Database.open(DatabaseConfig.h2(folder));
        database.migrate();
        fill(TAPS);
        Outbox outbox = new Outbox(clock);
        Schools schools = new Schools(outbox, clock);
        Students students = new Students(outbox, clock);
        Orders epic = new Orders(schools, students, new Menus(new Dishes(clock)), outbox, clock);
        line.leadsTo(new TapIntake(database, new TapEffects(epic, new Deliveries()), line, clock));

        var small = new JournalSettings(JournalSettings.MIN_SEGMENT_BYTES, Duration.ofSeconds(1));
        journal = Journal.open(folder.resolve("journal"), SCHOOL, STATION, small);
        Identity identity = identity(clock);
        snapshots =
                SnapshotStore.open(
                        folder.resolve("snapshots"),
                        SCHOOL,
                        identity.snapshotKeys(),
                        Runnable::run);
        engine =
                new SyncEngine(
                        TOPICS,
                        identity,
                        line,
                        new SyncEngine.Parts(
                                journal,
                                snapshots,
                                new CloudClock(wall, this::nanoTime),
                                1,
                                SyncListener.NOBODY,
                                new Random(1),
                                wall,
                                this::nanoTime,
                                List::of),
                        SyncRules.DEFAULT);
    }

    @AfterEach
    void close() {
        engine.goodbye();
        snapshots.close();
        journal.close();
        database.close();
    }

    @Test
    void week_isDrainedOnceInOrderAtItsPaceWhileLunchGoesOn() throws InterruptedException {
        List<Long> calm = tapEvery(Duration.ofSeconds(2), 20);
        line.cut();
        long before = journal.lastSequence();
        for (int day = 0; day < DAYS; day++) {
            run(Duration.ofHours(23));
            lunch(TAPS / DAYS + (day == 0 ? TAPS % DAYS : 0));
            run(Duration.ofHours(1));
        }
        assertThat(journal.lastSequence()).isEqualTo(before + TAPS);
        assertThat(journal.cursor().sequence()).isEqualTo(before);
        assertThat(journal.trim(journal.lastSequence())).as("nothing of it is acked").isZero();

        line.cut = false;
        line.passed.clear();
        line.mostUnacked = 0;
        long back = now;
        run(Duration.ofSeconds(6)); // the longest wait before a try, and the first ack
        var draining = engine.status().draining().orElseThrow();
        assertThat(draining.perSecond()).isEqualTo(RATE);
        assertThat(draining.expected().orElseThrow()).isBetween(seconds(30), seconds(40));
        List<Long> meanwhile = new ArrayList<>();
        while (engine.status().draining().isPresent()) {
            meanwhile.addAll(tapEvery(Duration.ofMillis(730), 1));
        }
        long took = now - back;
        run(seconds(1));

        drainedOnceInOrderAtItsPace(before, took);
        assertThat(meanwhile).hasSizeGreaterThan(40);
        long calmMost = calm.stream().mapToLong(this::latency).max().orElseThrow();
        long drainMost = meanwhile.stream().mapToLong(this::latency).max().orElseThrow();
        System.out.printf(
                "live taps: %d ms in calm, %d ms at most during the drain of %.1f s%n",
                calmMost, drainMost, took / 1e3);
        assertThat(calmMost).isEqualTo(Line.TRAVEL + Line.cost(1));
        assertThat(drainMost).as("one paced batch before it").isLessThanOrEqualTo(100);

        sameOnBothSides();
        trimsWhatIsAckedAndExpired(before + TAPS / 2);
    }

    private void drainedOnceInOrderAtItsPace(long before, long took) {
        List<Line.Passed> drain = line.passed.stream().filter(p -> !p.batch().getLive()).toList();
        long next = before + 1;
        long paidAt = 0;
        for (Line.Passed batch : drain) {
            int records = batch.batch().getRecordsCount();
            assertThat(batch.batch().getFirstSequence()).as("once, in order").isEqualTo(next);
            assertThat(records).isLessThanOrEqualTo(100);
            assertThat(batch.bytes()).isLessThanOrEqualTo(Wire.MAX_BATCH_BYTES);
            if (next <= before + TAPS) {
                assertThat(batch.at()).as("pace at %d", next).isGreaterThanOrEqualTo(paidAt);
                paidAt = batch.at() + records * 1_000L / RATE;
            }
            next = batch.last() + 1;
        }
        assertThat(line.mostUnacked).as("batches held for their acks").isLessThanOrEqualTo(4);
        assertThat(took).isBetween(TAPS * 1_000L / RATE, TAPS * 1_000L / RATE + 7_000);
        assertThat(engine.status().counters().getOrDefault("records-resent", 0L)).isZero();
    }

    private void sameOnBothSides() {
        assertThat(journal.cursor().sequence()).isEqualTo(journal.lastSequence());
        List<String> inbox =
                database.read(
                        tx ->
                                tx.fetch("select hash from tap_inbox order by sequence")
                                        .getValues(0, String.class));
        List<String> hashes = new ArrayList<>();
        for (long from = 1; from <= journal.lastSequence(); from += 1_000) {
            for (StoredRecord record : journal.read(from, 1_000, Integer.MAX_VALUE)) {
                hashes.add(HexFormat.of().formatHex(record.hash()));
            }
        }
        assertThat(inbox).isEqualTo(hashes);
        assertThat(count("deliveries")).isEqualTo(orders);
        assertThat(count("delivery_conflicts")).isZero();
        assertThat(count("tap_quarantine")).isZero();
    }

    private void trimsWhatIsAckedAndExpired(long expired) {
        assertThat(journal.trim(expired)).isPositive();
        assertThat(journal.firstSequence()).isBetween(2L, expired + 1);
        assertThat(journal.read(expired + 1, 1, Integer.MAX_VALUE)).hasSize(1);
    }

    /** Taps in bursts, as a queue makes them; they share their writes to the disk. */
    private void lunch(int count) throws InterruptedException {
        for (int left = count; left > 0; left -= 100) {
            List<Pending> burst = new ArrayList<>();
            for (int i = 0; i < Math.min(100, left); i++) {
                burst.add(journal.enqueue(1, tap()));
            }
            burst.forEach(Pending::await);
            run(seconds(1));
        }
    }

    /** The sequences of taps made one by one. */
    private List<Long> tapEvery(Duration pause, int count) throws InterruptedException {
        List<Long> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            made.add(journal.append(1, tap()).id().sequence());
            run(pause);
        }
        return made;
    }

    private long latency(long sequence) {
        StoredRecord record = journal.read(sequence, 1, Integer.MAX_VALUE).getFirst();
        try {
            long tapped = TapRecord.parseFrom(record.payload()).getWallMillis();
            return line.committedAt.getOrDefault(sequence, Long.MAX_VALUE) - tapped;
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    /** Every second tap serves an order, each once. */
    private byte[] tap() {
        TapRecord.Builder tap = TapRecord.newBuilder().setWallMillis(now).setReader("counter-1");
        if (++taps % 2 == 0) {
            tap.setServe(Serve.newBuilder().setOrder(++orders).setStudent(1));
        } else {
            tap.setRefusal(Refusal.newBuilder().setReason(Reason.UNKNOWN_CARD));
        }
        return tap.build().toByteArray();
    }

    /** Turns the engine and the line until that much time has passed. */
    private void run(Duration time) throws InterruptedException {
        long until = now + time.toMillis();
        engine.turn(0);
        while (true) {
            long due = now + Math.max(0, engine.dueInMillis());
            long next = Math.min(due, line.nextAt());
            if (next > until) {
                now = until;
                return;
            }
            now = Math.max(now, next);
            if (line.nextAt() <= now) {
                line.pass();
            }
            engine.turn(0);
        }
    }

    private long nanoTime() {
        return TimeUnit.MILLISECONDS.toNanos(now - START + 60_000);
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    private long count(String table) {
        return database.read(tx -> tx.fetchOne("select count(*) from " + table).get(0, Long.class));
    }

    private Identity identity(Clock clock) throws NoSuchAlgorithmException {
        KeyPair pair = KeyPairGenerator.getInstance("EC").generateKeyPair();
        var authority = CertificateAuthority.open(folder.resolve("ca"), clock);
        return new Identity(
                SCHOOL,
                STATION,
                "Counter 1",
                "Asia/Kolkata",
                new StationKey(pair.getPublic(), pair.getPrivate()),
                authority.forStation(SCHOOL, STATION, pair.getPublic()),
                authority.certificate(),
                "broker.example",
                8883,
                Map.of());
    }

    /** A school, its station, one child with an order for every tap. */
    private void fill(int rows) {
        List<String> statements =
                List.of(
                        "insert into schools (id, name, zone, created) values ('%s', 'Greenfield', 'Asia/Kolkata', now())"
                                .formatted(SCHOOL),
                        """
                        insert into users (id, email, password_hash, name, role, failures, active, created)
                        values (1, 'p@example.in', '-', 'P', 'parent', 0, true, now())
                        """,
                        """
                        insert into students
                          (id, school, name, class_name, roll_number, allergens, active, created)
                        values (1, '%s', 'A', '1A', 'R1', '', false, now())
                        """
                                .formatted(SCHOOL),
                        Consented.ALL.getFirst(),
                        Consented.ALL.getLast(),
                        "insert into stations (school, id, name, state, created) values ('%s', '%s', 'C', 'enrolled', now())"
                                .formatted(SCHOOL, STATION),
                        """
                        insert into orders (id, school, student, placed_by, school_day, window_id, state,
                          total_paise, created, changed)
                        select x, '%s', 1, 1, current_date, 'lunch', 'confirmed', 4500, now(), now()
                        from system_range(1, %d) as range (x)
                        """
                                .formatted(SCHOOL, rows));
        database.transaction(
                tx -> {
                    statements.forEach(tx::execute);
                    return true;
                });
    }
}
