package com.hasivu.edge.station;

import static com.hasivu.edge.metrics.Metric.counter;
import static com.hasivu.edge.metrics.Metric.gauge;

import com.google.protobuf.InvalidProtocolBufferException;
import com.hasivu.edge.history.TapRecords;
import com.hasivu.edge.identity.Credentials;
import com.hasivu.edge.journal.Journal;
import com.hasivu.edge.journal.JournalState;
import com.hasivu.edge.journal.StoredRecord;
import com.hasivu.edge.metrics.Exposition;
import com.hasivu.edge.metrics.Histogram;
import com.hasivu.edge.metrics.Metric;
import com.hasivu.edge.serving.TapCounters;
import com.hasivu.edge.serving.TapService;
import com.hasivu.edge.snapshot.Snapshot;
import com.hasivu.edge.snapshot.SnapshotStore;
import com.hasivu.edge.state.StateDir;
import com.hasivu.edge.sync.CloudClock;
import com.hasivu.edge.sync.Sync;
import com.hasivu.edge.sync.SyncStatus;
import com.hasivu.protocol.wire.ClockState;
import com.hasivu.protocol.wire.TapRecord;
import com.hasivu.reader.supervisor.ReaderStatus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Every metric of a station, and where its value comes from; docs/metrics.md says the same to
 * people. Values are read when asked for, so that the tap path counts only what it counts anyway.
 * Thread-safe.
 */
final class StationMetrics {
    private static final double MILLI = 1e-3;

    static final Metric BUILD =
            gauge("hasivu_build_info", "Always 1; its label names the program.", "version");
    static final Metric UPTIME =
            gauge("hasivu_uptime_seconds", "Since this run of the station began.");
    static final Metric PROBLEMS =
            gauge("hasivu_problems", "What a person should look at, as status lists it.");
    static final Metric TAPS =
            counter(
                    "hasivu_taps_total",
                    "Taps by outcome (serve, reshown, refuse, out-of-service) and reason of refusal.",
                    "outcome",
                    "reason");
    static final Metric UNSIGNALLED =
            counter("hasivu_signals_failed_total", "Taps whose light could not be shown.");
    static final Metric TAP_TIME =
            Metric.histogram(
                    "hasivu_tap_seconds", "From the reader's last byte to the light, durable.");
    static final Metric APPEND_TIME =
            Metric.histogram(
                    "hasivu_journal_append_seconds",
                    "From the decision until its record is on disk, waiting for others included.");
    static final Metric SYNC_TIME =
            Metric.histogram(
                    "hasivu_journal_sync_seconds", "One synchronous write of the journal.");
    static final Metric JOURNAL_READY =
            gauge("hasivu_journal_ready", "1 while records are taken, 0 while out of service.");
    static final Metric JOURNAL_BYTES =
            gauge("hasivu_journal_bytes", "What the journal's files take of the disk.");
    static final Metric JOURNAL_RECORDS =
            gauge("hasivu_journal_records", "Records kept on this disk.");
    static final Metric BACKLOG =
            gauge("hasivu_backlog_records", "Records the cloud has not confirmed.");
    static final Metric BACKLOG_AGE =
            gauge(
                    "hasivu_backlog_age_seconds",
                    "Age of the oldest record the cloud has not confirmed; 0 without one.");
    static final Metric SNAPSHOT_VERSION =
            gauge("hasivu_snapshot_version", "Version of the list decided by; 0 without one.");
    static final Metric SNAPSHOT_AGE =
            gauge("hasivu_snapshot_age_seconds", "Since the cloud made the list decided by.");
    static final Metric SNAPSHOT_VALID =
            gauge(
                    "hasivu_snapshot_valid_seconds",
                    "How long the list may still be used; below 0 when it is too old.");
    static final Metric LINK = gauge("hasivu_link_up", "1 while connected to the cloud.");
    static final Metric SYNC_HALTED =
            gauge("hasivu_sync_halted", "1 when nothing of this journal is sent any more.");
    static final Metric SYNC_EVENTS =
            counter(
                    "hasivu_sync_events_total",
                    "What happened between station and cloud.",
                    "event");
    static final Metric READER_ONLINE =
            gauge("hasivu_reader_online", "1 while the reader answers.", "reader");
    static final Metric READER_FAULTS =
            counter("hasivu_reader_faults_total", "Bytes and answers dropped.", "reader");
    static final Metric CLOCK_RIGHT =
            gauge("hasivu_clock_trusted", "1 while the clock is known to be right or holds over.");
    static final Metric CLOCK_SKEW =
            gauge("hasivu_clock_skew_seconds", "The cloud's clock minus this one; absent unknown.");
    static final Metric CERTIFICATE =
            gauge("hasivu_certificate_valid_seconds", "Until the certificate expires.");
    static final Metric DISK_FREE =
            gauge("hasivu_disk_free_bytes", "Free for this user on the state folder's disk.");
    static final Metric HEAP = gauge("hasivu_heap_bytes", "Memory the program's objects take.");

