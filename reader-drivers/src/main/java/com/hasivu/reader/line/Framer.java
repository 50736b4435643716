package com.hasivu.reader.line;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Collects bytes until the codec sees a frame. A half frame whose rest does not come is dropped
 * after {@link Codec#stall}, so that it cannot swallow the next good one. Not thread-safe; no I/O,
 * no clock.
 */
final class Framer<F> {
    /**
     * What was found.
     *
     * @param at where its first byte stood, counted from the first byte ever fed
     * @param bytes how long it is
     */
    record Piece<F>(Input<F> input, long at, int bytes) {}

    private final Codec<F> codec;
    private final Optional<Echo<F>> echo;
    private final long stallNanos;
    private final ByteBuffer held;
    private long lastByteNanos;
    private long passed; // bytes before held

    Framer(Codec<F> codec) {
        this(codec, Optional.empty());
    }

    /**
     * @param echo drops, uncounted, what the line gives back of {@link #sent}
     */
    Framer(Codec<F> codec, Optional<Echo<F>> echo) {
        this.codec = codec;
        this.echo = echo;
        this.stallNanos = codec.stall().toNanos();
        this.held = ByteBuffer.allocate(codec.longest()).flip();
    }

    /**
     * What these bytes, read at {@code atNanos}, complete. Bytes that came too late for the half
     * frame held give it up first: only byte times count, however late they are fed.
     */
    List<Piece<F>> feed(byte[] bytes, long atNanos) {
        var found = new ArrayList<Piece<F>>();
        if (held.hasRemaining() && atNanos - lastByteNanos > stallNanos) {
            found.addAll(stalled());
        }
        lastByteNanos = atNanos;
        for (int from = 0; from < bytes.length; ) {
            held.compact();
            int count = Math.min(held.remaining(), bytes.length - from);
            held.put(bytes, from, count).flip();
            from += count;
            scan(found, atNanos);
            if (held.remaining() == held.capacity()) {
                drop(found, 1, "too long"); // the codec asks for more than any frame holds
                scan(found, atNanos);
            }
        }
        return found;
    }

    /** Written to the line just now. */
    void sent(byte[] bytes) {
        echo.ifPresent(own -> own.sent(bytes));
    }

    /** When the bytes held go stale, or {@link Machine#NEVER}. */
    long deadline() {
        return held.hasRemaining() ? lastByteNanos + stallNanos : Machine.NEVER;
    }

    /** Gives the half frame up and looks for a whole one behind its first byte. */
    List<Piece<F>> stalled() {
        var found = new ArrayList<Piece<F>>();
        while (held.hasRemaining()) {
            drop(found, 1, "cut short");
            scan(found, lastByteNanos);
        }
        return found;
    }

    private void scan(List<Piece<F>> found, long atNanos) {
        while (held.hasRemaining()) {
            if (echo.isPresent() && echo.get().isIn(held)) {
                int length = echo.get().take(held);
                if (length == 0) {
                    return;
                }
                pass(length);
                continue;
            }
            switch (codec.scan(held)) {
                case Scan.Complete<F>(var frame, var consumed) -> {
                    found.add(new Piece<>(new Input.Received<>(frame, atNanos), passed, consumed));
                    pass(consumed);
                }
                case Scan.Noise<F>(var skip, var why) -> drop(found, skip, why);
                case Scan.Padding<F>(var skip) -> pass(skip);
                case Scan.NeedMore<F> more -> {
                    return;
                }
            }
        }
    }

    private void drop(List<Piece<F>> found, int skip, String why) {
        if (!found.isEmpty()
                && found.getLast()
                        instanceof
                        Piece<F>(Input.Dropped<F>(var last, var count), var at, var bytes)
                && last.equals(why)
                && at + bytes == passed) {
            int all = bytes + skip;
            found.set(found.size() - 1, new Piece<>(new Input.Dropped<>(why, all), at, all));
        } else {
            found.add(new Piece<>(new Input.Dropped<>(why, skip), passed, skip));
        }
        pass(skip);
    }

    private void pass(int bytes) {
        held.position(held.position() + bytes);
        passed += bytes;
    }
}
