package com.hasivu.reader.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.reader.ReaderEvent;
import com.hasivu.reader.RfidReader;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** An open reader without a supervisor: every event counts. */
final class Listening implements AutoCloseable {
    final RfidReader reader;
    final List<ReaderEvent> events = new ArrayList<>();

    Listening(Bench bench) {
        reader = bench.driver().open(bench.config());
    }

    Listening untilUp() throws InterruptedException {
        until("link up", ReaderDriverContract.SOON, ReaderEvent.LinkUp.class::isInstance);
        return this;
    }

    void until(String what, Duration deadline, Predicate<ReaderEvent> wanted)
            throws InterruptedException {
        long until = System.nanoTime() + deadline.toNanos();
        while (true) {
            var event = reader.next(Duration.ofMillis(20));
            event.ifPresent(events::add);
            if (event.filter(wanted).isPresent()) {
                return;
            }
            assertThat(System.nanoTime() - until)
                    .as("%s within %s; heard %s", what, deadline, events)
                    .isNegative();
        }
    }

    /** Listens for so long, whatever comes. */
    void during(Duration time) throws InterruptedException {
        long until = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = until - System.nanoTime()) {
            reader.next(Duration.ofNanos(left)).ifPresent(events::add);
        }
    }

    <E extends ReaderEvent> List<E> heard(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    @Override
    public void close() {
        reader.close();
    }
}
