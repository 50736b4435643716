package com.hasivu.simulator.bench;

import com.hasivu.edge.identity.Credentials;
import com.hasivu.edge.identity.Enrolment;
import com.hasivu.edge.identity.Identity;
import com.hasivu.edge.identity.IdentityStore;
import com.hasivu.edge.journal.Journal;
import com.hasivu.edge.snapshot.SnapshotStore;
import com.hasivu.edge.sync.CloudClock;
import com.hasivu.edge.sync.Sync;
import com.hasivu.edge.sync.SyncEngine;
import com.hasivu.edge.sync.SyncListener;
import com.hasivu.simulator.demo.Site;

import java.net.InetSocketAddress;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** The shipped enrolment and sync without the rest of a station. */
final class BenchLink {
    private BenchLink() {}

    /** Enrols into {@code store}. */
    static Identity enrol(Site site, IdentityStore store, String claimCode) {
        var enrolment = new Enrolment(URI.create(site.http()), store, Enrolment.Tries.DEFAULT);
        try {
            Enrolment.Outcome outcome = enrolment.enrol(claimCode);
            if (outcome instanceof Enrolment.Outcome.Enrolled(var identity)) {
                return identity;
            }
            throw new IllegalStateException("the station was not enrolled: " + outcome);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while enrolling", e);
        }
    }

    /** Sync of a journal with the broker at {@code broker}; not started. */
    static Sync over(
            IdentityStore store,
            InetSocketAddress broker,
            Journal journal,
            SnapshotStore snapshots) {
        InstantSource wall = InstantSource.system();
        CloudClock clock = new CloudClock(wall, System::nanoTime);
        return Sync.over(
                new Credentials(
                        store,
                        clock::cloudNow,
                        wall::instant,
                        () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime())),
                "127.0.0.1",
                broker.getPort(),
                new SyncEngine.Parts(
                        journal,
                        snapshots,
                        clock,
                        1,
                        SyncListener.NOBODY,
                        new Random(1),
                        wall,
                        System::nanoTime,
                        List::of));
    }
}
