package com.hasivu.reader.line;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs bytes through a codec as a driver does, and keeps what comes out. */
public final class Feed<F> {
    private final Framer<F> framer;
    public final List<F> frames = new ArrayList<>();
    public final List<Input.Dropped<F>> dropped = new ArrayList<>();

    public Feed(Codec<F> codec) {
        framer = new Framer<>(codec);
    }

    public Feed<F> bytes(byte[] bytes) {
        keep(framer.feed(bytes, 0));
        return this;
    }

    /** Each byte by itself, as a slow line brings them. */
    public Feed<F> oneByOne(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            bytes(Arrays.copyOfRange(bytes, i, i + 1));
        }
        return this;
    }

    /** The line stays quiet for long. */
    public Feed<F> silence() {
        if (framer.deadline() != Machine.NEVER) {
            keep(framer.stalled());
        }
        return this;
    }

    public int droppedBytes() {
        return dropped.stream().mapToInt(Input.Dropped::bytes).sum();
    }

    private void keep(List<Framer.Piece<F>> found) {
        for (Framer.Piece<F> piece : found) {
            switch (piece.input()) {
                case Input.Received<F>(var frame, var at) -> frames.add(frame);
                case Input.Dropped<F> lost -> dropped.add(lost);
                default -> throw new IllegalStateException("a framer never says " + piece);
            }
        }
    }
}
