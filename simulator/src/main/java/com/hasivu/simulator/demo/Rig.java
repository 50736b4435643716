package com.hasivu.simulator.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.hasivu.simulator.check.Checker;
import com.hasivu.simulator.check.Finding;
import com.hasivu.simulator.check.RawCloud;
import com.hasivu.simulator.check.RawJournal;
import com.hasivu.simulator.check.RawRecord;
import com.hasivu.simulator.check.ReplayCheck;
import com.hasivu.simulator.demo.Counter.Visit;
import com.hasivu.simulator.process.Program;
import com.hasivu.simulator.process.ProgramException;
import com.hasivu.simulator.reader.EmulatedReader;
import com.hasivu.simulator.reader.pn532.Pn532Emulator;
import com.hasivu.simulator.reader.rdm6300.Rdm6300Emulator;
import com.hasivu.simulator.school.Child;
import com.hasivu.simulator.school.Part;
import com.hasivu.simulator.school.School;
import com.hasivu.simulator.school.Tap;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A cloud and a station as real processes, two emulated readers, and children that tap until they
 * see a light; and, at rest, the checks on raw records. For whoever kills and cuts.
 *
 * <p>A child who sees that the counter is out of service, or no light at all, or a refusal while
 * the rig {@link #puzzle}s children, comes again later.
 *
 * <p>Threading: one thread drives; lights and visits come in on others.
 */
public final class Rig implements AutoCloseable {
    private static final Duration HOLD = Duration.ofMillis(40);
    private static final Duration START = Duration.ofSeconds(60);
    private static final byte[] NO_NOISE = new byte[0];

    private final Site site;
    private final SchoolDay day;
    private final List<Counter> counters = new ArrayList<>();
    private final List<Site.SiteReader> readers;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Deque<Child> hungry = new ArrayDeque<>();
    private final Deque<Child> eaten = new ArrayDeque<>(); // their lights are marked as shown
    private final Object guard = new Object(); // of all below
    private final List<Light> lights = new ArrayList<>();
    private final List<Visit> visits = new ArrayList<>();
    private final Map<Tap, Integer> earlierTries = new HashMap<>();
    private boolean puzzled;
    private int sent;
    private int meals;
    private int visitsAtStart;

    /**
     * Starts the cloud and fills a school with {@code children}; the site is the rig's now.
     *
     * @param cloudJvm options of the cloud's Java machine
     */
    public Rig(Site site, int children, String... cloudJvm) {
        this.site = site;
        School school = School.of(11, School.fewestTaps(), children);
        site.startCloud(cloudJvm);
        day = SchoolDay.open(site.http(), Site.ADMIN, Site.ADMIN_PASSWORD);
        day.fill(school);
        school.children().stream().filter(c -> c.part() == Part.REGULAR).forEach(hungry::add);
        EmulatedReader rdm = Rdm6300Emulator.at(site.dir().resolve("ttyRDM"));
        EmulatedReader pn = Pn532Emulator.at(site.dir().resolve("ttyPN532"));
        counters.add(new Counter("counter-1a", rdm, this::visited));
        counters.add(new Counter("counter-1b", pn, this::visited));
        readers =
                List.of(
                        new Site.SiteReader("counter-1a", "rdm6300", rdm.device(), Map.of()),
                        new Site.SiteReader("counter-1b", "pn532", pn.device(), Map.of()));
        site.configureEdge(day.claimCode(), readers);
        counters.forEach(counter -> threads.execute(() -> serve(counter)));
    }

    private static void serve(Counter counter) {
        try {
            counter.serve();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void visited(Visit visit) {
        synchronized (guard) {
            String answer = visit.light().map(Light::answer).orElse("");
            boolean comesAgain =
                    answer.isEmpty()
                            || answer.equals("out-of-service")
                            || (puzzled && !answer.equals(visit.tap().answer()));
            int tries = visit.tries() + earlierTries.getOrDefault(visit.tap(), 0);
            if (comesAgain) {
                earlierTries.put(visit.tap(), tries);
                counters.get(visit.tap().child().lane()).join(visit.tap());
            } else {
                visits.add(
                        new Visit(
                                visit.tap(), visit.reader(), visit.light(), tries, visit.nanos()));
            }
        }
    }

    public SchoolDay day() {
        return day;
    }

    public Site site() {
        return site;
    }

    /** Starts the station and waits until it takes taps. */
    public Program startEdge(String... jvm) {
        Program edge = launchEdge(jvm);
        edge.await("ready", START);
        synchronized (guard) {
            visitsAtStart = visits.size();
        }
        return edge;
    }

    /** Starts the station; it may end before it is ready. */
    public Program launchEdge(String... jvm) {
        Program edge = site.startEdge(jvm);
        edge.onEvent(event -> Light.of(event).ifPresent(this::shine));
        return edge;
    }

    private void shine(Light light) {
        synchronized (guard) {
            lights.add(light);
        }
        counters.stream().filter(c -> c.name().equals(light.reader())).forEach(c -> c.light(light));
    }

    /** How many children with paid orders have not come yet. */
    public int hungryLeft() {
        return hungry.size();
    }

    /** The next child with a paid order, who will not come to the counter. */
    public Child nextHungry() {
        return hungry.remove();
    }

    /**
     * At each counter a child with a paid order holds its card to the reader for a moment and
     * leaves, light or not; their meals count as none. Nobody else may be at the counters.
     */
    public List<Child> passBy(Duration hold) throws InterruptedException {
        List<Child> left = new ArrayList<>();
        for (int lane = 0; lane < counters.size(); lane++) {
            int own = lane;
            Child child = hungry.stream().filter(c -> c.lane() == own).findFirst().orElseThrow();
            hungry.remove(child);
            counters.get(lane).passBy(child, hold);
            left.add(child);
        }
        return left;
    }

    /** The next {@code count} children with paid orders come to the counter; returns at once. */
    public void hungryChildren(int count) {
        for (int i = 0; i < count; i++) {
            come(hungry.remove(), "serve");
            meals++;
        }
    }

    /**
     * Up to {@code count} children who were served come once more and must be refused. Only those
     * whose light the living station itself has given: of a light just before a kill the station
     * may not know that it was seen, and show it once more.
     */
    public void eatenChildren(int count) {
        for (int i = 0; i < count && !eaten.isEmpty(); i++) {
            Child child = eaten.remove();
            come(child, "ALREADY_SERVED");
            eaten.add(child);
        }
    }

    /** The last {@code count} children who were served come again and must be shown green. */
    public void servedComeOnceMore(int count) {
        List<Child> served;
        synchronized (guard) {
            served =
                    visits.stream()
                            .filter(v -> v.tap().answer().equals("serve"))
                            .map(v -> v.tap().child())
                            .toList();
        }
        served.subList(Math.max(0, served.size() - count), served.size())
                .forEach(child -> come(child, "serve"));
    }

    /**
     * The last {@code count} children who were served do not come again: nobody knows of their
     * meals.
     */
    public void forgetNewestEaten(int count) {
        for (int i = 0; i < count; i++) {
            eaten.removeLast();
        }
    }

    /** Nobody who was served so far comes again: the station may have forgotten its lights. */
    public void forgetEaten() {
        synchronized (guard) {
            eaten.clear();
            visitsAtStart = visits.size();
        }
    }

    /** The office revokes the station and opens it again; its settings have the new claim code. */
    public void openStationAgain() {
        site.configureEdge(day.stationOpenedAgain(), readers);
    }

    private void come(Child child, String answer) {
        sent++;
        counters.get(child.lane()).join(new Tap(child, HOLD, NO_NOISE, answer));
    }

    /** While true, a child who gets another answer than is due does not believe it. */
    public void puzzle(boolean on) {
        synchronized (guard) {
            puzzled = on;
        }
    }

    /**
     * Children come until the armed fault point ends the program; its exit code. Taps that wait for
     * the link travel together, so how many it takes is not known beforehand; so do those of a
     * start that takes long, which only the first children wait for.
     */
    public int hungryChildrenUntilDead(Program armed) {
        hungryChildren(4);
        armed.awaitReadyOrEnd(START);
        for (int i = 0; i < 10 && armed.exit(Duration.ofSeconds(3)).isEmpty(); i++) {
            hungryChildren(1);
        }
        return armed.exit(START)
                .orElseThrow(
                        () ->
                                new ProgramException(
                                        "the armed fault point did not end the program; "
                                                + armed.lastWords()));
    }

    /** Children at the counter or in the queue. */
    public int waiting() {
        synchronized (guard) {
            return sent - visits.size();
        }
    }

    /** Every signal so far. */
    public List<Light> lights() {
        synchronized (guard) {
            return List.copyOf(lights);
        }
    }

    public int shownAgain() {
        return (int) lights().stream().filter(l -> l.decision().equals("reshown")).count();
    }

    /** What the running station's status says. */
    public JsonNode status() {
        return new StationSocket(site.state().resolve("control.sock")).status();
    }

    /** Waits until every child that came has seen a light. */
    public void awaitVisits(Duration patience) {
        await("a light for every child", patience, () -> waiting() == 0);
        synchronized (guard) {
            visits.subList(visitsAtStart, visits.size()).stream()
                    .filter(v -> v.tap().answer().equals("serve"))
                    .map(v -> v.tap().child())
                    .forEach(eaten::add);
            visitsAtStart = visits.size();
        }
    }

    /** Waits until the station knows that the cloud holds its whole journal. */
    public void awaitSettled(Duration patience) {
        await(
                "the cloud's ack of the whole journal",
                patience,
                () -> {
                    RawJournal journal = journal();
                    return journal.ackedSequence() == journal.records().size();
                });
    }

    /** Waits until the station decides by the newest snapshot there is; on PostgreSQL. */
    public void awaitNewestSnapshot(Duration patience) {
        try (RawCloud cloud = site.openDatabase()) {
            await(
                    "newest snapshot at the station",
                    patience,
                    () -> {
                        JsonNode held = status().path("snapshot");
                        RawCloud.SnapshotHead newest = cloud.newestSnapshot(SchoolDay.SCHOOL);
                        return held.path("version").asLong() == newest.version()
                                && held.path("digest").asText().equals(newest.digest());
                    });
        }
    }

    private void await(String what, Duration patience, BooleanSupplier done) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new ProgramException(
                        "no %s within %d s; %d of %d children wait; the station's %s"
                                .formatted(
                                        what,
                                        patience.toSeconds(),
                                        waiting(),
                                        sent,
                                        site.edge().lastWords()));
            }
            try {
                TimeUnit.MILLISECONDS.sleep(50); // files and sockets are looked at, not heard
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ProgramException("interrupted while waiting for " + what, e);
            }
        }
    }

    /** The station's journal as its bytes stand. */
    public RawJournal journal() {
        return RawJournal.read(site.journal(), SchoolDay.SCHOOL, SchoolDay.STATION);
    }

    public List<RawRecord> records() {
        return journal().records();
    }

    /**
     * Every invariant and every count at rest, from raw records; what does not hold. On H2 the
     * cloud must be stopped.
     */
    public List<String> problems() {
        try (RawCloud cloud = site.openDatabase()) {
            RawJournal journal = journal();
            List<Finding> findings =
                    new ArrayList<>(
                            Checker.check(
                                    journal,
                                    cloud,
                                    SchoolDay.SCHOOL,
                                    SchoolDay.STATION,
                                    Light.evidence(lights())));
            findings.addAll(ReplayCheck.check(site.state()));
            int delivered = cloud.deliveredOrders(SchoolDay.SCHOOL);
            return Stream.concat(
                            told(findings, journal),
                            unequal("delivered orders in the cloud", delivered, meals))
                    .toList();
        }
    }

    /** As {@link #problems}, of the station alone. */
    public List<String> stationProblems() {
        RawJournal journal = journal();
        return told(Checker.check(journal, Light.evidence(lights())), journal).toList();
    }

    private Stream<String> told(List<Finding> findings, RawJournal journal) {
        Counts counts;
        synchronized (guard) {
            counts = Counts.of(List.copyOf(visits), List.copyOf(lights), journal.records());
        }
        return Stream.of(
                        findings.stream()
                                .filter(f -> !f.holds())
                                .map(f -> f.id() + ": " + f.wrong()),
                        unequal("records lost", counts.lost(), 0),
                        unequal("records doubled", counts.doubled(), 0),
                        unequal("children who got a wrong answer", counts.wrong(), 0),
                        unequal("serves in the journal", counts.serves(), meals))
                .flatMap(all -> all);
    }

    private static Stream<String> unequal(String what, int is, int mustBe) {
        return is == mustBe
                ? Stream.of()
                : Stream.of("%s: %d, must be %d".formatted(what, is, mustBe));
    }

    @Override
    public void close() {
        counters.forEach(Counter::closeQueue);
        threads.shutdownNow();
        counters.forEach(c -> c.reader().close());
        site.close();
    }
}
