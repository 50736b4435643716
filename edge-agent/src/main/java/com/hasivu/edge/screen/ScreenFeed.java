package com.hasivu.edge.screen;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hasivu.edge.decision.CardFacts.OrderFacts;
import com.hasivu.edge.decision.Child;
import com.hasivu.edge.decision.DayOrders;
import com.hasivu.edge.signal.Shown;
import com.hasivu.edge.signal.Signal;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.StaffId;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.wire.Reason;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What the page shows now. Each event is the whole of it, a few kilobytes: who comes late or comes
 * back needs the newest only, and its id tells him whether he has it.
 *
 * <p>Threading: a tap's thread only puts what was shown in a queue, and never waits: what finds it
 * full is not shown here. One thread, {@code screen}, makes the events; any may wait for one.
 */
public final class ScreenFeed implements Signal, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ScreenFeed.class);
    private static final int QUEUED = 64;
    private static final int LAST_TAPS = 5;
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("HH:mm");

    /** One event; {@code id} grows by one in a process. */
    record Event(long id, String json) {}

    /**
     * What the page shows besides taps; asked on the {@code screen} thread.
     *
     * @param supervisorCard hears whose card was held to a reader
     */
    public record Sources(
            String station,
            String language,
            Supplier<Optional<DayOrders.Progress>> progress,
            Supplier<Troubles> troubles,
            Consumer<StaffId> supervisorCard) {}

    private sealed interface News {
        record Lit(Shown shown) implements News {}

        record ByHand(Tapped serve) implements News {}

        record Back(long sequence) implements News {}
    }

    private final Supplier<Optional<DayOrders>> orders;
    private final BlockingQueue<News> queue = new ArrayBlockingQueue<>(QUEUED);
    private final Deque<Tapped> taps = new ArrayDeque<>(); // newest first; of the screen thread
    private final Object lock = new Object(); // guards event and closed
    private Optional<Thread> thread = Optional.empty();
    private Event event = new Event(0, "{}");
    private boolean closed;
    private long tapped;
    private String shownLast = "";
    private boolean broken;

    /**
     * A feed that is not started.
     *
     * @param orders of the snapshot in use
     */
    public ScreenFeed(Supplier<Optional<DayOrders>> orders) {
        this.orders = orders;
    }

    /** Begins to make events. */
    public void start(Sources sources) {
        thread = Optional.of(Thread.ofPlatform().name("screen").daemon().start(() -> run(sources)));
    }

    @Override
    public long show(Shown shown) {
        tell(new News.Lit(shown));
        return System.nanoTime();
    }

    /** A child was served by hand. */
    void servedByHand(Instant at, StudentId student, OrderId order, long sequence) {
        tell(
                new News.ByHand(
                        tapped(
                                at,
                                "serve",
                                "",
                                Optional.of(student),
                                Optional.of(order),
                                "",
                                true,
                                sequence,
                                System.nanoTime())));
    }

    /** A serve was taken back. */
    void takenBack(long sequence) {
        tell(new News.Back(sequence));
    }

    private void tell(News news) {
        if (!queue.offer(news)) {
            LOG.debug("the screen is behind; a tap is not shown on it");
        }
    }

    private void run(Sources sources) {
        try {
            while (true) {
                News news = queue.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                try {
                    if (news != null) {
                        take(news, sources);
                    }
                    publish(sources, news != null);
                    broken = false;
                } catch (RuntimeException e) {
                    if (!broken) {
                        LOG.error("the screen does not show what happened; serving goes on", e);
                    }
                    broken = true;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void take(News news, Sources sources) {
        switch (news) {
            case News.Lit(var shown) -> {
                add(lit(shown));
                if (shown.reason().equals(Optional.of(Reason.SUPERVISOR_CARD))) {
                    orders.get()
                            .flatMap(day -> day.supervisorOf(shown.card()))
                            .ifPresent(one -> sources.supervisorCard().accept(one.id()));
                }
            }
            case News.ByHand(var serve) -> add(serve);
            case News.Back(var sequence) -> {
                List<Tapped> all = List.copyOf(taps);
                taps.clear();
                all.forEach(one -> taps.add(one.sequence() == sequence ? one.takenBack() : one));
            }
        }
    }

    private void add(Tapped tap) {
        tapped++;
        taps.addFirst(tap);
        if (taps.size() > LAST_TAPS) {
            taps.removeLast();
        }
    }

    private Tapped lit(Shown shown) {
        String kind =
                switch (shown.lamp()) {
                    case SERVE, RESHOWN -> "serve";
                    case REFUSE -> "refuse";
                    case OUT_OF_SERVICE -> "out";
                };
        String code = shown.reason().map(Words::code).orElse("");
        return tapped(
                shown.at(),
                kind,
                code,
                shown.student(),
                shown.order(),
                code.equals("again") || code.equals("time") || code.equals("allergy")
                        ? shown.detail()
                        : "",
                false,
                shown.record().map(record -> record.sequence()).orElse(0L),
                shown.stages().decided());
    }

    private Tapped tapped(
            Instant at,
            String kind,
            String code,
            Optional<StudentId> student,
            Optional<OrderId> order,
            String detail,
            boolean byHand,
            long sequence,
            long decidedNanos) {
        Optional<DayOrders> day = orders.get();
        Optional<Child> child = student.flatMap(id -> day.flatMap(all -> all.child(id)));
        ZoneId zone = day.map(DayOrders::zone).orElse(ZoneOffset.UTC);
        return new Tapped(
                MINUTE.format(at.atZone(zone)),
                kind,
                code,
                child.map(one -> Words.shortName(one.student().name())).orElse(""),
                child.map(one -> one.student().schoolClass()).orElse(""),
                kind.equals("serve") ? meal(child, order) : "",
                child.map(one -> one.student().allergens()).orElse(List.of()),
                detail,
                byHand,
                sequence,
                decidedNanos);
    }

    private static String meal(Optional<Child> child, Optional<OrderId> order) {
        return child.map(Child::orders).orElse(List.of()).stream()
                .filter(one -> order.filter(one.id()::equals).isPresent())
                .map(OrderFacts::meal)
                .findFirst()
                .orElse("");
    }

    private void publish(Sources sources, boolean always) {
        ObjectNode now = JsonNodeFactory.instance.objectNode();
        now.put("station", sources.station()).put("lang", sources.language());
        orders.get().ifPresent(day -> now.put("zone", day.zone().getId()));
        sources.progress()
                .get()
                .ifPresent(
                        progress ->
                                now.put("window", progress.window())
                                        .put("served", progress.served())
                                        .put("left", progress.left()));
        Troubles troubles = sources.troubles().get();
        ObjectNode banners = now.putObject("troubles");
        banners.put("offline", troubles.offline()).put("clock", troubles.clock());
        banners.put("demo", troubles.demo());
        banners.put("disk", troubles.disk()).put("list", orders.get().isEmpty());
        troubles.readers().forEach(banners.putArray("readers")::add);
        String plain = now.toString(); // without what runs down by itself
        if (!always && plain.equals(shownLast)) {
            return;
        }
        shownLast = plain;
        ArrayNode list = now.putArray("taps");
        long nanos = System.nanoTime();
        long number = tapped;
        for (Tapped tap : taps) { // newest first
            tap.write(list.addObject(), number--, nanos);
        }
        synchronized (lock) {
            event = new Event(event.id() + 1, now.toString());
            lock.notifyAll();
        }
    }

    /**
     * Waits for an event other than {@code seen}.
     *
     * @return empty when the time is over, or the feed is closed
     */
    Optional<Event> await(long seen, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        synchronized (lock) {
            while (event.id() == seen && !closed) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return Optional.empty();
                }
                TimeUnit.NANOSECONDS.timedWait(lock, left);
            }
            return closed ? Optional.empty() : Optional.of(event);
        }
    }

    boolean closed() {
        synchronized (lock) {
            return closed;
        }
    }

    @Override
    public void close() throws InterruptedException {
        synchronized (lock) {
            closed = true;
            lock.notifyAll();
        }
        if (thread.isPresent()) {
            thread.get().interrupt();
            thread.get().join();
        }
    }
}
