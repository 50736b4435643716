package com.hasivu.edge.station;

import com.hasivu.edge.control.ControlException;
import com.hasivu.edge.control.ControlServer;
import com.hasivu.edge.identity.Credentials;
import com.hasivu.edge.identity.Identity;
import com.hasivu.edge.identity.IdentityException;
import com.hasivu.edge.identity.IdentityStore;
import com.hasivu.edge.journal.EndedJournals;
import com.hasivu.edge.journal.Journal;
import com.hasivu.edge.journal.JournalException;
import com.hasivu.edge.journal.JournalInUseException;
import com.hasivu.edge.metrics.MetricsException;
import com.hasivu.edge.metrics.MetricsServer;
import com.hasivu.edge.remote.CommandQueue;
import com.hasivu.edge.remote.Host;
import com.hasivu.edge.remote.Remote;
import com.hasivu.edge.remote.RemoteControl;
import com.hasivu.edge.remote.RemoteException;
import com.hasivu.edge.service.SyntheticTap;
import com.hasivu.edge.serving.TapService;
import com.hasivu.edge.serving.TapWorld;
import com.hasivu.edge.settings.SignalSettings;
import com.hasivu.edge.settings.StationSettings;
import com.hasivu.edge.signal.ConsoleSignal;
import com.hasivu.edge.signal.LampSignal;
import com.hasivu.edge.signal.NoSignal;
import com.hasivu.edge.signal.Signal;
import com.hasivu.edge.signal.SignalException;
import com.hasivu.edge.signal.Signals;
import com.hasivu.edge.snapshot.KeptSnapshots;
import com.hasivu.edge.snapshot.Snapshot;
import com.hasivu.edge.snapshot.SnapshotException;
import com.hasivu.edge.snapshot.SnapshotStore;
import com.hasivu.edge.state.StateDir;
import com.hasivu.edge.state.StationException;
import com.hasivu.edge.sync.CloudClock;
import com.hasivu.edge.sync.Sync;
import com.hasivu.edge.sync.SyncEngine;
import com.hasivu.protocol.fault.FaultClock;
import com.hasivu.reader.supervisor.ReaderLoop;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * One station, running. Opened from its own disk: it serves before, without and after the network.
 * The order of {@link #start} is the order of the tap path, and {@link #close} goes backwards.
 *
 * <p>Threading: one platform thread for each reader, and those of journal, sync, control, remote
 * and housekeeping. Start and close from one thread.
 */
public final class Station implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Station.class);

    private final Closing closing = new Closing();
    private final Readers readers = new Readers();
    private Optional<Remote> remote = Optional.empty();
    private Optional<LifeSign> lifeSign = Optional.empty(); // once it is open

    private Station() {}

    /** For the service manager: whether taps get through. */
    public SyntheticTap lifeSign() {
        return lifeSign.orElseThrow();
    }

    /**
     * Opens everything and begins to serve. Settings from afar stand before the file's; when those
     * on trial do not let the station start, it starts with the committed ones.
     *
     * @param file as it was read
     * @param console where the console signal writes; nothing else does
     * @param host starts it anew or ends the process when a command says so
     * @throws StationException with the exit code, when it cannot; all that was opened is closed
     */
    public static Station start(StationSettings file, OutputStream console, Host host)
            throws InterruptedException {
        Station station = new Station();
        try {
            return station.opened(file, console, host);
        } catch (StationException e) {
            if (!station.rolledBack(e)) {
                throw e;
            }
        }
        return new Station().opened(file, console, host);
    }

    /** Whether the next start may go better, as settings were on trial and are no more. */
    private boolean rolledBack(StationException why) {
        if (remote.filter(Remote::onTrial).isEmpty()) {
            return false;
        }
        remote.get().rollBack("the station does not start with them: " + why.getMessage());
        return true;
    }

    private Station opened(StationSettings file, OutputStream console, Host host)
            throws InterruptedException {
        try {
            open(file, console, host);
            return this;
        } catch (JournalInUseException e) {
            close();
            throw new StationException(message(e), StationException.IN_USE, e);
        } catch (JournalException
                | SnapshotException
                | ControlException
                | IdentityException
                | RemoteException
                | SignalException
                | IllegalArgumentException e) {
            close();
            throw new StationException(message(e), 1, e);
        } catch (RuntimeException | InterruptedException e) {
            close();
            throw e;
        }
    }

    private void open(StationSettings file, OutputStream console, Host host)
            throws InterruptedException {
        StateDir state = new StateDir(file.stateDir());
        closing.last(state.lock());
        Remote kept = Remote.open(state.remote());
        remote = Optional.of(kept);
        StationSettings settings = kept.begin(file);
        Optional<LampSignal> lamp = settings.signal().lamp().map(LampSignal::open);
        lamp.ifPresent(closing::last); // its pins are safe before anything else, and to the end
        Identity identity = Enrolling.identity(state, settings);
        EndedJournals ended = new EndedJournals(state.journal());
        ended.moveAside()
                .ifPresent(
                        aside ->
                                LOG.warn(
                                        "another journal is begun; the one before is kept in {}, what it served stays served",
                                        aside));
        Journal journal =
                closing.last(
                        Journal.open(
                                state.journal(),
                                identity.school(),
                                identity.station(),
                                settings.journal()));
        tell(journal);
        Outgoing outgoing =
                Outgoing.of(
                        journal,
                        ended,
                        folder ->
                                closing.last(
                                        Journal.open(
                                                folder,
                                                identity.school(),
                                                identity.station(),
                                                settings.journal())));
        Housekeeping housekeeping = closing.last(new Housekeeping());
        SnapshotStore snapshots =
                closing.last(
                        SnapshotStore.open(
                                state.snapshots(),
                                identity.school(),
                                identity.snapshotKeys(),
                                housekeeping));
        snapshots.notes().forEach(note -> LOG.warn("snapshots: {}", note));
        snapshots.keepIn(
                new KeptSnapshots(state.keptSnapshots(), settings.keepSnapshots(), housekeeping));

        InstantSource wall = FaultClock.wall();
        CloudClock clock = new CloudClock(wall, System::nanoTime);
        TapWorld world = TapWorld.real(wall, clock::state);
        Announcer announcer = announcer(settings.signal(), lamp, console);
        CounterScreen screen = new CounterScreen(settings.screen(), snapshots);
        CommandQueue commands = new CommandQueue();
        TapTimes times = new TapTimes(announcer.signal());
        TapService taps =
                new TapService(
                        journal,
                        ended::readAll,
                        snapshots::active,
                        screen.beside(times),
                        world,
                        settings.cardRule());
        snapshots.onActivation(snapshot -> announcer.snapshot(snapshot.version()));
        housekeeping.start(journal, taps, settings.keepRecords());

        Credentials credentials =
                new Credentials(
                        new IdentityStore(state.identity()),
                        clock::cloudNow,
                        Instant::now,
                        () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
        Sync sync =
                Sync.over(
                        credentials,
                        settings.brokerHost().orElse(identity.brokerHost()),
                        settings.brokerPort().orElse(identity.brokerPort()),
                        new SyncEngine.Parts(
                                outgoing.journal(),
                                snapshots,
                                clock,
                                world.bootId(),
                                new SyncEar(
                                        announcer,
                                        commands,
                                        () -> sent(outgoing, file, host),
                                        (why, last) -> {
                                            if (!sent(outgoing, file, host)) {
                                                another(ended, journal, why, last, file, host);
                                            }
                                        }),
                                new Random(),
                                wall,
                                System::nanoTime,
                                readers::told));
        readers.onChange(sync::readersChanged);
        closing.last(sync);
        SignalTrial trial = new SignalTrial(lamp, readers);
        Demonstration demonstration =
                new Demonstration(
                        new ReaderTaps(taps),
                        new Demonstration.Around(
                                now ->
                                        snapshots
                                                .active()
                                                .filter(held -> held.orders().mealAhead(now))
                                                .isPresent(),
                                wall::instant,
                                System::nanoTime,
                                (outcome, reader) -> trial.play(outcome, List.of(reader))));
        StationDesk desk =
                new StationDesk(
                        credentials,
                        journal,
                        snapshots,
                        taps,
                        sync,
                        clock,
                        readers,
                        trial,
                        demonstration);
        closing.last(ControlServer.open(state.controlSocket(), desk));
        StationMetrics metrics =
                new StationMetrics(
                        state,
                        credentials,
                        journal,
                        snapshots,
                        taps,
                        times,
                        sync,
                        clock,
                        readers,
                        wall);
        settings.metrics().listen().flatMap(at -> told(at, metrics, desk)).ifPresent(closing::last);
        closing.last(
                screen.open(identity.stationName(), taps, journal, sync, readers, demonstration));
        closing.last(readers);
        RemoteControl control =
                closing.last(
                        new RemoteControl(
                                commands,
                                kept,
                                file,
                                new StationHands(readers, snapshots, sync, clock),
                                host));
        settings.readers()
                .forEach(
                        config ->
                                readers.add(
                                        config.name(),
                                        config.kind(),
                                        ReaderLoop.of(
                                                config, readers.telling(demonstration), readers)));
        sync.start();
        control.start();
        long version = snapshots.active().map(Snapshot::version).orElse(0L);
        LOG.info(
                "station {} of school {} serves: {} reader(s), snapshot {}, {} order(s) served,"
                        + " journal at {}, cloud has {}",
                identity.station(),
                identity.school(),
                settings.readers().size(),
                version == 0 ? "none yet" : version,
                taps.servedOrders(),
                journal.lastSequence(),
                journal.cursor().sequence());
        lifeSign = Optional.of(new LifeSign(taps, journal, snapshots, sync, readers));
        announcer.ready(journal.epoch(), version);
    }

    /** Serving goes on without: what nobody reads may not stop a meal. */
    private static Optional<MetricsServer> told(
            InetSocketAddress listen, StationMetrics metrics, StationDesk desk) {
        try {
            MetricsServer server =
                    MetricsServer.open(
                            listen,
                            () -> metrics.text(desk.health().problems().size()),
                            desk::health);
            LOG.info("metrics and health at port {}", server.port());
            return Optional.of(server);
        } catch (MetricsException e) {
            LOG.error("{}; serving goes on without metrics", e.getMessage());
            return Optional.empty();
        }
    }

    /** Whether it was a restored journal that is sent now. */
    private static boolean sent(Outgoing outgoing, StationSettings file, Host host) {
        boolean restored = outgoing.isSent();
        if (restored) {
            LOG.info("the restored journal is sent; starting anew with the station's own");
            host.again(file);
        }
        return restored;
    }

    /** A tap that came in between is sent first: then this is told again. */
    private static void another(
            EndedJournals ended,
            Journal journal,
            String why,
            long last,
            StationSettings file,
            Host host) {
        if (ended.isFull()) {
            LOG.error(
                    "epoch {} is not merged, and too many journals were ended before: nothing more goes to the cloud; see docs/review.md, \"Quarantined\"",
                    "%016x".formatted(journal.epoch()));
        } else if (journal.seal(last)) {
            try {
                ended.end(journal.epoch(), why);
                LOG.warn("starting anew with another journal");
            } catch (JournalException e) {
                LOG.error("starting anew, to try again: {}", e.getMessage());
            }
            host.again(file);
        }
    }

    private static void tell(Journal journal) {
        var found = journal.recovery();
        found.notes().forEach(note -> LOG.warn("journal: {}", note));
        LOG.info(
                "journal: epoch {}, {} record(s){}",
                "%016x".formatted(journal.epoch()),
                found.records(),
                found.tornBytes() > 0
                        ? ", a torn tail of %d bytes was cut".formatted(found.tornBytes())
                        : "");
    }

    /** The lamp is what the counter looks at, where there is one. */
    private Announcer announcer(
            SignalSettings settings, Optional<LampSignal> lamp, OutputStream out) {
        Optional<ConsoleSignal> console =
                settings.kind() == SignalSettings.Kind.CONSOLE
                        ? Optional.of(new ConsoleSignal(out, settings.fullCard()))
                        : Optional.empty();
        List<Signal> all = new ArrayList<>();
        lamp.ifPresent(all::add);
        console.ifPresent(all::add);
        if (all.isEmpty()) {
            all.add(new NoSignal());
        }
        if (settings.readers()) {
            all.add(new ReaderLamps(readers));
        }
        return new Announcer(new Signals(all.getFirst(), all.subList(1, all.size())), console);
    }

    /**
     * Stops the readers, lets taps under way finish, says goodbye to the cloud, closes the disk.
     */
    @Override
    public void close() {
        closing.close();
    }

    private static String message(RuntimeException e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }
}
