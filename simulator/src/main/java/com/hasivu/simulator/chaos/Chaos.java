package com.hasivu.simulator.chaos;

import com.hasivu.simulator.demo.Site;
import com.hasivu.simulator.process.Folders;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * The rounds. Which fault round N brings and when it strikes follows from the seed and N alone, so
 * a failed round can be made again by itself. One thread drives.
 */
final class Chaos implements AutoCloseable {
    private static final int CHILDREN = 320;
    private static final int QUICK_CHILDREN = 150;

    /** How to run. */
    record Plan(
            long seed, int first, int rounds, List<Fault> faults, Site.Store store, boolean quick) {
        /** The rounds' faults in order: each by its weight, or, when quick, one after the other. */
        Fault draw(int round) {
            if (quick) {
                return faults.get((round - 1) % faults.size());
            }
            int all = faults.stream().mapToInt(Fault::weight).sum();
            int at = random(round).nextInt(all);
            for (Fault fault : faults) {
                at -= fault.weight();
                if (at < 0) {
                    return fault;
                }
            }
            throw new IllegalStateException("no fault drawn");
        }

        Random random(int round) {
            // mixed, because neighbouring seeds of Random begin alike
            return new Random(new SplittableRandom(seed * 1_000_003 + round).nextLong());
        }
    }

    private final Plan plan;
    private final Path dir;
    private final Consumer<Round> told;
    private final Map<Fault.Place, Bench> benches = new EnumMap<>(Fault.Place.class);
    private final Map<Fault.Place, Path> folders = new EnumMap<>(Fault.Place.class);
    private final List<Path> kept = new ArrayList<>();
    private int opened;

    Chaos(Plan plan, Path dir, Consumer<Round> told) {
        this.plan = plan;
        this.dir = dir;
        this.told = told;
    }

    /** Every round; {@code told} hears of each as it ends. */
    List<Round> run() throws InterruptedException {
        List<Round> rounds = new ArrayList<>();
        for (int i = plan.first(); i < plan.first() + plan.rounds(); i++) {
            Round round = round(i);
            rounds.add(round);
            told.accept(round);
        }
        for (Fault.Place place : List.copyOf(benches.keySet())) {
            List<String> problems = retire(place);
            if (!problems.isEmpty()) {
                Round last =
                        new Round(
                                plan.first() + plan.rounds() - 1,
                                "last check",
                                "all stopped",
                                Duration.ZERO,
                                problems);
                rounds.add(last);
                told.accept(last);
            }
        }
        return rounds;
    }

    /** Folders of failed rounds, kept for a person. */
    List<Path> kept() {
        return List.copyOf(kept);
    }

    private Round round(int number) throws InterruptedException {
        Fault fault = plan.draw(number);
        Random random = plan.random(-number);
        String proof = "";
        long lifted = System.nanoTime();
        List<String> problems = new ArrayList<>();
        try {
            Bench bench = bench(fault.place());
            proof = fault.strike().on(bench, random);
            lifted = bench.liftedAt();
            problems.addAll(bench.rest());
        } catch (NoBiteException e) {
            problems.add("did not bite: " + e.getMessage());
        } catch (RuntimeException e) {
            problems.add(e.toString());
        }
        Duration recovered = Duration.ofNanos(System.nanoTime() - lifted);
        Round round = new Round(number, fault.name(), proof, recovered, List.copyOf(problems));
        if (!round.good()) {
            keep(fault.place());
        } else if (benches.get(fault.place()) instanceof Bench bench && bench.isSpent()) {
            List<String> atTheEnd = retire(fault.place());
            if (!atTheEnd.isEmpty()) {
                return new Round(number, fault.name(), proof, recovered, atTheEnd);
            }
        }
        return round;
    }

    private Bench bench(Fault.Place place) {
        Bench known = benches.get(place);
        if (known != null) {
            return known;
        }
        Path folder = dir.resolve("b" + ++opened);
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + folder, e);
        }
        folders.put(place, folder);
        Bench bench =
                Bench.open(
                        folder,
                        place,
                        plan.store(),
                        plan.quick() ? QUICK_CHILDREN : CHILDREN,
                        plan.seed(),
                        plan.quick());
        benches.put(place, bench);
        return bench;
    }

    /** Ends a bench in order; its folder goes unless something is wrong. */
    private List<String> retire(Fault.Place place) {
        Bench bench = benches.remove(place);
        if (bench == null) {
            return List.of();
        }
        List<String> problems = new ArrayList<>();
        try {
            problems.addAll(bench.lastCheck());
        } catch (RuntimeException e) {
            problems.add(e.toString());
        }
        bench.close();
        if (problems.isEmpty()) {
            Folders.delete(folder(place));
        } else {
            kept.add(folder(place));
        }
        return problems;
    }

    /** After a failed round nothing on its bench is touched any more. */
    private void keep(Fault.Place place) {
        Bench bench = benches.remove(place);
        if (bench != null) {
            bench.close();
        }
        if (folders.containsKey(place)) {
            kept.add(folder(place));
        }
    }

    private Path folder(Fault.Place place) {
        Path folder = folders.remove(place);
        if (folder == null) {
            throw new IllegalStateException("no folder for " + place);
        }
        return folder;
    }

    @Override
    public void close() {
        benches.values().forEach(Bench::close);
        benches.clear();
    }
}
