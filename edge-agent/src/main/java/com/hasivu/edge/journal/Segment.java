package com.hasivu.edge.journal;

import java.util.Arrays;

/**
 * One segment file and where its records stand. Thread-safe: one thread adds while others read
 * behind the journal's published tail, and the end of the newest record is told by the next one.
 */
final class Segment {
    final String name;
    final SegmentHeader header;
    final JournalFile file;
    final int size;

    private int[] offsets = new int[64];
    private int count;
    private int end = SegmentHeader.BYTES;

    Segment(String name, SegmentHeader header, JournalFile file, int size) {
        this.name = name;
        this.header = header;
        this.file = file;
        this.size = size;
    }

    static String nameOf(int number) {
        return "segment-%08d.journal".formatted(number);
    }

    /** The number in a segment file's name; -1 for other files. */
    static int numberOf(String name) {
        return name.matches("segment-[0-9]{8}\\.journal") ? Integer.parseInt(name, 8, 16, 10) : -1;
    }

    long first() {
        return header.firstSequence();
    }

    /** One less than the first when the segment is empty. */
    synchronized long last() {
        return first() + count - 1;
    }

    /** Where the next frame goes. */
    synchronized int end() {
        return end;
    }

    synchronized int room() {
        return size - end;
    }

    synchronized boolean holds(long sequence) {
        return sequence >= first() && sequence <= last();
    }

    synchronized void add(int bytes) {
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, count * 2);
        }
        offsets[count++] = end;
        end += bytes;
    }

    synchronized int offsetOf(long sequence) {
        return offsets[Math.toIntExact(sequence - first())];
    }

    /** Where the frame of {@code sequence} ends. */
    synchronized int endOf(long sequence) {
        return sequence == last() ? end : offsetOf(sequence + 1);
    }
}
