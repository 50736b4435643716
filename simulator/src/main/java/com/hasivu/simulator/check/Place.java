package com.hasivu.simulator.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where a record's frame stands in a journal's files (docs/journal-format.md), for whoever damages
 * it.
 */
public record Place(Path file, long sequence, int at, int bytes) {
    private static final int HEADER = 4096;
    private static final int SEQUENCE = 19;

    /** Every record's, oldest first; frames that a failed write left behind are none. */
    public static List<Place> of(Path journal) {
        try (Stream<Path> all = Files.list(journal)) {
            List<Path> files =
                    all.filter(p -> p.getFileName().toString().startsWith("segment-"))
                            .sorted()
                            .toList();
            List<Place> places = new ArrayList<>();
            for (Path file : files) {
                byte[] bytes = Files.readAllBytes(file);
                if (bytes.length > HEADER
                        && new String(bytes, 0, 8, StandardCharsets.US_ASCII).equals("HASIVUJ1")) {
                    ByteBuffer in = ByteBuffer.wrap(bytes);
                    long first = in.getLong(24);
                    places.removeIf(place -> place.sequence() >= first);
                    for (int at = HEADER; at + 8 < bytes.length && in.getInt(at) > 0; ) {
                        int length = 8 + in.getInt(at);
                        places.add(new Place(file, in.getLong(at + SEQUENCE), at, length));
                        at += length;
                    }
                }
            }
            return places;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read journal " + journal, e);
        }
    }
}
