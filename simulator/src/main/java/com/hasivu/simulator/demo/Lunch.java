package com.hasivu.simulator.demo;

import com.hasivu.simulator.demo.Counter.Visit;
import com.hasivu.simulator.process.Program;
import com.hasivu.simulator.reader.EmulatedReader;
import com.hasivu.simulator.school.Child;
import com.hasivu.simulator.school.Part;
import com.hasivu.simulator.school.School;
import com.hasivu.simulator.school.Tap;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The lunch itself: children come at a steady pace to two readers while, beside them, a card is
 * blocked and an order cancelled by API, the broker goes away and the station is killed.
 */
final class Lunch {
    private static final Duration PACE = Duration.ofMillis(200);
    private static final Duration BROKER_AWAY = Duration.ofSeconds(5);
    private static final double BROKER_AWAY_AT = 0.35;
    private static final double KILL_AT = 0.75;
    private static final int IN_FLIGHT = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /**
     * What happened.
     *
     * @param blockMillis from the API's answer until the station decided by the blocked card
     * @param cancelMillis likewise for the cancelled order
     * @param awayMillis how long the station had no broker
     * @param killedAfter visits ended when the station was killed
     * @param readyMillis from the start after the kill until taps were accepted
     */
    record Story(
            List<Visit> visits,
            long blockMillis,
            long cancelMillis,
            long awayMillis,
            int killedAfter,
            long readyMillis) {}

    private final Site site;
    private final School school;
    private final SchoolDay day;
    private final Screen screen;
    private final List<Counter> counters = new ArrayList<>();
    private final List<Light> lights;
    private final AtomicInteger arrived = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private volatile boolean changesKnown;
    private volatile boolean killDue;
    private long blockMillis;
    private long cancelMillis;
    private long awayMillis;
    private int killedAfter;
    private long readyMillis;

    Lunch(
            Site site,
            School school,
            SchoolDay day,
            Map<String, EmulatedReader> readers,
            Screen screen,
            List<Light> lights) {
        this.site = site;
        this.school = school;
        this.day = day;
        this.screen = screen;
        this.lights = lights;
        readers.forEach((name, reader) -> counters.add(new Counter(name, reader, this::visited)));
    }

    private void visited(Visit visit) {
        ended.incrementAndGet();
        screen.visit(visit);
    }

    /** Passes the station's signals to the counters; call for every edge process. */
    void listenTo(Program edge) {
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
    }

