package com.hasivu.edge.journal;

import java.util.ArrayList;
import java.util.List;

/** The segments in order. Readers see one whole list; only one thread at a time changes it. */
final class SegmentList {
    private volatile List<Segment> segments;

    SegmentList(List<Segment> segments) {
        this.segments = List.copyOf(segments);
    }

    List<Segment> all() {
        return segments;
    }

    Segment newest() {
        return segments.getLast();
    }

    Segment oldest() {
        return segments.getFirst();
    }

    synchronized void add(Segment segment) {
        List<Segment> longer = new ArrayList<>(segments);
        longer.add(segment);
        segments = List.copyOf(longer);
    }

    synchronized void remove(Segment segment) {
        List<Segment> shorter = new ArrayList<>(segments);
        shorter.remove(segment);
        segments = List.copyOf(shorter);
    }

    /** The segment that holds a record on disk. */
    Segment holding(long sequence) {
        List<Segment> now = segments;
        for (int i = now.size() - 1; i >= 0; i--) {
            if (now.get(i).first() <= sequence) {
                return now.get(i);
            }
        }
        throw new IllegalArgumentException("record %d is not kept".formatted(sequence));
    }
}
