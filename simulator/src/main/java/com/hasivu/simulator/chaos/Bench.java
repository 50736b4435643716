package com.hasivu.simulator.chaos;

import com.hasivu.simulator.demo.Mosquitto;
import com.hasivu.simulator.demo.Rig;
import com.hasivu.simulator.demo.Site;
import com.hasivu.simulator.power.Volume;
import com.hasivu.simulator.process.Program;
import com.hasivu.simulator.process.ProgramException;
import com.hasivu.simulator.proxy.FaultProxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Where rounds happen: a {@link Rig} with a proxy between station and broker, used for some rounds
 * and then replaced. One thread.
 */
final class Bench implements AutoCloseable {
    private static final int HUNGRY = 5;
    private static final int EATEN = 5;
    private static final int HUNGRY_AT_MOST = 20;
    private static final int VOLUME_MEBIBYTES = 24;
    private static final Duration VISITS = Duration.ofSeconds(90);
    private static final Duration SETTLE = Duration.ofSeconds(90);
    private static final Duration LINK = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(60);

    /** Two nodes look every 5 s whether the other one made a newer snapshot. */
    private static final Duration NEWEST = Duration.ofSeconds(60);

    private final Rig rig;
    private final FaultProxy proxy;
    private final Optional<Volume> volume;
    private final Optional<Mosquitto> mosquitto;
    private final boolean twoNodes;
    private final Path faultFile;
    private final boolean quick;
    private boolean spent;
    private boolean armed;
    private boolean ownChecks;
    private long liftedAt;

    private Bench(
            Rig rig,
            FaultProxy proxy,
            Optional<Volume> volume,
            Optional<Mosquitto> mosquitto,
            boolean twoNodes,
            boolean quick) {
        this.rig = rig;
        this.twoNodes = twoNodes;
        this.proxy = proxy;
        this.volume = volume;
        this.mosquitto = mosquitto;
        this.faultFile = rig.site().dir().resolve("faults");
        this.quick = quick;
    }

    /** Starts everything in {@code dir}; the station takes taps. */
    static Bench open(
            Path dir, Fault.Place place, Site.Store store, int children, long seed, boolean quick) {
        Optional<Mosquitto> mosquitto =
                place == Fault.Place.MOSQUITTO || place == Fault.Place.NODES
                        ? Optional.of(Mosquitto.start(dir))
                        : Optional.empty();
        Site site =
                mosquitto
                        .map(broker -> Site.withBroker(dir, store, broker.forCloud()))
                        .orElseGet(() -> new Site(dir, store));
        FaultProxy proxy =
                FaultProxy.open(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        site.broker(),
                        seed);
        site.stationsMeetAt(proxy.address());
        site.smallSegments();
        Optional<Volume> volume =
                place == Fault.Place.VOLUME
                        ? Optional.of(Volume.make(dir, VOLUME_MEBIBYTES))
                        : Optional.empty();
        volume.ifPresent(made -> site.keepStateAt(made.mountPoint().resolve("edge")));
        Rig rig;
        try {
            rig = new Rig(site, children);
        } catch (RuntimeException e) {
            proxy.close();
            site.close();
            volume.ifPresent(Volume::close);
            mosquitto.ifPresent(Mosquitto::close);
            throw e;
        }
        boolean twoNodes = place == Fault.Place.NODES;
        Bench bench = new Bench(rig, proxy, volume, mosquitto, twoNodes, quick);
        try {
            if (twoNodes) {
                Site.awaitReady(site.launchNode(2));
            }
            rig.startEdge().await("snapshot", LINK);
            return bench;
        } catch (RuntimeException e) {
            bench.close();
            throw e;
        }
    }

    Rig rig() {
        return rig;
    }

    FaultProxy proxy() {
        return proxy;
    }

    Volume volume() {
        return volume.orElseThrow();
    }

    Mosquitto mosquitto() {
        return mosquitto.orElseThrow();
    }

    Program station() {
        return rig.site().edge();
    }

    /** The fault is over: from here on recovery is timed. */
    void lifted() {
        liftedAt = System.nanoTime();
    }

    long liftedAt() {
        return liftedAt;
    }

    /** How long a process stands still. */
    Duration still() {
        return quick ? Duration.ofSeconds(5) : Duration.ofSeconds(30);
    }

    boolean quick() {
        return quick;
    }

