package com.hasivu.reader.line;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects bytes until the codec sees a frame. A half frame whose rest does not come is dropped
 * after {@link #STALL_NANOS}, so that it cannot swallow the next good one. Not thread-safe; no I/O,
 * no clock.
 */
final class Framer<F> {
    /** Longest silence inside a frame: USB adapters hold bytes back for up to 16 ms. */
    static final long STALL_NANOS = 100_000_000;

    /** More than any frame of any family on a serial line. */
    static final int LIMIT = 4096;

    private final Codec<F> codec;
    private final ByteBuffer held = ByteBuffer.allocate(LIMIT);
    private long lastByteNanos;

    Framer(Codec<F> codec) {
        this.codec = codec;
        held.flip();
    }

    /**
     * What these bytes, read at {@code atNanos}, complete. Bytes that came too late for the half
     * frame held give it up first: only byte times count, however late they are fed.
     */
    List<Input<F>> feed(byte[] bytes, long atNanos) {
        var found = new ArrayList<Input<F>>();
        if (held.hasRemaining() && atNanos - lastByteNanos > STALL_NANOS) {
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

    /** When the bytes held go stale, or {@link Machine#NEVER}. */
    long deadline() {
        return held.hasRemaining() ? lastByteNanos + STALL_NANOS : Machine.NEVER;
    }

    /** Gives the half frame up and looks for a whole one behind its first byte. */
    List<Input<F>> stalled() {
        var found = new ArrayList<Input<F>>();
        while (held.hasRemaining()) {
            drop(found, 1, "cut short");
            scan(found, lastByteNanos);
        }
        return found;
    }

    private void scan(List<Input<F>> found, long atNanos) {
        while (held.hasRemaining()) {
            switch (codec.scan(held)) {
                case Scan.Complete<F>(var frame, var consumed) -> {
                    held.position(held.position() + consumed);
                    found.add(new Input.Received<>(frame, atNanos));
                }
                case Scan.Noise<F>(var skip, var why) -> drop(found, skip, why);
                case Scan.Padding<F>(var skip) -> held.position(held.position() + skip);
                case Scan.NeedMore<F> more -> {
                    return;
                }
            }
        }
    }

    private void drop(List<Input<F>> found, int skip, String why) {
        held.position(held.position() + skip);
        if (!found.isEmpty()
                && found.getLast() instanceof Input.Dropped<F>(var last, var bytes)
                && last.equals(why)) {
            found.set(found.size() - 1, new Input.Dropped<>(why, bytes + skip));
        } else {
            found.add(new Input.Dropped<>(why, skip));
        }
    }
}
