package com.hasivu.simulator.chaos;

import com.hasivu.simulator.check.Place;
import com.hasivu.simulator.demo.Rig;
import com.hasivu.simulator.process.Program;
import com.hasivu.simulator.process.ProgramException;
import com.hasivu.simulator.proxy.Toxic;
import com.hasivu.simulator.proxy.Toxic.Direction;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A disk that changed bytes while the station was off. What must come of each:
 * docs/journal-format.md, "Recovery".
 */
final class FlipFaults {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** Records of a backlog in flight before the cloud has said what it knows. */
    private static final int BEFORE_THE_FIRST_ACK = 100;

    private static final int CURSOR_SLOT = 4096;
    private static final int CURSOR_BYTES = 68;
    private static final int SHOWN_SLOT = 16;
    private static final int SHOWN_USED = 12;
    private static final int SHOWN_SLOTS = 1024;

    /** In the names of bases and deltas. */
    private static final Pattern VERSION =
            Pattern.compile("^(?:snapshot|delta)-(\\d+)-.*\\.(?:db|bin)$");

    private FlipFaults() {}

    static List<Fault> all() {
        return List.of(
                new Fault("flip-acked", 2, Fault.Place.FOLDER, (b, r) -> record(b, r, true)),
                new Fault("flip-unacked", 2, Fault.Place.FOLDER, (b, r) -> record(b, r, false)),
                new Fault("flip-torn-tail", 2, Fault.Place.FOLDER, FlipFaults::tornTail),
                new Fault("flip-cursor", 2, Fault.Place.FOLDER, FlipFaults::cursor),
                new Fault("flip-shown", 2, Fault.Place.FOLDER, FlipFaults::shown),
                new Fault("flip-snapshot", 2, Fault.Place.FOLDER, FlipFaults::snapshot));
    }

    /**
     * One bit of a record that was confirmed: the station stops, changes no byte, and goes on when
     * the bit is right again.
     */
    private static String record(Bench bench, Random random, boolean acked) {
        Rig rig = bench.rig();
        if (!acked) {
            bench.proxy().set(new Toxic.Vanish(Direction.UP)); // no further record is acknowledged
        }
        bench.load();
        rig.awaitVisits(PATIENCE);
        if (acked) {
            rig.awaitSettled(PATIENCE);
        }
        bench.station().kill();
        bench.proxy().set();
        int ackedUpTo = (int) rig.journal().ackedSequence();
        List<Place> places = Place.of(rig.site().journal());
        int first = acked ? 0 : ackedUpTo;
        int end = acked ? ackedUpTo : places.size();
        if (first >= end) {
            throw new NoBiteException("no record is " + (acked ? "acked" : "unacked"));
        }
        Place place = places.get(first + random.nextInt(end - first));
        Flip flip = Flip.somewhere(place.file(), place.at(), place.bytes(), random);
        byte[] damaged = read(place.file());
        Program refused = rig.launchEdge();
        int code = refused.exit(PATIENCE).orElse(-1);
        if (code < 1) {
            throw new ProgramException(
                    "the station runs on a journal whose confirmed record %d is damaged: bit %02x of byte %d of %s (exit %d)"
                            .formatted(
                                    place.sequence(), flip.mask(), flip.at(), flip.file(), code));
        }
        if (!Arrays.equals(damaged, read(place.file()))) {
            throw new ProgramException("the station changed bytes of a damaged journal");
        }
        flip.flip();
        bench.startAgain();
        return "record %d of %d (%s): the station stopped with exit %d and changed no byte"
                .formatted(place.sequence(), places.size(), acked ? "acked" : "not acked", code);
    }

