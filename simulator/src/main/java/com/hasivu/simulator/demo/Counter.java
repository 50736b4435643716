package com.hasivu.simulator.demo;

import com.hasivu.simulator.reader.EmulatedReader;
import com.hasivu.simulator.school.Child;
import com.hasivu.simulator.school.Tap;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One reader at the counter and the children before it, one after the other, each behaving as a
 * child does: hold the card there until the light, and when no light comes, take it away and try
 * again. One thread runs {@link #serve}.
 */
final class Counter {
    private static final Duration PATIENCE = Duration.ofMillis(1_500);

    /** A tag read from afar must lead its neighbours for a while before it counts. */
    private static final Duration TAG_PATIENCE = Duration.ofSeconds(5);

    private static final Duration GIVE_UP = Duration.ofSeconds(90);
    private static final Duration BEFORE_NEXT_TRY = Duration.ofMillis(500);
    private static final Duration BETWEEN_CHILDREN = Duration.ofMillis(30);

    /**
     * One child's visit.
     *
     * @param light the signal that ended it; empty when the child gave up
     * @param tries how often the card was put on the reader
     */
    record Visit(Tap tap, String reader, Optional<Light> light, int tries, long nanos) {}

    private final String name;
    private final EmulatedReader reader;
    private final BlockingQueue<Tap> queue = new LinkedBlockingQueue<>();
    private final BlockingQueue<Light> lights = new LinkedBlockingQueue<>();
    private final Consumer<Visit> visited;
    private volatile boolean open = true;

    Counter(String name, EmulatedReader reader, Consumer<Visit> visited) {
        this.name = name;
        this.reader = reader;
        this.visited = visited;
    }

    String name() {
        return name;
    }

    EmulatedReader reader() {
        return reader;
    }

    /** A child joins the queue. */
    void join(Tap tap) {
        queue.add(tap);
    }

    /** A child holds a card to the reader for a moment and leaves, light or not. Nobody is here. */
    void passBy(Child child, Duration hold) throws InterruptedException {
        reader.present(child.card());
        TimeUnit.NANOSECONDS.sleep(hold.toNanos()); // a child's hand, not a wait for anything
        reader.remove();
    }

    /** No more children will come; {@link #serve} returns when the queue is empty. */
    void closeQueue() {
        open = false;
    }

    /** The station gave a signal at this reader. */
    void light(Light light) {
        lights.add(light);
    }

    /** Serves the queue until it is closed and empty. */
    List<Visit> serve() throws InterruptedException {
        List<Visit> visits = new ArrayList<>();
        while (true) {
            Tap tap = queue.poll(50, TimeUnit.MILLISECONDS);
            if (tap == null) {
                if (!open && queue.isEmpty()) {
                    return visits;
                }
                continue;
            }
            Visit visit = visit(tap);
            visits.add(visit);
            visited.accept(visit);
        }
    }

    private Visit visit(Tap tap) throws InterruptedException {
        if (tap.noise().length > 0) {
            reader.noise(tap.noise());
        }
        long begun = System.nanoTime();
        int tries = 0;
        Optional<Light> light = Optional.empty();
        while (light.isEmpty() && System.nanoTime() - begun < GIVE_UP.toNanos()) {
            if (tries++ > 0) {
                TimeUnit.NANOSECONDS.sleep(BEFORE_NEXT_TRY.toNanos());
            }
            reader.present(tap.child().card());
            light = awaitLight(tap);
            if (light.isPresent()) {
                TimeUnit.NANOSECONDS.sleep(
                        tap.hold().toNanos()); // a child's hand, not a wait for anything
            }
            reader.remove();
        }
        TimeUnit.NANOSECONDS.sleep(BETWEEN_CHILDREN.toNanos());
        return new Visit(tap, name, light, tries, System.nanoTime() - begun);
    }

    private Optional<Light> awaitLight(Tap tap) throws InterruptedException {
        boolean fromAfar = tap.child().cardType().equals("epc");
        Duration patience = fromAfar ? TAG_PATIENCE : PATIENCE;
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            Light light = lights.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (light == null) {
                return Optional.empty();
            }
            if (light.card().equals(tap.child().card())) {
                return Optional.of(light);
            }
        }
    }
}
