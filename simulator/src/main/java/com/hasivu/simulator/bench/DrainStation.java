package com.hasivu.simulator.bench;

import com.hasivu.edge.identity.Identity;
import com.hasivu.edge.identity.IdentityStore;
import com.hasivu.edge.journal.Journal;
import com.hasivu.edge.journal.JournalSettings;
import com.hasivu.edge.journal.Pending;
import com.hasivu.edge.snapshot.SnapshotStore;
import com.hasivu.edge.sync.Sync;
import com.hasivu.simulator.demo.Site;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One enrolled station with a week of taps in its journal, and its sync. */
final class DrainStation implements AutoCloseable {
    private static final int BURST = 500;

    private final IdentityStore store;
    private final Journal journal;
    private final SnapshotStore snapshots;
    private final Sync sync;

    /** Enrols; {@code broker} is where its sync connects to once it is started. */
    DrainStation(Path folder, Site site, String claimCode, InetSocketAddress broker) {
        this.store = new IdentityStore(folder.resolve("identity"));
        Identity identity = BenchLink.enrol(site, store, claimCode);
        this.journal =
                Journal.open(
                        folder.resolve("journal"),
                        identity.school(),
                        identity.station(),
                        JournalSettings.DEFAULT);
        this.snapshots =
                SnapshotStore.open(
                        folder.resolve("snapshots"),
                        identity.school(),
                        identity.snapshotKeys(),
                        Runnable::run);
        this.sync = BenchLink.over(store, broker, journal, snapshots);
    }

    /** Writes every tap of the week; on disk when it returns. */
    void write(DrainWeek week) {
        while (week.hasNext()) {
            List<Pending> burst = new ArrayList<>();
            for (int i = 0; i < BURST && week.hasNext(); i++) {
                burst.add(journal.enqueue(1, week.next().toByteArray()));
            }
            burst.forEach(Pending::await);
        }
    }

    void start() {
        sync.start();
    }

    /** The last record it knows to be committed. */
    long acked() {
        return journal.cursor().sequence();
    }

    /** A counter of its sync, such as {@code records-sent}. */
    long count(String what) {
        return sync.status().counters().getOrDefault(what, 0L);
    }

    String halted() {
        return sync.status().halted();
    }

    @Override
    public void close() {
        sync.close();
        snapshots.close();
        journal.close();
    }
}
