package com.hasivu.edge.snapshot;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * The bytes of a file of kept snapshots: a whole one, then the deltas that came after it. Pure.
 * docs/journal-format.md, section "Kept snapshots".
 *
 * <pre>
 * kept-{school day}-{first version}.bin, or with -2, -3 ... before the dot
 *  0            8        12       16     17        25
 * +------------+--------+--------+------+---------+----------------+
 * | "HASIVUK1" | length | CRC32C | kind | version | sealed message | next frame ...
 * |            |  u32   |  u32   |  u8  |   u64   |                |
 * +------------+--------+--------+------+---------+----------------+
 * </pre>
 *
 * Length counts from kind on; the CRC covers the length and everything from kind on.
 */
final class KeptFile {
    static final byte[] MAGIC = "HASIVUK1".getBytes(StandardCharsets.US_ASCII);

    private static final int OVERHEAD = 8;
    private static final int HEADER = 9;
    private static final Pattern NAME =
            Pattern.compile("kept-([+-]?\\d{4,9}-\\d\\d-\\d\\d)-(\\d{1,19})(?:-(\\d{1,9}))?\\.bin");

    private KeptFile() {}

    /** What a frame holds. */
    enum Kind {
        /** A SnapshotBody. */
        FULL,
        /** A Delta from the frame before. */
        DELTA
    }

    /**
     * A file's name, read.
     *
     * @param copy 1, or higher when another file began with the same version before
     */
    record Name(LocalDate day, long first, int copy) implements Comparable<Name> {
        static Optional<Name> parse(String file) {
            Matcher name = NAME.matcher(file);
            if (!name.matches()) {
                return Optional.empty();
            }
            try {
                return Optional.of(
                        new Name(
                                LocalDate.parse(name.group(1)),
                                Long.parseLong(name.group(2)),
                                name.group(3) == null ? 1 : Integer.parseInt(name.group(3))));
            } catch (DateTimeException | NumberFormatException e) {
                return Optional.empty(); // not one of ours
            }
        }

        Name next() {
            return new Name(day, first, copy + 1);
        }

        @Override
        public int compareTo(Name other) {
            return first == other.first
                    ? Integer.compare(copy, other.copy)
                    : Long.compare(first, other.first);
        }

        @Override
        public String toString() {
            return "kept-%s-%d%s.bin".formatted(day, first, copy == 1 ? "" : "-" + copy);
        }
    }

    /** One frame; {@code from} and {@code to} bound its sealed message in the file. */
    record Frame(Kind kind, long version, int from, int to) {
        byte[] body(byte[] file) {
            return Arrays.copyOfRange(file, from, to);
        }
    }

    /**
     * What a file holds.
     *
     * @param frames up to the first that is not whole
     * @param whole whether nothing stands behind them
     */
    record Scan(List<Frame> frames, boolean whole) {
        long lastVersion() {
            return frames.isEmpty() ? 0 : frames.getLast().version();
        }
    }

    static byte[] frame(Kind kind, long version, byte[] sealed) {
        ByteBuffer out = ByteBuffer.allocate(OVERHEAD + HEADER + sealed.length);
        out.putInt(HEADER + sealed.length)
                .putInt(0)
                .put((byte) kind.ordinal())
                .putLong(version)
                .put(sealed);
        return out.putInt(4, crc(out.array(), 0, out.capacity())).array();
    }

    static Scan scan(byte[] file) {
        List<Frame> frames = new ArrayList<>();
        if (file.length < MAGIC.length
                || !Arrays.equals(file, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            return new Scan(frames, false);
        }
        ByteBuffer in = ByteBuffer.wrap(file);
        int at = MAGIC.length;
        while (at + OVERHEAD + HEADER <= file.length) {
            long end = (long) at + OVERHEAD + in.getInt(at);
            int kind = file[at + OVERHEAD];
            if (in.getInt(at) < HEADER
                    || end > file.length
                    || in.getInt(at + 4) != crc(file, at, (int) end)
                    || kind < 0
                    || kind >= Kind.values().length
                    || (frames.isEmpty() && kind != Kind.FULL.ordinal())) {
                break;
            }
            frames.add(
                    new Frame(
                            Kind.values()[kind],
                            in.getLong(at + OVERHEAD + 1),
                            at + OVERHEAD + HEADER,
                            (int) end));
            at = (int) end;
        }
        return new Scan(frames, at == file.length && !frames.isEmpty());
    }

    private static int crc(byte[] file, int at, int end) {
        CRC32C crc = new CRC32C();
        crc.update(file, at, 4);
        crc.update(file, at + OVERHEAD, end - at - OVERHEAD);
        return (int) crc.getValue();
    }
}
