package com.hasivu.edge.station;

import com.hasivu.protocol.wire.ReaderState;
import com.hasivu.reader.ReaderEvent.Fault;
import com.hasivu.reader.ReaderEvent.TagSeen;
import com.hasivu.reader.presence.Arrival;
import com.hasivu.reader.supervisor.ReaderLoop;
import com.hasivu.reader.supervisor.ReaderStatus;
import com.hasivu.reader.supervisor.ReaderStatusListener;
import com.hasivu.reader.supervisor.TapListener;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** The readers of this station and how they fare. Thread-safe. */
final class Readers implements ReaderStatusListener, AutoCloseable {
    private final Map<String, ReaderLoop> loops = new ConcurrentHashMap<>();
    private final ReaderNews news = new ReaderNews(InstantSource.system());
    private final Map<String, ReaderStatus> states = new ConcurrentHashMap<>();
    private final Map<String, Long> faults = new ConcurrentHashMap<>();
    private final Map<String, String> drivers = new ConcurrentHashMap<>();
    private volatile Runnable onChange = () -> {};

    /** Who hears, on a reader's thread, that one fares otherwise; quickly. */
    void onChange(Runnable listener) {
        onChange = listener;
    }

    /** Starts a reader's loop on its own thread; {@code driver} is its kind. */
    void add(String name, String driver, ReaderLoop loop) {
        drivers.put(name, driver);
        loops.put(name, loop.start());
    }

    /** The same, and kept in the news once {@code taps} has heard. */
    TapListener telling(TapListener taps) {
        return new TapListener() {
            @Override
            public void tap(Arrival arrival, String reader) {
                taps.tap(arrival, reader);
                news.tap(reader, arrival);
            }

            @Override
            public void madeUp(TagSeen read, String reader) {
                taps.madeUp(read, reader);
            }

            @Override
            public void history(TagSeen read, String reader) {
                taps.history(read, reader);
                news.history(reader, read);
            }
        };
    }

    ReaderNews news() {
        return news;
    }

    /** Empty when there is no such reader. */
    Optional<ReaderLoop> byName(String name) {
        return Optional.ofNullable(loops.get(name));
    }

    /** Why an indication is not shown; empty when it is. */
    static Optional<String> why(ReaderLoop.Indicated outcome) {
        return switch (outcome) {
            case ASKED -> Optional.empty();
            case OFFLINE -> Optional.of("the reader is not online");
            case NO_LAMP ->
                    Optional.of("this kind of reader has no lamp or buzzer that can be asked");
        };
    }

    List<String> names() {
        return loops.keySet().stream().sorted().toList();
    }

    @Override
    public void changed(String reader, ReaderStatus status) {
        states.put(reader, status);
        news.status(reader, status);
        onChange.run();
    }

    @Override
    public void fault(String reader, Fault fault) {
        faults.merge(reader, fault.count(), Long::sum);
        news.fault(reader, fault);
    }

    /** The readers whose thread has not come by for longer than that. */
    List<String> stuck(Duration patience) {
        return loops.entrySet().stream()
                .filter(loop -> loop.getValue().looking().compareTo(patience) > 0)
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** By name. */
    Map<String, ReaderStatus> states() {
        return new TreeMap<>(states);
    }

    /** As the cloud is told, by name. */
    List<ReaderState> told() {
        return names().stream().map(this::told).toList();
    }

    private ReaderState told(String name) {
        ReaderStatus status = states.get(name);
        String detail =
                switch (status) {
                    case ReaderStatus.Online(var answered) -> answered;
                    case ReaderStatus.Offline(var why) -> why;
                    case ReaderStatus.Stopped stopped -> "stopped";
                    case null -> "is being opened";
                };
        return ReaderState.newBuilder()
                .setName(name)
                .setDriver(drivers.getOrDefault(name, ""))
                .setOnline(status instanceof ReaderStatus.Online)
                .setFaults(faults(name))
                .setDetail(detail)
                .build();
    }

    /** The names of those that are not online. */
    List<String> down() {
        return names().stream()
                .filter(name -> !(states.get(name) instanceof ReaderStatus.Online))
                .toList();
    }

    /** Dropped bytes and answers of a reader since the start. */
    long faults(String reader) {
        return faults.getOrDefault(reader, 0L);
    }

    /** All at once: each may take up to 3 s. */
    @Override
    public void close() throws InterruptedException {
        var closers =
                loops.values().stream()
                        .map(loop -> Thread.ofPlatform().name("close-reader").start(loop::close))
                        .toList();
        for (Thread closer : closers) {
            closer.join();
        }
        loops.clear();
    }
}