    /** In the order they are told. */
    static final List<Metric> ALL =
            List.of(
                    BUILD,
                    UPTIME,
                    PROBLEMS,
                    TAPS,
                    UNSIGNALLED,
                    TAP_TIME,
                    APPEND_TIME,
                    SYNC_TIME,
                    JOURNAL_READY,
                    JOURNAL_BYTES,
                    JOURNAL_RECORDS,
                    BACKLOG,
                    BACKLOG_AGE,
                    SNAPSHOT_VERSION,
                    SNAPSHOT_AGE,
                    SNAPSHOT_VALID,
                    LINK,
                    SYNC_HALTED,
                    SYNC_EVENTS,
                    READER_ONLINE,
                    READER_FAULTS,
                    CLOCK_RIGHT,
                    CLOCK_SKEW,
                    CERTIFICATE,
                    DISK_FREE,
                    HEAP);

    private final StateDir state;
    private final Credentials credentials;
    private final Journal journal;
    private final SnapshotStore snapshots;
    private final TapService taps;
    private final TapTimes times;
    private final Sync sync;
    private final CloudClock clock;
    private final Readers readers;
    private final InstantSource wall;
    private final Histogram syncTime = new Histogram(TapTimes.BOUNDS);
    private final long began = System.nanoTime();

    StationMetrics(
            StateDir state,
            Credentials credentials,
            Journal journal,
            SnapshotStore snapshots,
            TapService taps,
            TapTimes times,
            Sync sync,
            CloudClock clock,
            Readers readers,
            InstantSource wall) {
        this.state = state;
        this.credentials = credentials;
        this.journal = journal;
        this.snapshots = snapshots;
        this.taps = taps;
        this.times = times;
        this.sync = sync;
        this.clock = clock;
        this.readers = readers;
        this.wall = wall;
        journal.tellSyncs(syncTime::observe);
    }

    /** A reading. */
    String text(int problems) {
        Exposition page = new Exposition(ALL);
        page.value(BUILD, 1, version());
        page.value(UPTIME, seconds(System.nanoTime() - began));
        page.value(PROBLEMS, problems);
        taps(page);
        journal(page);
        snapshot(page);
        cloud(page);
        readers(page);
        machine(page);
        return page.text();
    }

    /** As the jar says; the classes of a build under way have none. */
    private static String version() {
        String version = StationMetrics.class.getPackage().getImplementationVersion();
        return version == null ? "unknown" : version;
    }

