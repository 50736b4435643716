package com.hasivu.cloud.snapshots;

import com.google.protobuf.ByteString;
import com.hasivu.protocol.SnapshotRows;
import com.hasivu.protocol.wire.Delta;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;

/**
 * The newest snapshot of a school and which keys changed on the way to it, so that a station a few
 * versions behind gets a difference. Not thread-safe: {@link SchoolSnapshots} guards it.
 */
final class History {
    private final Deque<Step> steps = new ArrayDeque<>();
    private Snapshot newest;

    /** A version that may be a base: its digest, and the keys that changed after it. */
    private record Step(long version, ByteString digest, Set<ByteString> changedAfter) {}

    History(Snapshot first) {
        this.newest = first;
    }

    Snapshot newest() {
        return newest;
    }

    void add(Snapshot next) {
        steps.addLast(
                new Step(newest.version(), newest.digest(), changed(newest.rows(), next.rows())));
        if (steps.size() > Versions.KEPT) {
            steps.removeFirst();
        }
        newest = next;
    }

    /** The digest of a version that is still known. */
    Optional<ByteString> digest(long version) {
        if (version == newest.version()) {
            return Optional.of(newest.digest());
        }
        return steps.stream()
                .filter(step -> step.version() == version)
                .map(Step::digest)
                .findFirst();
    }

    /** The difference from a base to the newest; empty when that base is not known. */
    Optional<Delta> since(long version, ByteString digest) {
        Set<ByteString> keys = new HashSet<>();
        boolean found = false;
        for (Step step : steps) {
            found |= step.version() == version && step.digest().equals(digest);
            if (found) {
                keys.addAll(step.changedAfter());
            }
        }
        if (!found) {
            return Optional.empty();
        }
        return Optional.of(difference(version, digest, keys, newest));
    }

    /** The one step from a version to the next. */
    static Delta step(Snapshot from, Snapshot to) {
        return difference(from.version(), from.digest(), changed(from.rows(), to.rows()), to);
    }

    private static Delta difference(
            long version, ByteString digest, Set<ByteString> keys, Snapshot to) {
        Delta.Builder delta =
                Delta.newBuilder()
                        .setTo(to.manifest())
                        .setFromVersion(version)
                        .setFromDigest(digest);
        keys.stream()
                .sorted(SnapshotRows.ORDER)
                .forEach(
                        key -> {
                            ByteString row = to.rows().get(key);
                            if (row == null) {
                                delta.addDeletes(key);
                            } else {
                                delta.addUpserts(row);
                            }
                        });
        return delta.build();
    }

    /** The keys whose rows differ: both are walked once, side by side. */
    static Set<ByteString> changed(
            NavigableMap<ByteString, ByteString> before,
            NavigableMap<ByteString, ByteString> after) {
        Set<ByteString> keys = new HashSet<>();
        var olds = before.entrySet().iterator();
        var news = after.entrySet().iterator();
        Map.Entry<ByteString, ByteString> old = next(olds);
        Map.Entry<ByteString, ByteString> fresh = next(news);
        while (old != null && fresh != null) {
            int order = SnapshotRows.ORDER.compare(old.getKey(), fresh.getKey());
            if (order < 0) {
                keys.add(old.getKey());
                old = next(olds);
            } else if (order > 0) {
                keys.add(fresh.getKey());
                fresh = next(news);
            } else {
                if (!old.getValue().equals(fresh.getValue())) {
                    keys.add(old.getKey());
                }
                old = next(olds);
                fresh = next(news);
            }
        }
        for (; old != null; old = next(olds)) {
            keys.add(old.getKey());
        }
        for (; fresh != null; fresh = next(news)) {
            keys.add(fresh.getKey());
        }
        return keys;
    }

    private static <T> @Nullable T next(Iterator<T> iterator) {
        return iterator.hasNext() ? iterator.next() : null;
    }
}
