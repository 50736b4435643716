package com.hasivu.edge.station;

import com.hasivu.reader.CardRead;
import com.hasivu.reader.ReaderEvent.Fault;
import com.hasivu.reader.ReaderEvent.TagSeen;
import com.hasivu.reader.presence.Arrival;
import com.hasivu.reader.supervisor.ReaderStatus;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The last things the readers told, for a technician who tests one. Thread-safe; bounded. */
final class ReaderNews {
    private static final int LIMIT = 500;

    /**
     * @param number grows by one, over all readers
     * @param what one of {@code tap}, {@code history}, {@code fault}, {@code online}, {@code
     *     offline}, {@code stopped}
     * @param detail in words; empty for a read
     * @param quality how well the card was read; empty for all but a tap
     */
    record Item(
            long number,
            Instant at,
            String reader,
            String what,
            String detail,
            Optional<CardRead> read,
            String quality) {}

    private final InstantSource clock;
    private final Deque<Item> items = new ArrayDeque<>();
    private long last;

    ReaderNews(InstantSource clock) {
        this.clock = clock;
    }

    void tap(String reader, Arrival arrival) {
        add(reader, "tap", "", Optional.of(arrival.read()), arrival.quality().name());
    }

    void history(String reader, TagSeen read) {
        add(reader, "history", "read before the connection", Optional.of(read.read()), "");
    }

    void fault(String reader, Fault fault) {
        add(reader, "fault", fault.what() + " x " + fault.count(), Optional.empty(), "");
    }

    void status(String reader, ReaderStatus status) {
        switch (status) {
            case ReaderStatus.Online(var detail) ->
                    add(reader, "online", detail, Optional.empty(), "");
            case ReaderStatus.Offline(var why) -> add(reader, "offline", why, Optional.empty(), "");
            case ReaderStatus.Stopped stopped -> add(reader, "stopped", "", Optional.empty(), "");
        }
    }

    /** What is new for one who has heard up to {@code since}, and up to where that goes. */
    record News(long last, List<Item> items) {}

    /** Of a negative {@code since} no items. */
    synchronized News since(long since, String reader) {
        return new News(last, since < 0 ? List.of() : after(since, reader));
    }

    /** What that reader told after item {@code since}, oldest first. */
    private List<Item> after(long since, String reader) {
        return items.stream()
                .filter(item -> item.number() > since && item.reader().equals(reader))
                .toList();
    }

    private synchronized void add(
            String reader, String what, String detail, Optional<CardRead> read, String quality) {
        if (items.size() == LIMIT) {
            items.removeFirst();
        }
        items.addLast(new Item(++last, clock.instant(), reader, what, detail, read, quality));
    }
}
