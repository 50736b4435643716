package com.hasivu.edge.journal;

import static com.hasivu.edge.Patience.await;
import static com.hasivu.edge.journal.Journals.append;
import static com.hasivu.edge.journal.Journals.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Many threads, interrupts, a second process. */
class JournalThreadsTest {
    @TempDir Path folder;

    @Test
    void groupCommit_of64ThreadsKeepsOrderAndChain() throws Exception {
        int threads = 64;
        int each = 100;
        Map<Long, String> confirmed = new ConcurrentHashMap<>();
        try (Journal journal = Journals.open(folder)) {
            CountDownLatch start = new CountDownLatch(1);
            List<Thread> all = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int thread = t;
                all.add(
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            awaitQuietly(start);
                                            for (int i = 0; i < each; i++) {
                                                String text = thread + ":" + i;
                                                Appended appended = journal.append(1, ascii(text));
                                                confirmed.put(appended.id().sequence(), text);
                                            }
                                        }));
            }
            start.countDown();
            for (Thread thread : all) {
                thread.join();
            }
        }
        List<StoredRecord> records = Journals.all(folder);
        assertThat(records).hasSize(threads * each);
        assertThat(confirmed).hasSize(threads * each);
        Map<String, Integer> next = new HashMap<>();
        for (StoredRecord record : records) {
            String text = new String(record.payload(), StandardCharsets.US_ASCII);
            assertThat(confirmed).containsEntry(record.sequence(), text);
            String[] parts = text.split(":"); // each thread's own records stay in its order
            assertThat(Integer.parseInt(parts[1])).isEqualTo(next.getOrDefault(parts[0], 0));
            next.merge(parts[0], 1, Integer::sum);
        }
        assertThat(Journal.verify(folder, Journals.SCHOOL, Journals.STATION).problems()).isEmpty();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void interrupt_ofAppendingThreadsHarmsNothingAndIsKept() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        Map<Long, Boolean> confirmed = new ConcurrentHashMap<>();
        List<Throwable> failures = new ArrayList<>();
        try (Journal journal = Journals.open(folder)) {
            List<Thread> appenders = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                appenders.add(
                        Thread.ofPlatform()
                                .uncaughtExceptionHandler((thread, e) -> failures.add(e))
                                .start(
                                        () -> {
                                            while (!stop.get()) {
                                                Appended done = journal.append(1, ascii("x"));
                                                confirmed.put(
                                                        done.id().sequence(), Thread.interrupted());
                                            }
                                        }));
            }
            await().pollInterval(Duration.ofMillis(1))
                    .until(
                            () -> {
                                appenders.forEach(Thread::interrupt);
                                return confirmed.size() > 1500;
                            });
            stop.set(true);
            for (Thread appender : appenders) {
                appender.join();
            }
            assertThat(failures).isEmpty();
            assertThat(confirmed.values()).contains(true);
            assertThat(journal.lastSequence()).isEqualTo(confirmed.size());
            append2(journal);
        }
        assertThat(Journal.verify(folder, Journals.SCHOOL, Journals.STATION).problems()).isEmpty();
    }

    private static void append2(Journal journal) {
        Thread.currentThread().interrupt();
        journal.append(1, ascii("interrupted before"));
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void reader_seesRecordsOnlyOnceTheyAreOnDisk() throws Exception {
        try (Journal journal = Journals.open(folder)) {
            Thread appender =
                    Thread.ofPlatform().start(() -> append(journal, 1, 2000)); // over two files
            long next = 1;
            while (next <= 2000) {
                assertThat(journal.awaitRecordsAfter(next - 1, Duration.ofSeconds(20))).isTrue();
                for (StoredRecord record : journal.read(next, 500, 64 * 1024)) {
                    assertThat(record.sequence()).isEqualTo(next);
                    assertThat(record.payload()).isEqualTo(payload((int) next));
                    next++;
                }
            }
            appender.join();
        }
    }

    @Test
    void secondOpen_inTheSameProcessIsRefused() {
        Journal journal = Journals.open(folder);
        assertThatThrownBy(() -> Journals.open(folder))
                .isInstanceOf(JournalInUseException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining(Long.toString(ProcessHandle.current().pid()));
        append(journal, 1, 1); // and the first is not disturbed
        journal.close();
        Journals.open(folder).close();
    }

    /** Holds a journal until its standard input ends. */
    public static final class Holder {
        public static void main(String[] args) throws Exception {
            try (Journal journal = Journals.open(Path.of(args[0]))) {
                System.out.println("holding " + journal.lastSequence());
                while (System.in.read() >= 0) {}
            }
        }
    }

    @Test
    void secondProcess_isRefusedAndNamesTheFolderAndTheHolder() throws Exception {
        Process holder =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Holder.class.getName(),
                                folder.toString())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try (var lines = holder.inputReader()) {
            String line = lines.readLine();
            while (line != null && !line.startsWith("holding")) {
                line = lines.readLine();
            }
            assertThat(line).isEqualTo("holding 0");
            assertThatThrownBy(() -> Journals.open(folder))
                    .isInstanceOf(JournalInUseException.class)
                    .hasMessageContaining(folder.toString())
                    .hasMessageContaining("process " + holder.pid());
        } finally {
            holder.destroyForcibly(); // as a power cut: the lock must not stay behind
            assertThat(holder.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
        try (Journal journal = Journals.open(folder)) {
            append(journal, 1, 1);
        }
    }
}
