package com.hasivu.simulator.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * One running program. Its standard output is a file of JSON lines, read as they come; so what it
 * said before a hard kill is still there afterwards. Thread-safe.
 */
public final class Program implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** How long a signal that no program can refuse may take on a busy machine. */
    private static final Duration DIES = Duration.ofSeconds(60);

    private final String name;
    private final Process process;
    private final Path out;
    private final Path log;
    private final List<JsonNode> events = new ArrayList<>();
    private final List<Consumer<JsonNode>> listeners = new CopyOnWriteArrayList<>();
    private final Thread reader;
    private final AtomicLong read = new AtomicLong(); // bytes of its output

    private Program(String name, Process process, Path out, Path log) {
        this.name = name;
        this.process = process;
        this.out = out;
        this.log = log;
        this.reader = Thread.ofPlatform().daemon().name("events-" + name).start(this::follow);
    }

    static Program start(Path dir, String name, List<String> command) throws IOException {
        Path out = dir.resolve(name + ".out");
        Path log = dir.resolve(name + ".log");
        Files.deleteIfExists(out);
        Files.createFile(out);
        Process process =
                new ProcessBuilder(command)
                        .directory(dir.toFile())
                        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                        .redirectOutput(out.toFile())
                        .redirectError(log.toFile())
                        .start();
        return new Program(name, process, out, log);
    }

    /** Called from one thread for each event, in order, those already seen first. */
    public void onEvent(Consumer<JsonNode> listener) {
        synchronized (events) {
            events.forEach(listener);
            listeners.add(listener);
        }
    }

    /** Waits for the first event, seen or yet to come, that {@code wanted} takes. */
    public JsonNode await(String what, Duration patience, Predicate<JsonNode> wanted) {
        long deadline = System.nanoTime() + patience.toNanos();
        synchronized (events) {
            int seen = 0;
            while (true) {
                for (; seen < events.size(); seen++) {
                    if (wanted.test(events.get(seen))) {
                        return events.get(seen);
                    }
                }
                long left = deadline - System.nanoTime();
                if (left <= 0 || (!process.isAlive() && !reader.isAlive())) {
                    throw new ProgramException(
                            "%s: no %s within %d s%s; %s"
                                    .formatted(
                                            name,
                                            what,
                                            patience.toSeconds(),
                                            process.isAlive()
                                                    ? ""
                                                    : " (it ended with "
                                                            + process.exitValue()
                                                            + ")",
                                            lastWords()));
                }
                waitForEvents(Math.min(left, TimeUnit.MILLISECONDS.toNanos(200)));
            }
        }
    }

    private void waitForEvents(long nanos) {
        try {
            TimeUnit.NANOSECONDS.timedWait(events, Math.max(nanos, 1_000_000));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProgramException("interrupted while waiting for " + name, e);
        }
    }

    /** Waits for an event by its name. */
    public JsonNode await(String event, Duration patience) {
        return await(
                "event '" + event + "'", patience, e -> e.path("event").asText().equals(event));
    }

    /** Waits until it says that it is ready, or has ended before. */
    public void awaitReadyOrEnd(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        synchronized (events) {
            while (process.isAlive()
                    && events.stream().noneMatch(e -> e.path("event").asText().equals("ready"))
                    && System.nanoTime() < deadline) {
                waitForEvents(TimeUnit.MILLISECONDS.toNanos(200));
            }
        }
    }

    /** Every event so far. */
    public List<JsonNode> events() {
        synchronized (events) {
            return List.copyOf(events);
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** The exit code, once it ended. */
    public Optional<Integer> exit(Duration patience) {
        try {
            if (!process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                return Optional.empty();
            }
            reader.join();
            return Optional.of(process.exitValue());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** SIGKILL; returns when the process is gone and everything it said is read. */
    public void kill() {
        process.destroyForcibly();
        if (exit(DIES).isEmpty()) {
            throw new ProgramException(name + " (pid " + pid() + ") does not die; " + lastWords());
        }
    }

    /** SIGSTOP: it stands still until {@link #thaw}, and everything it said before is read. */
    public void freeze() {
        signal("STOP");
        long deadline = System.nanoTime() + DIES.toNanos();
        while (process.isAlive() && !(isStill() && read.get() >= size())) {
            if (System.nanoTime() > deadline) {
                throw new ProgramException(
                        name + " (pid " + pid() + ") does not stand still; " + lastWords());
            }
            try {
                TimeUnit.MILLISECONDS.sleep(2); // neither has a way to call us
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ProgramException("interrupted while " + name + " is frozen", e);
            }
        }
    }

    /** Whether each of its threads is stopped: proc(5), {@code /proc/pid/task/tid/stat}. */
    private boolean isStill() {
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid() + "/task"))) {
            return threads.allMatch(Program::isStopped);
        } catch (IOException e) {
            return false; // it ended meanwhile
        }
    }

    private static boolean isStopped(Path thread) {
        try {
            String stat = Files.readString(thread.resolve("stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) == 'T'; // behind a name of any letters
        } catch (IOException e) {
            return true; // this thread ended meanwhile
        }
    }

    private long size() {
        try {
            return Files.size(out);
        } catch (IOException e) {
            throw new ProgramException("cannot look at " + out, e);
        }
    }

    /** SIGCONT. */
    public void thaw() {
        signal("CONT");
    }

    private void signal(String signal) {
        try {
            Process kill =
                    new ProcessBuilder("kill", "-" + signal, Long.toString(pid()))
                            .inheritIO()
                            .start();
            if (kill.waitFor() != 0) {
                throw new ProgramException(
                        "kill -%s %d failed with %d".formatted(signal, pid(), kill.exitValue()));
            }
        } catch (IOException e) {
            throw new ProgramException("cannot run kill: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProgramException("interrupted while signalling " + name, e);
        }
    }

    /**
     * SIGTERM, and SIGKILL if it has not ended within {@code patience}; the exit code, empty when
     * it had to be killed.
     */
    public Optional<Integer> stop(Duration patience) {
        process.destroy();
        Optional<Integer> code = exit(patience);
        if (code.isEmpty()) {
            kill();
        }
        return code;
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }

    /** What it wrote to standard error. */
    public Path log() {
        return log;
    }

    /** The lines it wrote there so far. */
    public List<String> logLines() {
        return lines(log);
    }

    /** The lines it wrote to standard output so far, for a program that tells no events. */
    public List<String> lines() {
        return lines(out);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new ProgramException("cannot read " + file, e);
        }
    }

    /** The end of its log, for a message. */
    public String lastWords() {
        List<String> lines = logLines();
        return "last lines of %s:\n%s"
                .formatted(
                        log,
                        String.join(
                                "\n", lines.subList(Math.max(0, lines.size() - 15), lines.size())));
    }

    private void follow() {
        try (RandomAccessFile file = new RandomAccessFile(out.toFile(), "r")) {
            byte[] buffer = new byte[64 * 1024];
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            while (true) {
                boolean alive = process.isAlive();
                int n = file.read(buffer);
                if (n > 0) {
                    take(line, buffer, n);
                    read.addAndGet(n);
                } else if (!alive) {
                    return;
                } else {
                    TimeUnit.MILLISECONDS.sleep(2); // a file has no way to say that it grew
                }
            }
        } catch (IOException | InterruptedException e) {
            throw new ProgramException("cannot follow " + out, e);
        } finally {
            synchronized (events) {
                events.notifyAll();
            }
        }
    }

    private void take(ByteArrayOutputStream line, byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            if (bytes[i] != '\n') {
                line.write(bytes[i]);
                continue;
            }
            String text = line.toString(StandardCharsets.UTF_8);
            line.reset();
            if (text.startsWith("{")) {
                tell(text);
            }
        }
    }

    private void tell(String line) {
        try {
            JsonNode event = JSON.readTree(line);
            synchronized (events) {
                events.add(event);
                events.notifyAll();
                listeners.forEach(l -> l.accept(event));
            }
        } catch (IOException e) {
            throw new ProgramException(name + " printed a line that is not JSON: " + line, e);
        }
    }
}
