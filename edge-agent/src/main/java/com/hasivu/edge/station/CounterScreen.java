package com.hasivu.edge.station;

import com.hasivu.edge.decision.DayOrders;
import com.hasivu.edge.journal.Journal;
import com.hasivu.edge.journal.JournalState;
import com.hasivu.edge.screen.ScreenException;
import com.hasivu.edge.screen.ScreenFeed;
import com.hasivu.edge.screen.ScreenServer;
import com.hasivu.edge.screen.Troubles;
import com.hasivu.edge.serving.HandService;
import com.hasivu.edge.serving.TapService;
import com.hasivu.edge.settings.ScreenSettings;
import com.hasivu.edge.signal.Signal;
import com.hasivu.edge.signal.Signals;
import com.hasivu.edge.snapshot.Snapshot;
import com.hasivu.edge.snapshot.SnapshotStore;
import com.hasivu.edge.supervision.Supervision;
import com.hasivu.edge.sync.Sync;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Puts the counter's screen together: a signal beside the lamp, and the page once all runs. */
final class CounterScreen implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CounterScreen.class);

    private final ScreenSettings settings;
    private final Supplier<Optional<DayOrders>> orders;
    private final ScreenFeed feed;
    private Optional<ScreenServer> server = Optional.empty();

    CounterScreen(ScreenSettings settings, SnapshotStore snapshots) {
        this.settings = settings;
        this.orders = () -> snapshots.active().map(Snapshot::orders);
        this.feed = new ScreenFeed(orders);
    }

    /** The lamp first, then the page. */
    Signal beside(Signal lamp) {
        return settings.listen().isEmpty() ? lamp : new Signals(lamp, List.of(feed));
    }

    /** Listens, when the settings say so. A page that cannot be had does not stop a meal. */
    CounterScreen open(
            String station,
            TapService taps,
            Journal journal,
            Sync sync,
            Readers readers,
            Demonstration demonstration) {
        if (settings.listen().isEmpty()) {
            return this;
        }
        InetSocketAddress listen = settings.listen().get();
        Supervision supervision =
                new Supervision(
                        id -> orders.get().flatMap(day -> day.supervisor(id)), System::nanoTime);
        HandService hands = new HandService(taps, settings.handServesADay());
        try {
            ScreenServer opened =
                    ScreenServer.open(
                            listen, new ScreenServer.Parts(orders, supervision, hands, feed));
            server = Optional.of(opened);
            LOG.info(
                    "the counter's screen is at http://{}:{}/",
                    listen.getHostString(),
                    opened.port());
        } catch (ScreenException e) {
            LOG.error("{}; serving goes on without the screen", e.getMessage());
            return this;
        }
        feed.start(
                new ScreenFeed.Sources(
                        station,
                        settings.language(),
                        taps::progress,
                        () -> troubles(taps, journal, sync, readers, demonstration),
                        supervision::card));
        return this;
    }

    private static Troubles troubles(
            TapService taps,
            Journal journal,
            Sync sync,
            Readers readers,
            Demonstration demonstration) {
        return new Troubles(
                !sync.status().online(),
                readers.down(),
                taps.clockRefused(),
                journal.state() instanceof JournalState.Failed,
                demonstration.left().isPresent());
    }

    @Override
    public void close() throws InterruptedException {
        feed.close();
        if (server.isPresent()) {
            server.get().close();
        }
    }
}
