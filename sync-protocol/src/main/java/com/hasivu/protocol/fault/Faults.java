package com.hasivu.protocol.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * The rules in force. Immutable but for their counters; a changed file makes new ones. Any thread
 * asks; one daemon thread, only in a process with a fault file, reads the file.
 */
final class Faults {
    static final boolean ARMED =
            Stream.of("hasivu.halt-at", "hasivu.fault", "hasivu.fault-file")
                    .anyMatch(key -> !System.getProperty(key, "").isEmpty());
    private static final int LOOK_MILLIS = 20;

    private final List<Rule> rules;

    Faults(List<Rule> rules) {
        this.rules = rules;
    }

    /** Made at the first arrival, so that a program without faults never loads it. */
    private static final class InForce {
        private static final List<Rule> FIXED = fixed();
        private static volatile Faults current = new Faults(FIXED);

        static {
            String file = System.getProperty("hasivu.fault-file", "");
            if (!file.isEmpty()) {
                Path path = Path.of(file);
                String first = read(path);
                take(path, first);
                Thread.ofPlatform().daemon().name("fault-file").start(() -> follow(path, first));
            }
        }

        private static List<Rule> fixed() {
            String haltAt = System.getProperty("hasivu.halt-at", "");
            return Stream.concat(
                            haltAt.isEmpty() ? Stream.of() : Stream.of("halt at " + haltAt),
                            Stream.of(System.getProperty("hasivu.fault", "").split(",")))
                    .map(String::strip)
                    .filter(rule -> !rule.isEmpty())
                    .map(Rule::parse)
                    .toList();
        }

        private static void follow(Path path, String first) {
            String known = first;
            try {
                while (true) {
                    Thread.sleep(LOOK_MILLIS); // a file has no way to say that it changed
                    String text = read(path);
                    if (!text.equals(known)) {
                        take(path, text);
                        known = text;
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /** Puts the rules in force, then says so beside the file: in {@code PATH.taken}. */
        private static void take(Path path, String text) {
            current =
                    new Faults(
                            Stream.concat(
                                            FIXED.stream(),
                                            text.lines()
                                                    .map(String::strip)
                                                    .filter(line -> !line.isEmpty())
                                                    .map(Rule::parse))
                                    .toList());
            Path aside = path.resolveSibling(path.getFileName() + ".aside");
            try {
                Files.writeString(aside, text);
                Files.move(
                        aside,
                        path.resolveSibling(path.getFileName() + ".taken"),
                        StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                throw new IllegalStateException("cannot say that the faults are taken: " + e, e);
            }
        }

        private static String read(Path path) {
            try {
                return Files.readString(path);
            } catch (NoSuchFileException none) {
                return "";
            } catch (IOException e) {
                throw new IllegalStateException("cannot read hasivu.fault-file " + path, e);
            }
        }
    }

    static Faults now() {
        return InForce.current;
    }

    void reach(FaultPoint point) {
        for (Rule rule : rules) {
            if (rule instanceof Rule.Halt(var at, var left)
                    && at == point
                    && left.decrementAndGet() == 0) {
                Runtime.getRuntime().halt(137);
            }
            if (rule instanceof Rule.Slow(var at, var millis) && at == point) {
                linger(millis);
            }
        }
    }

    void io(FaultPoint point) throws IOException {
        for (Rule rule : rules) {
            if (rule instanceof Rule.Fail(var at, var always, var left)
                    && at == point
                    && (always || left.decrementAndGet() == 0)) {
                throw new IOException("injected fault: fail at " + point.label());
            }
        }
    }

    boolean skips(FaultPoint point) {
        return rules.stream().anyMatch(rule -> rule.equals(new Rule.Skip(point)));
    }

    boolean haltsNext(FaultPoint point) {
        return rules.stream()
                .anyMatch(
                        rule ->
                                rule instanceof Rule.Halt(var at, var left)
                                        && at == point
                                        && left.get() == 1);
    }

    long wallMillis() {
        return rules.stream()
                .mapToLong(rule -> rule instanceof Rule.Wall(var millis) ? millis : 0)
                .sum();
    }

    /** As a slow disk does: an interrupt does not end it. */
    private static void linger(long millis) {
        long until = System.nanoTime() + millis * 1_000_000;
        boolean interrupted = false;
        for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
            try {
                Thread.sleep(left / 1_000_000, (int) (left % 1_000_000));
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
