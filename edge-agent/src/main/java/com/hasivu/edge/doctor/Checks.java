package com.hasivu.edge.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.hasivu.edge.control.ControlClient;
import com.hasivu.edge.control.ControlException;
import com.hasivu.edge.identity.Identity;
import com.hasivu.edge.identity.Tls;
import com.hasivu.edge.journal.Journal;
import com.hasivu.edge.journal.VerifyReport;
import com.hasivu.edge.settings.SettingsException;
import com.hasivu.edge.settings.StationSettings;
import com.hasivu.reader.ReaderConfig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

/** The checks of this station on this machine. */
public final class Checks {
    private static final int ANSWER_MILLIS = 2_000;

    private Checks() {}

    /**
     * All of them, in the order they are printed.
     *
     * @param file the settings file
     * @param settings reads it
     * @param left what is in a state folder
     */
    public static List<Check> of(
            Path file, Supplier<StationSettings> settings, Function<Path, Saved> left) {
        Machine machine = new Machine(Path.of("/"));
        Instant now = Instant.now();
        Optional<StationSettings> good = readable(settings);
        Optional<Saved> state = good.map(StationSettings::stateDir).map(left);
        List<ReaderConfig> readers = good.map(StationSettings::readers).orElse(List.of());
        Callable<Daemon> daemon = once(state);
        Callable<Optional<Identity>> identity =
                () -> state.isEmpty() ? Optional.empty() : state.get().identity().call();
        return List.of(
                new ConfigurationCheck(file, settings),
                new ServiceCheck(daemon),
                new ClockCheck(new KernelClock(), now, daemon),
                new DiskCheck(
                        state.map(Saved::root).orElse(Path.of("unknown")),
                        DiskCheck.LEAST_FREE,
                        DiskCheck.SLOWEST),
                new LatencyCheck(machine, readers),
                new ReadersCheck(machine, readers, daemon),
                new ConflictsCheck(machine, readers),
                new PermissionsCheck(machine, readers, PermissionsCheck::readWrite),
                new UplinkCheck(
                        good.flatMap(known -> broker(known, identity)), daemon, ANSWER_MILLIS),
                new IdentityCheck(identity, now),
                new SnapshotCheck(() -> snapshot(state, identity.call()), now),
                new JournalCheck(() -> journal(state, identity.call())),
                new PowerCheck(machine));
    }

    private static Optional<StationSettings> readable(Supplier<StationSettings> settings) {
        try {
            return Optional.of(settings.get());
        } catch (SettingsException told) { // by the first check
            return Optional.empty();
        }
    }

    private static Optional<UplinkCheck.Broker> broker(
            StationSettings settings, Callable<Optional<Identity>> saved) {
        Optional<Identity> identity;
        try {
            identity = saved.call();
        } catch (RuntimeException told) { // by the check of the identity, which asks the same
            return Optional.empty();
        } catch (Exception e) {
            throw new IllegalStateException("reading the identity", e);
        }
        return identity.map(
                known ->
                        new UplinkCheck.Broker(
                                settings.brokerHost().orElse(known.brokerHost()),
                                settings.brokerPort().orElse(known.brokerPort()),
                                () -> Tls.context(known)));
    }

    private static Optional<JsonNode> snapshot(Optional<Saved> state, Optional<Identity> identity) {
        return identity.map(known -> state.orElseThrow().snapshot().apply(known));
    }

    private static Optional<VerifyReport> journal(
            Optional<Saved> state, Optional<Identity> identity) throws IOException {
        if (identity.isEmpty() || !Files.isDirectory(state.orElseThrow().journal())) {
            return Optional.empty();
        }
        Identity known = identity.get();
        return Optional.of(Journal.verify(state.get().journal(), known.school(), known.station()));
    }

    /** Asks the running station once, for all checks, and not for ever. */
    private static Callable<Daemon> once(Optional<Saved> state) {
        FutureTask<Daemon> asking =
                new FutureTask<>(() -> state.isEmpty() ? new Daemon.Down() : ask(state.get()));
        Thread.ofVirtual().name("ask the station").start(asking);
        return () -> {
            try {
                return asking.get(ANSWER_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                return new Daemon.Mute("no answer in %d s".formatted(ANSWER_MILLIS / 1000));
            }
        };
    }

    private static Daemon ask(Saved state) {
        try {
            return new Daemon.Up(new ControlClient(state.controlSocket()).get("/v1/status"));
        } catch (ControlException e) {
            return e.kind() == ControlException.Kind.NOT_RUNNING
                    ? new Daemon.Down()
                    : new Daemon.Mute(String.valueOf(e.getMessage()));
        }
    }
}