    /** Children come: some to be served, some who were. */
    void load() {
        rig.hungryChildren(HUNGRY);
        rig.eatenChildren(EATEN);
    }

    /** SIGTERM; the station must end by itself with exit code 0. */
    void stopStation() {
        Optional<Integer> code = station().stop(STOP);
        if (code.isEmpty() || code.get() != 0) {
            throw new ProgramException(
                    "the station did not stop cleanly: %s; its log: %s"
                            .formatted(
                                    code.map(c -> "exit " + c)
                                            .orElse(
                                                    "still running after %d s"
                                                            .formatted(STOP.toSeconds())),
                                    station().log()));
        }
    }

    /** The station runs with its fault points armed; none of them does anything yet. */
    void arm() {
        if (armed && station().isAlive()) {
            return;
        }
        put("");
        stopStation();
        rig.startEdge("-Dhasivu.fault-file=" + faultFile);
        armed = true;
    }

    /** Starts the station again as it was, after it ended. */
    void startAgain() {
        lifted();
        if (armed) {
            rig.startEdge("-Dhasivu.fault-file=" + faultFile);
        } else {
            rig.startEdge();
        }
    }

    /** These rules are in force in the armed station from now on; without any, none is. */
    void faults(String... rules) {
        String text = String.join("\n", rules);
        put(text);
        Path taken = faultFile.resolveSibling("faults.taken");
        await(
                "the station's word that it took the faults",
                LINK,
                () -> {
                    try {
                        return Files.exists(taken) && Files.readString(taken).equals(text);
                    } catch (IOException e) {
                        throw new UncheckedIOException("cannot read " + taken, e);
                    }
                });
    }

    private void put(String text) {
        try {
            Path aside = faultFile.resolveSibling("faults.new");
            Files.writeString(aside, text);
            Files.move(aside, faultFile, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + faultFile, e);
        }
    }

    /** Whether the station holds the link to be up, each time it changed since it started. */
    List<Boolean> linkEvents() {
        return station().events().stream()
                .filter(e -> e.path("event").asText().equals("link"))
                .map(e -> e.path("up").asBoolean())
                .toList();
    }

    /** Waits until the station says that its link is {@code up}. */
    void awaitLink(boolean up, Duration patience) {
        await(
                "link " + (up ? "up" : "down"),
                patience,
                () -> !linkEvents().isEmpty() && linkEvents().getLast() == up);
    }

    /** Resets the link and waits until the station has lost it and has another. */
    void reconnect() {
        awaitLink(true, LINK);
        long events = linkEvents().size();
        proxy.cut();
        await("link down", LINK, () -> linkEvents().size() > events);
        awaitLink(true, LINK);
    }

    /** Waits for proof of a bite. */
    void await(String what, Duration patience, BooleanSupplier seen) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!seen.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new NoBiteException(
                        "no %s within %d s; %s"
                                .formatted(what, patience.toSeconds(), station().lastWords()));
            }
            try {
                TimeUnit.MILLISECONDS.sleep(20); // a file or a status has no way to call us
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new NoBiteException("interrupted while waiting for " + what);
            }
        }
    }

    /** The fault has made its own checks, which take the place of the usual ones. */
    void checked() {
        ownChecks = true;
    }

    /** No further round on this bench: what it is now is not what others begin with. */
    void spend() {
        spent = true;
    }

    boolean isSpent() {
        return spent || rig.hungryLeft() < HUNGRY_AT_MOST;
    }

    /** Waits until everything is at rest, and checks; what is wrong. */
    List<String> rest() {
        if (ownChecks) {
            return List.of();
        }
        rig.awaitVisits(VISITS);
        rig.awaitSettled(SETTLE);
        if (twoNodes) {
            rig.awaitNewestSnapshot(NEWEST);
        }
        return rig.site().store() == Site.Store.POSTGRES ? rig.problems() : rig.stationProblems();
    }

    /** The cloud's tables too, which on H2 nobody may read while the cloud runs. */
    List<String> lastCheck() {
        List<String> problems = new ArrayList<>();
        rig.site().stopPrograms().ifPresent(bad -> problems.add("no clean stop: " + bad));
        if (!ownChecks && rig.site().store() == Site.Store.H2) {
            problems.addAll(rig.problems());
        }
        return problems;
    }

    @Override
    public void close() {
        rig.close();
        proxy.close();
        volume.ifPresent(Volume::close);
        mosquitto.ifPresent(Mosquitto::close);
    }
}