    /** Bytes behind the last record that are none: a write that a power cut tore. */
    private static String tornTail(Bench bench, Random random) {
        bench.load();
        bench.rig().awaitVisits(PATIENCE);
        bench.station().kill();
        Place last = Place.of(bench.rig().site().journal()).getLast();
        byte[] garbage = new byte[1 + random.nextInt(400)];
        random.nextBytes(garbage);
        garbage[0] = 0; // a length of less than 16 MiB, as of a frame that was begun
        garbage[garbage.length - 1] = 1;
        long before = damagedFiles(bench);
        try (var file = new RandomAccessFile(last.file().toFile(), "rw")) {
            long room = file.length() - last.at() - last.bytes();
            file.seek(last.at() + last.bytes());
            file.write(garbage, 0, (int) Math.min(room, garbage.length));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + last.file(), e);
        }
        bench.startAgain();
        if (damagedFiles(bench) == before) {
            throw new NoBiteException("no bytes were cut off and kept in damaged/");
        }
        bench.load();
        return "%d bytes behind record %d were cut off and kept"
                .formatted(garbage.length, last.sequence());
    }

    private static long damagedFiles(Bench bench) {
        return count(bench.rig().site().journal().resolve("damaged"), "");
    }

    private static long count(Path folder, String ending) {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(ending)).count();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + folder, e);
        }
    }

    /**
     * Both slots of the cursor: it begins at the first record, until the ack says what is known.
     */
    private static String cursor(Bench bench, Random random) {
        bench.load();
        bench.rig().awaitVisits(PATIENCE);
        bench.rig().awaitSettled(PATIENCE);
        bench.station().kill();
        Path cursor = bench.rig().site().journal().resolve("cursor");
        Flip.somewhere(cursor, 0, CURSOR_BYTES, random);
        Flip.somewhere(cursor, CURSOR_SLOT, CURSOR_BYTES, random);
        int records = bench.rig().records().size();
        int again = Math.min(records, BEFORE_THE_FIRST_ACK);
        bench.startAgain();
        bench.await("records sent once more", PATIENCE, () -> sent(bench) >= again);
        bench.await(
                "cursor at the end again",
                PATIENCE,
                () -> bench.rig().journal().ackedSequence() >= records);
        int sent = sent(bench);
        bench.load();
        return "cursor lost, %d of %d records sent once more".formatted(sent, records);
    }

    private static int sent(Bench bench) {
        return bench.rig().status().path("sync").path("counters").path("records-sent").asInt();
    }

    /** Forgotten marks: the lamp is lit once more for who comes back, without a second record. */
    private static String shown(Bench bench, Random random) {
        bench.rig().hungryChildren(2);
        bench.rig().awaitVisits(PATIENCE);
        int again = bench.rig().shownAgain();
        bench.station().kill();
        Path shown = bench.rig().site().journal().resolve("shown");
        int records = bench.rig().records().size();
        for (int sequence = Math.max(1, records - 20); sequence <= records; sequence++) {
            Flip.somewhere(shown, (long) sequence % SHOWN_SLOTS * SHOWN_SLOT, SHOWN_USED, random);
        }
        bench.rig().forgetEaten();
        bench.startAgain();
        bench.rig().servedComeOnceMore(2);
        bench.rig().awaitVisits(PATIENCE);
        int shownAgain = bench.rig().shownAgain() - again;
        if (shownAgain == 0) {
            throw new NoBiteException("no light was shown once more");
        }
        bench.rig().hungryChildren(3);
        return "marks of the last records lost, %d lights shown once more, no second record"
                .formatted(shownAgain);
    }

    /** A snapshot's or delta's file: set aside, and fetched anew. */
    private static String snapshot(Bench bench, Random random) {
        bench.rig().hungryChildren(3); // deliveries make deltas
        bench.rig().awaitVisits(PATIENCE);
        bench.rig().awaitSettled(PATIENCE);
        bench.station().kill();
        Path folder = bench.rig().site().state().resolve("snapshots");
        List<Path> files = readAtStart(folder);
        long before = count(folder, ".damaged");
        Path file = files.get(random.nextInt(files.size()));
        Flip flip = Flip.somewhere(file, 0, read(file).length, random);
        bench.rig().puzzle(true); // without a list the counter refuses until it has one
        try {
            bench.startAgain();
            bench.load();
            bench.rig().awaitVisits(PATIENCE);
        } finally {
            bench.rig().puzzle(false);
        }
        if (count(folder, ".damaged") == before) {
            throw new ProgramException(
                    "bit %02x of byte %d of %s was flipped and nothing was set aside"
                            .formatted(flip.mask(), flip.at(), file));
        }
        return file.getFileName() + " set aside";
    }

    /**
     * The newest base and the deltas behind it. What is older is kept in case these are damaged,
     * and not looked at before.
     */
    private static List<Path> readAtStart(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            List<Path> files = all.filter(f -> VERSION.matcher(name(f)).find()).sorted().toList();
            long newest =
                    files.stream()
                            .filter(f -> name(f).startsWith("snapshot"))
                            .mapToLong(FlipFaults::version)
                            .max()
                            .orElse(0);
            return files.stream().filter(f -> version(f) >= newest).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + folder, e);
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    /** Of a base, or from which a delta goes on. */
    private static long version(Path file) {
        Matcher name = VERSION.matcher(name(file));
        return name.find() ? Long.parseLong(name.group(1)) : 0;
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
