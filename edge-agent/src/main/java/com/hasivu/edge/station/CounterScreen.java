package com.hasivu.edge.station;

import com.hasivu.edge.decision.DayOrders;
import com.hasivu.edge.journal.Journal;
import com.hasivu.edge.journal.JournalState;
import com.hasivu.edge.screen.ScreenFeed;
import com.hasivu.edge.screen.ScreenServer;
import com.hasivu.edge.screen.Troubles;
import com.hasivu.edge.serving.HandService;
import com.hasivu.edge.serving.TapService;
import com.hasivu.edge.settings.ScreenSettings;
import com.hasivu.edge.signal.Signal;
import com.hasivu.edge.snapshot.Snapshot;
import com.hasivu.edge.snapshot.SnapshotStore;
import com.hasivu.edge.supervision.Supervision;
import com.hasivu.edge.sync.Sync;
import com.hasivu.reader.supervisor.ReaderStatus;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Map;
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

    /** The lamp first, then the page; a page never fails and never keeps a tap waiting. */
    Signal beside(Signal lamp) {
        if (!settings.enabled()) {
            return lamp;
        }
        return shown -> {
            long given = lamp.show(shown);
            feed.show(shown);
            return given;
        };
    }

    /** Listens, when the settings say so. */
    CounterScreen open(
            String station, TapService taps, Journal journal, Sync sync, Readers readers) {
        if (!settings.enabled()) {
            return this;
        }
        Supervision supervision =
                new Supervision(
                        id -> orders.get().flatMap(day -> day.supervisor(id)), System::nanoTime);
        ScreenServer opened =
                ScreenServer.open(
                        settings.listen().host(),
                        settings.listen().port(),
                        new ScreenServer.Parts(
                                orders,
                                supervision,
                                new HandService(taps, settings.handServesADay()),
                                feed));
        server = Optional.of(opened);
        feed.start(
                new ScreenFeed.Sources(
                        station,
                        settings.language(),
                        taps::progress,
                        () -> troubles(taps, journal, sync, readers),
                        supervision::card));
        LOG.info(
                "the counter's screen is at http://{}:{}/",
                settings.listen().host(),
                opened.port());
        return this;
    }

    private static Troubles troubles(TapService taps, Journal journal, Sync sync, Readers readers) {
        List<String> silent =
                readers.states().entrySet().stream()
                        .filter(one -> !(one.getValue() instanceof ReaderStatus.Online))
                        .map(Map.Entry::getKey)
                        .toList();
        return new Troubles(
                !sync.status().online(),
                silent,
                taps.clockRefused(),
                journal.state() instanceof JournalState.Failed);
    }

    @Override
    public void close() throws InterruptedException {
        feed.close();
        server.ifPresent(ScreenServer::close);
    }
}