    Story run() throws InterruptedException {
        screen.heading();
        List<Visit> visits = new ArrayList<>();
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            Future<?> happenings = threads.submit(this::happenings);
            List<Future<List<Visit>>> lanes = new ArrayList<>();
            counters.forEach(counter -> lanes.add(threads.submit(counter::serve)));
            try {
                arrivals(happenings);
                for (Future<List<Visit>> lane : lanes) {
                    visits.addAll(lane.get());
                }
                happenings.get();
            } catch (ExecutionException e) {
                counters.forEach(Counter::closeQueue);
                threads.shutdownNow();
                throw e.getCause() instanceof RuntimeException cause
                        ? cause
                        : new IllegalStateException(e.getCause());
            }
        }
        return new Story(
                List.copyOf(visits),
                blockMillis,
                cancelMillis,
                awayMillis,
                killedAfter,
                readyMillis);
    }

    private void arrivals(Future<?> happenings) throws InterruptedException, ExecutionException {
        long next = System.nanoTime();
        for (Tap tap : school.lunch()) {
            while (mustWait(tap)) {
                if (happenings.isDone()) {
                    happenings.get(); // tells why it never came
                }
                TimeUnit.MILLISECONDS.sleep(20); // the queue waits for what this child comes after
                next = System.nanoTime();
            }
            next += PACE.toNanos();
            TimeUnit.NANOSECONDS.sleep(Math.max(0, next - System.nanoTime()));
            arrived.incrementAndGet();
            counters.get(tap.child().lane()).join(tap);
        }
        counters.forEach(Counter::closeQueue);
    }

    /** Some children come after a change, and the last part of the queue after the kill. */
    private boolean mustWait(Tap tap) {
        Part part = tap.child().part();
        boolean changed = part == Part.BLOCKED_IN_LUNCH || part == Part.CANCELLED_IN_LUNCH;
        return (changed && !changesKnown)
                || (!killDue && arrived.get() > school.lunch().size() * KILL_AT + IN_FLIGHT);
    }

    private void happenings() {
        try {
            awaitArrived(School.CHANGES_AT);
            changes();
            awaitArrived(BROKER_AWAY_AT);
            brokerAway();
            awaitArrived(KILL_AT);
            kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitArrived(double part) throws InterruptedException {
        while (arrived.get() < school.lunch().size() * part) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private void changes() throws InterruptedException {
        Child blocked = only(Part.BLOCKED_IN_LUNCH);
        day.blockCard(blocked);
        blockMillis = untilDecided(blocked);
        screen.happening(
                "card %s blocked by API; the station refuses it %d ms after the answer"
                        .formatted(blocked.card(), blockMillis));
        Child cancelled = only(Part.CANCELLED_IN_LUNCH);
        day.cancelOrder(cancelled);
        cancelMillis = untilDecided(cancelled);
        screen.happening(
                "order %d cancelled by API; the station refuses it %d ms after the answer"
                        .formatted(day.orderOf(cancelled), cancelMillis));
        changesKnown = true;
    }

    /** Asks the running station, without a tap, until it would decide as it must. */
    private long untilDecided(Child child) throws InterruptedException {
        long begun = System.nanoTime();
        StationSocket socket =
                new StationSocket(site.dir().resolve("edge").resolve("control.sock"));
        String decided = "";
        while (System.nanoTime() - begun < PATIENCE.toNanos()) {
            decided = socket.wouldDecide(child.card());
            if (decided.equals(child.part().firstAnswer())) {
                return Duration.ofNanos(System.nanoTime() - begun).toMillis();
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
        throw new IllegalStateException(
                "%d s after the change the station would still answer %s for card %s instead of %s; %s"
                        .formatted(
                                PATIENCE.toSeconds(),
                                decided,
                                child.card(),
                                child.part().firstAnswer(),
                                site.edge().lastWords()));
    }

    private Child only(Part part) {
        return school.children().stream().filter(c -> c.part() == part).findFirst().orElseThrow();
    }

    private void brokerAway() throws InterruptedException {
        Program edge = site.edge();
        long linkEvents = linkEvents(edge).size();
        long begun = System.nanoTime();
        day.broker(false);
        edge.await("link down", PATIENCE, e -> linkEvents(edge).size() > linkEvents);
        screen.happening("the broker is taken away; the counter goes on by its own copy");
        TimeUnit.NANOSECONDS.sleep(
                begun + BROKER_AWAY.toNanos() - System.nanoTime()); // the fault's length, as asked
        day.broker(true);
        edge.await("link up", PATIENCE, e -> linkEvents(edge).getLast());
        awayMillis = Duration.ofNanos(System.nanoTime() - begun).toMillis();
        screen.happening(
                "the broker is back; the station was without it for %.1f s"
                        .formatted(awayMillis / 1e3));
    }

    /** Whether the link was up, each time it changed. */
    private static List<Boolean> linkEvents(Program edge) {
        return edge.events().stream()
                .filter(e -> e.path("event").asText().equals("link"))
                .map(e -> e.path("up").asBoolean())
                .toList();
    }

    private void kill() {
        killDue = true;
        killedAfter = ended.get();
        site.edge().kill();
        long begun = System.nanoTime();
        screen.happening("kill -9 to the station; it is started again");
        Program edge = site.startEdge();
        listenTo(edge);
        edge.await("ready", PATIENCE);
        readyMillis = Duration.ofNanos(System.nanoTime() - begun).toMillis();
        screen.happening("the station takes taps again %.1f s later".formatted(readyMillis / 1e3));
    }
}
