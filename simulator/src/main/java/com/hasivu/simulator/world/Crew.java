package com.hasivu.simulator.world;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;
import java.util.function.Predicate;

/**
 * Runs seeds on several threads, each with {@link Worlds} of its own, and hands on the outcomes in
 * the order of the seeds: whoever reads them sees what one thread would have shown. Close it on the
 * thread that made it.
 */
final class Crew implements AutoCloseable {
    /**
     * Seeds begun and not handed on yet, for each thread: one that takes long holds up the rest.
     */
    private static final int AHEAD = 8;

    private final int jobs;
    private final ExecutorService threads;
    private final ConcurrentLinkedQueue<Worlds> opened = new ConcurrentLinkedQueue<>();
    private final ThreadLocal<Worlds> own = ThreadLocal.withInitial(this::openOne);

    Crew(int jobs) {
        this.jobs = jobs;
        this.threads =
                Executors.newFixedThreadPool(
                        jobs, Thread.ofPlatform().name("world-", 1).daemon().factory());
    }

    private Worlds openOne() {
        Worlds worlds = new Worlds();
        opened.add(worlds);
        return worlds;
    }

    /**
     * Runs the seeds from {@code first} on.
     *
     * @param more asked before a seed is begun
     * @param next gets each outcome in order; when it says false nothing more is begun or handed on
     */
    void run(
            long first,
            LongFunction<Plan> plans,
            LongPredicate more,
            Predicate<World.Outcome> next) {
        Deque<Future<World.Outcome>> begun = new ArrayDeque<>();
        long seed = first;
        boolean goesOn = true;
        while (goesOn) {
            while (begun.size() < jobs * AHEAD && more.test(seed)) {
                Plan plan = plans.apply(seed++);
                begun.add(threads.submit(() -> own.get().run(plan)));
            }
            goesOn = !begun.isEmpty() && next.test(take(begun.remove()));
        }
        begun.forEach(one -> one.cancel(false));
    }

    private static World.Outcome take(Future<World.Outcome> one) {
        try {
            return one.get();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the crew", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a world could not run", e.getCause());
        }
    }

    /** Waits for the worlds that are still running. */
    @Override
    public void close() {
        threads.close();
        opened.forEach(Worlds::close);
    }
}
