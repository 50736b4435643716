package com.hasivu.simulator.bench;

import com.hasivu.edge.identity.Identity;
import com.hasivu.edge.identity.IdentityStore;
import com.hasivu.edge.snapshot.SnapshotStore;
import com.hasivu.edge.sync.Sync;
import com.hasivu.protocol.CardId;
import com.hasivu.simulator.demo.Site;
import com.hasivu.simulator.proxy.FaultProxy;
import com.hasivu.simulator.proxy.Toxic;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/** A counter whose sync runs, over a link of its own that can be spoilt. */
final class LinkedCounter implements AutoCloseable {
    private final FaultProxy proxy;
    private final Counter counter;
    private final SnapshotStore snapshots;
    private final Sync sync;

    LinkedCounter(Path folder, Site site, String claimCode, BenchSchool school) throws IOException {
        IdentityStore store = new IdentityStore(folder.resolve("identity"));
        Identity identity = BenchLink.enrol(site, store, claimCode);
        proxy =
                FaultProxy.open(
                        new InetSocketAddress("127.0.0.1", 0),
                        new InetSocketAddress(identity.brokerHost(), identity.brokerPort()),
                        1);
        counter =
                new Counter(
                        folder.resolve("journal"), school, identity.school(), identity.station());
        snapshots =
                SnapshotStore.open(
                        folder.resolve("snapshots"),
                        identity.school(),
                        identity.snapshotKeys(),
                        Runnable::run);
        sync = BenchLink.over(store, proxy.address(), counter.journal(), snapshots).start();
    }

    /** From now on the link is so; none: it is good. */
    void link(Toxic... toxics) {
        proxy.set(toxics);
    }

    boolean online() {
        return sync.status().online();
    }

    /** One tap, in nanoseconds. */
    long tap(CardId card) {
        long begun = System.nanoTime();
        counter.tap(card, begun);
        return System.nanoTime() - begun;
    }

    @Override
    public void close() {
        sync.close();
        snapshots.close();
        counter.close();
        proxy.close();
    }
}
