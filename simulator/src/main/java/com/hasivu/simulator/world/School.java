package com.hasivu.simulator.world;

import com.hasivu.protocol.CardId;
import com.hasivu.protocol.SchoolId;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** One school: its children with their cards, its counters, and what was said about its orders. */
final class School {
    /** Lunch, in minutes of the school's day. */
    static final int OPENS = 12 * 60;

    static final int CLOSES = 12 * 60 + 40;

    /** A child; {@code student} is the cloud's id. */
    record Child(long student, CardId card) {}

    final int number;
    final SchoolId id;
    final ZoneId zone;
    final Ledger ledger = new Ledger();
    final List<Child> children = new ArrayList<>();
    final List<Board> boards = new ArrayList<>();

    School(int number, ZoneId zone, int size, Dice dice) {
        this.number = number;
        this.id = new SchoolId("school-" + number);
        this.zone = zone;
        for (int i = 1; i <= size; i++) {
            byte[] uid = new byte[dice.chance(0.5) ? 4 : 7];
            dice.fill(uid);
            uid[0] = (byte) (16 * number); // no two schools share a card
            uid[1] = (byte) i;
            children.add(new Child(number * 1_000L + i, CardId.of(uid)));
        }
    }

    /** True time of a minute of the school's day. */
    long at(LocalDate day, int minute) {
        return day.atStartOfDay(zone).plusMinutes(minute).toInstant().toEpochMilli();
    }

    /** The order a child has for a day. */
    static long order(Child child, LocalDate day) {
        return day.toEpochDay() * 100_000 + child.student();
    }

    /** One ordered late, during lunch. */
    static long lateOrder(Child child, LocalDate day) {
        return order(child, day) + 50_000;
    }

    @Override
    public String toString() {
        return id.value();
    }
}
