package com.hasivu.edge.station;

import com.hasivu.reader.ReaderEvent.Fault;
import com.hasivu.reader.supervisor.ReaderLoop;
import com.hasivu.reader.supervisor.ReaderStatus;
import com.hasivu.reader.supervisor.ReaderStatusListener;

import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The readers of this station and how they fare. Thread-safe. */
final class Readers implements ReaderStatusListener, AutoCloseable {
    private final Queue<ReaderLoop> loops = new ConcurrentLinkedQueue<>();
    private final Map<String, ReaderStatus> states = new ConcurrentHashMap<>();
    private final Map<String, Long> faults = new ConcurrentHashMap<>();

    /** Starts a reader's loop on its own thread. */
    void add(ReaderLoop loop) {
        loops.add(loop.start());
    }

    @Override
    public void changed(String reader, ReaderStatus status) {
        states.put(reader, status);
    }

    @Override
    public void fault(String reader, Fault fault) {
        faults.merge(reader, fault.count(), Long::sum);
    }

    /** By name. */
    Map<String, ReaderStatus> states() {
        return new TreeMap<>(states);
    }

    /** Dropped bytes and answers of a reader since the start. */
    long faults(String reader) {
        return faults.getOrDefault(reader, 0L);
    }

    /** All at once: each may take up to 3 s. */
    @Override
    public void close() throws InterruptedException {
        var closers =
                loops.stream()
                        .map(loop -> Thread.ofPlatform().name("close-reader").start(loop::close))
                        .toList();
        for (Thread closer : closers) {
            closer.join();
        }
        loops.clear();
    }
}
