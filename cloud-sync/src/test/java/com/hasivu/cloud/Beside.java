package com.hasivu.cloud;

import static org.awaitility.Awaitility.await;

import com.hasivu.cloud.db.Database;

import org.jooq.DSLContext;
import org.jooq.SQLDialect;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Two works that meet, always in the same order: a transaction of the test stands in the middle,
 * and is committed once the other one waits for it, or has ended without.
 */
public final class Beside {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Beside() {}

    /**
     * Does the other work beside a transaction.
     *
     * @param standing what the transaction has done when the other one begins
     * @return what the other one said, after the commit
     */
    public static <T> T transaction(
            Database database, Function<DSLContext, ?> standing, Callable<T> other)
            throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<T> running =
                    database.transaction(
                            tx -> {
                                Object unused = standing.apply(tx);
                                Future<T> begun = threads.submit(other);
                                await().atMost(PATIENCE)
                                        .until(() -> begun.isDone() || waits(threads, database));
                                return begun;
                            });
            return running.get();
        }
    }

    /** Whether anybody waits for what another one holds: the database is asked, beside us. */
    private static boolean waits(ExecutorService threads, Database database) throws Exception {
        return threads.submit(() -> database.readOnce(Beside::waits)).get();
    }

    private static boolean waits(DSLContext tx) {
        String waiting = (tx.dialect() == SQLDialect.H2 ? Engine.H2 : Engine.POSTGRES).waiting();
        return tx.resultQuery(waiting).fetchSingle(0, Long.class) > 0;
    }
}
