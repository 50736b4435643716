package com.hasivu.simulator.bench;

import com.google.protobuf.ByteString;
import com.hasivu.protocol.wire.CardDemand;
import com.hasivu.protocol.wire.ClockState;
import com.hasivu.protocol.wire.Reason;
import com.hasivu.protocol.wire.Refusal;
import com.hasivu.protocol.wire.Serve;
import com.hasivu.protocol.wire.TapRecord;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * The taps of one counter in a week without a link: seven lunches, the children in another order
 * each day. Of ten taps seven serve an order, two are of children who were served, one is of a card
 * nobody knows. What a record holds is what the station writes. One thread.
 */
final class DrainWeek {
    private static final int DAYS = 7;

    private final int taps;
    private final int children;
    private final long firstStudent;
    private final long firstOrder;
    private final LocalDate firstDay;
    private final Random random;
    private final List<byte[]> cards = new ArrayList<>();
    private final List<Integer> queue = new ArrayList<>();
    private int made;
    private int served;
    private int day = -1;
    private long wallMillis;
    private long boot;

    /** The numbers of its children and orders begin at {@code firstStudent}, {@code firstOrder}. */
    DrainWeek(int taps, long firstStudent, long firstOrder, long seed) {
        this.taps = taps;
        this.children = children(taps);
        this.firstStudent = firstStudent;
        this.firstOrder = firstOrder;
        this.firstDay = LocalDate.now(ZoneOffset.UTC).minusDays(DAYS);
        this.random = new Random(seed);
        for (int i = 0; i < children; i++) {
            cards.add(card());
        }
    }

    /** How many children come to a counter with so many taps a week. */
    static int children(int taps) {
        return Math.ceilDiv(Math.ceilDiv(taps, DAYS) * 7, 10) + 1;
    }

    int served() {
        return served;
    }

    boolean hasNext() {
        return made < taps;
    }

    TapRecord next() {
        int today = (int) ((long) made * DAYS / taps);
        if (today != day) {
            begin(today);
        }
        int turn = made++ % 10;
        wallMillis += 400 + random.nextInt(2_600);
        TapRecord.Builder record =
                TapRecord.newBuilder()
                        .setWallMillis(wallMillis)
                        .setMonotonicNanos(
                                wallMillis * 1_000_000 % (1L << 45) + random.nextInt(1_000_000))
                        .setBootId(boot)
                        .setClock(ClockState.CLOCK_SYNCED)
                        .setReader(random.nextBoolean() ? "counter-1a" : "counter-1b")
                        .setDemand(CardDemand.CARD_DEMAND_NUMBER)
                        .setSnapshotVersion(1_000 + made / 6)
                        .setSchoolDay((int) firstDay.plusDays(day).toEpochDay())
                        .setWindow("lunch");
        if (turn == 9) {
            return record.setCard(ByteString.copyFrom(card()))
                    .setRefusal(Refusal.newBuilder().setReason(Reason.UNKNOWN_CARD))
                    .build();
        }
        boolean again = turn == 4 || turn == 8;
        int child = again ? queue.getFirst() : queue.removeLast();
        if (!again) {
            served++;
            queue.addFirst(child);
        }
        record.setCard(ByteString.copyFrom(cards.get(child)));
        long student = firstStudent + child;
        long order = firstOrder + (long) day * children + child;
        return (again
                        ? record.setRefusal(
                                Refusal.newBuilder()
                                        .setReason(Reason.ALREADY_SERVED)
                                        .setStudent(student)
                                        .setOrder(order))
                        : record.setServe(Serve.newBuilder().setOrder(order).setStudent(student)))
                .build();
    }

    private void begin(int today) {
        day = today;
        boot = random.nextLong();
        wallMillis =
                firstDay.plusDays(day)
                        .atTime(LocalTime.of(6, 30))
                        .toInstant(ZoneOffset.UTC)
                        .toEpochMilli();
        queue.clear();
        for (int child = 0; child < children; child++) {
            queue.add(child);
        }
        Collections.shuffle(queue, random);
    }

    private byte[] card() {
        byte[] uid = new byte[5];
        random.nextBytes(uid);
        return uid;
    }
}
