package com.hasivu.cloud.db;

import static com.hasivu.cloud.schema.Tables.OUTBOX;

import java.nio.file.Path;
import java.time.Instant;

/**
 * A child process of {@link H2FileTest}: commits from many threads and names each answered commit.
 */
final class Committer {
    private static final int THREADS = 8;

    private Committer() {}

    public static void main(String[] args) throws InterruptedException {
        Database database = Database.open(DatabaseConfig.h2(Path.of(args[0])));
        database.migrate();
        var threads = new Thread[THREADS];
        for (int t = 0; t < THREADS; t++) {
            String prefix = args[1] + "-" + t + "-";
            threads[t] =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        for (int n = 0; ; n++) {
                                            String id = prefix + n;
                                            database.transaction(
                                                    tx ->
                                                            tx.insertInto(OUTBOX)
                                                                    .set(OUTBOX.SCHOOL, "s")
                                                                    .set(OUTBOX.KIND, "k")
                                                                    .set(OUTBOX.PAYLOAD, id)
                                                                    .set(
                                                                            OUTBOX.CREATED,
                                                                            Instant.EPOCH)
                                                                    .execute());
                                            say(id);
                                        }
                                    });
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void say(String id) {
        synchronized (System.out) {
            System.out.println("ack " + id);
            System.out.flush();
        }
    }
}
