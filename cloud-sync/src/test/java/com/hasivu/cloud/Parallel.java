package com.hasivu.cloud;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Does things at the same moment. */
public final class Parallel {
    private Parallel() {}

    /** Runs {@code count} works that all wait for the last one to arrive; answers in order. */
    public static <T> List<T> run(int count, IntFunction<Callable<T>> work)
            throws InterruptedException, ExecutionException {
        var together = new CountDownLatch(count);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<T>>();
            for (int i = 0; i < count; i++) {
                Callable<T> one = work.apply(i);
                running.add(
                        threads.submit(
                                () -> {
                                    together.countDown();
                                    together.await();
                                    return one.call();
                                }));
            }
            var answers = new ArrayList<T>();
            for (Future<T> future : running) {
                answers.add(future.get());
            }
            return answers;
        }
    }
}
