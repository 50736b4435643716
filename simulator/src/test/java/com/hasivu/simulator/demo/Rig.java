package com.hasivu.simulator.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.protocol.fault.FaultPoint;
import com.hasivu.simulator.check.Checker;
import com.hasivu.simulator.check.Finding;
import com.hasivu.simulator.check.RawCloud;
import com.hasivu.simulator.check.RawJournal;
import com.hasivu.simulator.check.RawRecord;
import com.hasivu.simulator.check.ReplayCheck;
import com.hasivu.simulator.demo.Counter.Visit;
import com.hasivu.simulator.process.Program;
import com.hasivu.simulator.reader.EmulatedReader;
import com.hasivu.simulator.reader.pn532.Pn532Emulator;
import com.hasivu.simulator.reader.rdm6300.Rdm6300Emulator;
import com.hasivu.simulator.school.Child;
import com.hasivu.simulator.school.Part;
import com.hasivu.simulator.school.School;
import com.hasivu.simulator.school.Tap;

import org.awaitility.Awaitility;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A cloud and a station as real processes, two emulated readers, and children that tap until they
 * see a light; and at the end the checks on raw records. For tests that kill.
 */
final class Rig implements AutoCloseable {
    private final Site site;
    private final SchoolDay day;
    private final List<Counter> counters = new ArrayList<>();
    private final List<Light> lights = Collections.synchronizedList(new ArrayList<>());
    private final List<Visit> visits = Collections.synchronizedList(new ArrayList<>());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Iterator<Child> hungry;
    private int sent;

    Rig(Path dir, Site.Store store, int children) {
        School school = School.of(11, School.fewestTaps(), children);
        site = new Site(dir, store);
        site.startCloud();
        day = SchoolDay.open(site.http(), Site.ADMIN, Site.ADMIN_PASSWORD);
        day.fill(school);
        hungry = school.children().stream().filter(c -> c.part() == Part.REGULAR).iterator();
        EmulatedReader rdm = Rdm6300Emulator.at(dir.resolve("ttyRDM"));
        EmulatedReader pn = Pn532Emulator.at(dir.resolve("ttyPN532"));
        counters.add(new Counter("counter-1a", rdm, visits::add));
        counters.add(new Counter("counter-1b", pn, visits::add));
        site.configureEdge(
                day.claimCode(),
                List.of(
                        new Site.SiteReader("counter-1a", "rdm6300", rdm.device(), Map.of()),
                        new Site.SiteReader("counter-1b", "pn532", pn.device(), Map.of())));
        counters.forEach(
                c ->
                        threads.execute(
                                () -> {
                                    try {
                                        c.serve();
                                    } catch (InterruptedException e) {
                                        Thread.currentThread().interrupt();
                                    }
                                }));
    }

    SchoolDay day() {
        return day;
    }

    Site site() {
        return site;
    }

    /** Starts the station and waits until it takes taps by a snapshot. */
    Program startEdge(String... jvm) {
        Program edge = site.startEdge(jvm);
        edge.onEvent(
                event ->
                        Light.of(event)
                                .ifPresent(
                                        light -> {
                                            lights.add(light);
                                            counters.stream()
                                                    .filter(c -> c.name().equals(light.reader()))
                                                    .forEach(c -> c.light(light));
                                        }));
        edge.await("ready", Duration.ofSeconds(30));
        return edge;
    }

    static String haltAt(FaultPoint point, int passes) {
        return "-Dhasivu.halt-at=" + point.label() + ":" + passes;
    }

    /** The next {@code count} children with paid orders come to the counter; returns at once. */
    void hungryChildren(int count) {
        for (int i = 0; i < count; i++) {
            Child child = hungry.next();
            counters.get(child.lane())
                    .join(new Tap(child, Duration.ofMillis(40), new byte[0], "serve"));
            sent++;
        }
    }

    /**
     * Children come until the armed fault point ends the program. Taps that wait for the link
     * travel together, so how many it takes is not known beforehand.
     */
    void hungryChildrenUntilDead(Program armed) {
        hungryChildren(4);
        for (int i = 0; i < 10 && armed.exit(Duration.ofSeconds(3)).isEmpty(); i++) {
            hungryChildren(1);
        }
        assertThat(armed.exit(Duration.ofSeconds(10))).as("the fault point bites").contains(137);
    }

    Child nextHungry() {
        return hungry.next();
    }

    int shownAgain() {
        return (int) lights.stream().filter(l -> l.decision().equals("reshown")).count();
    }

    /** Waits until every child that came has seen a light. */
    void awaitVisits() {
        Awaitility.await("every child sees a light")
                .atMost(Duration.ofSeconds(60))
                .until(() -> visits.size() == sent);
    }

    /**
     * Waits until the cloud's tables hold the whole journal and the station knows it. On PostgreSQL
     * only.
     */
    void awaitSettled() {
        try (RawCloud cloud = site.openDatabase()) {
            Awaitility.await("the cloud acks the whole journal")
                    .atMost(Duration.ofSeconds(60))
                    .until(
                            () -> {
                                RawJournal journal =
                                        RawJournal.read(
                                                site.journal(),
                                                SchoolDay.SCHOOL,
                                                SchoolDay.STATION);
                                long last = journal.records().size();
                                return journal.ackedSequence() == last
                                        && cloud.head(
                                                                SchoolDay.SCHOOL,
                                                                SchoolDay.STATION,
                                                                journal.epoch())
                                                        .sequence()
                                                == last;
                            });
        }
    }

    /** Every invariant and every count, from raw records. */
    void assertNothingLostOrDoubled() {
        RawJournal journal = RawJournal.read(site.journal(), SchoolDay.SCHOOL, SchoolDay.STATION);
        List<Light> seen = List.copyOf(lights);
        try (RawCloud cloud = site.openDatabase()) {
            List<Finding> findings =
                    new ArrayList<>(
                            Checker.check(
                                    journal,
                                    cloud,
                                    SchoolDay.SCHOOL,
                                    SchoolDay.STATION,
                                    Light.evidence(seen)));
            findings.addAll(ReplayCheck.check(site.state()));
            assertThat(findings)
                    .allSatisfy(f -> assertThat(f.wrong()).as(f.id() + ": " + f.says()).isEmpty());
            Counts counts = Counts.of(List.copyOf(visits), seen, journal.records());
            assertThat(counts.lost()).as("records lost").isZero();
            assertThat(counts.doubled()).as("records doubled").isZero();
            assertThat(counts.wrong()).as("children who did not see green").isZero();
            assertThat(counts.serves()).as("serves in the journal").isEqualTo(sent);
            assertThat(cloud.deliveredOrders(SchoolDay.SCHOOL))
                    .as("delivered orders in the cloud")
                    .isEqualTo(sent);
        }
    }

    List<RawRecord> records() {
        return RawJournal.read(site.journal(), SchoolDay.SCHOOL, SchoolDay.STATION).records();
    }

    @Override
    public void close() {
        counters.forEach(Counter::closeQueue);
        threads.shutdownNow();
        counters.forEach(c -> c.reader().close());
        site.close();
    }
}
