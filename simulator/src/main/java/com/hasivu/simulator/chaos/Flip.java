package com.hasivu.simulator.chaos;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Random;

/** One flipped bit of a file; flipping it again makes it good. */
record Flip(Path file, long at, int mask) {
    /** Flips a bit somewhere in {@code length} bytes from {@code at} on. */
    static Flip somewhere(Path file, long at, int length, Random random) {
        Flip flip = new Flip(file, at + random.nextInt(length), 1 << random.nextInt(8));
        flip.flip();
        return flip;
    }

    void flip() {
        try (var open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(at);
            int old = open.read();
            if (old < 0) {
                throw new IOException("it ends before byte " + at);
            }
            open.seek(at);
            open.write(old ^ mask);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot flip a bit of " + file, e);
        }
    }
}