    private void taps(Exposition page) {
        TapCounters now = taps.counters();
        page.value(TAPS, now.serves(), "serve", "");
        page.value(TAPS, now.reshown(), "reshown", "");
        page.value(TAPS, now.outOfService(), "out-of-service", "");
        now.refusals()
                .forEach(
                        (reason, count) ->
                                page.value(
                                        TAPS,
                                        count,
                                        "refuse",
                                        reason.name().toLowerCase(Locale.ROOT).replace('_', '-')));
        page.value(UNSIGNALLED, times.failed());
        page.histogram(TAP_TIME, times.tap());
        page.histogram(APPEND_TIME, times.append());
    }

    private void journal(Exposition page) {
        page.histogram(SYNC_TIME, syncTime);
        page.flag(JOURNAL_READY, journal.state() instanceof JournalState.Ready);
        bytes(state.journal()).ifPresent(bytes -> page.value(JOURNAL_BYTES, bytes));
        page.value(JOURNAL_RECORDS, journal.lastSequence() - journal.firstSequence() + 1);
        long acked = journal.cursor().sequence();
        page.value(BACKLOG, Math.max(0, journal.lastSequence() - acked));
        page.value(BACKLOG_AGE, Math.max(0, backlogMillis(acked)) * MILLI);
    }

    private long backlogMillis(long acked) {
        try {
            List<StoredRecord> oldest =
                    journal.read(Math.max(acked + 1, journal.firstSequence()), 1, 1);
            if (oldest.isEmpty() || oldest.getFirst().type() != TapRecords.TYPE) {
                return 0;
            }
            TapRecord tap = TapRecord.parseFrom(oldest.getFirst().payload());
            return wall.millis() - tap.getWallMillis();
        } catch (InvalidProtocolBufferException e) {
            return 0; // of a newer program; the start told it
        }
    }

    private void snapshot(Exposition page) {
        Optional<Snapshot> active = snapshots.active();
        page.value(SNAPSHOT_VERSION, active.map(Snapshot::version).orElse(0L));
        active.ifPresent(
                held -> {
                    long now = wall.millis();
                    page.value(SNAPSHOT_AGE, (now - held.manifest().getMadeMillis()) * MILLI);
                    page.value(
                            SNAPSHOT_VALID, (held.manifest().getValidUntilMillis() - now) * MILLI);
                });
    }

    private void cloud(Exposition page) {
        SyncStatus now = sync.status();
        page.flag(LINK, now.online());
        page.flag(SYNC_HALTED, !now.halted().isEmpty());
        now.counters().forEach((event, count) -> page.value(SYNC_EVENTS, count, event));
        ClockState trust = clock.state();
        page.flag(
                CLOCK_RIGHT,
                trust == ClockState.CLOCK_SYNCED || trust == ClockState.CLOCK_HOLDOVER);
        clock.skewMillis().ifPresent(skew -> page.value(CLOCK_SKEW, skew * MILLI));
        var standing = credentials.standing();
        long expires = standing.identity().certificate().getNotAfter().getTime();
        page.value(CERTIFICATE, (expires - standing.now().toEpochMilli()) * MILLI);
    }

    private void readers(Exposition page) {
        readers.states()
                .forEach(
                        (name, status) -> {
                            page.flag(READER_ONLINE, status instanceof ReaderStatus.Online, name);
                            page.value(READER_FAULTS, readers.faults(name), name);
                        });
    }

    private void machine(Exposition page) {
        try {
            page.value(DISK_FREE, Files.getFileStore(state.root()).getUsableSpace());
        } catch (IOException e) {
            throw new UncheckedIOException("the state folder's disk does not tell its space", e);
        }
        Runtime runtime = Runtime.getRuntime();
        page.value(HEAP, runtime.totalMemory() - runtime.freeMemory());
    }

    /** Empty while a file goes as it is counted. */
    private static Optional<Long> bytes(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            long all = 0;
            for (Path file : (Iterable<Path>) files::iterator) {
                all += Files.isRegularFile(file) ? Files.size(file) : 0;
            }
            return Optional.of(all);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static double seconds(long nanos) {
        return nanos / (double) TimeUnit.SECONDS.toNanos(1);
    }
}
