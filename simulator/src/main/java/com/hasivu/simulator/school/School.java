package com.hasivu.simulator.school;

import com.hasivu.protocol.CardId;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A school and its lunch, all from one seed.
 *
 * @param children those registered, in the order of the list
 * @param strangers cards nobody registered
 * @param lunch the queue: who taps, in order
 */
public record School(List<Child> children, List<Child> strangers, List<Tap> lunch) {
    private static final int LANES = 2;
    private static final Duration SHORT = Duration.ofMillis(60);
    private static final Duration HELD = Duration.ofSeconds(3);
    private static final int FEWEST_TAPS = 30;
    private static final int USUAL_SIZE = 200;

    private static final List<String> FIRST =
            List.of(
                    "Aarav", "Ananya", "Diya", "Ishaan", "Kavya", "Meera", "Nikhil", "Pooja",
                    "Rahul", "Riya", "Rohan", "Sanjana", "Shreya", "Tanvi", "Varun", "Vihaan");
    private static final List<String> LAST =
            List.of(
                    "Gowda",
                    "Hegde",
                    "Iyer",
                    "Joshi",
                    "Kulkarni",
                    "Menon",
                    "Naik",
                    "Patil",
                    "Rao",
                    "Reddy",
                    "Shetty");

    /** Where in the queue things happen, as parts of the whole. */
    public static final double CHANGES_AT = 0.20;

    /** From here on the children whose card or order changed in mid-lunch may tap. */
    public static final double CHANGED_TAP_FROM = 0.50;

    /** The fewest taps that have room for every part. */
    public static int fewestTaps() {
        return FEWEST_TAPS;
    }

    /** The school of {@code seed}, with at least 200 children and a lunch of {@code taps} taps. */
    public static School of(long seed, int taps) {
        return of(seed, taps, USUAL_SIZE);
    }

    /** The school of {@code seed}, with at least {@code size} children. */
    public static School of(long seed, int taps, int size) {
        if (taps < FEWEST_TAPS) {
            throw new IllegalArgumentException(
                    "%d taps; at least %d have room for every part".formatted(taps, FEWEST_TAPS));
        }
        Random random = new Random(seed);
        Map<Part, Integer> cast = cast(taps);
        int seconds = Math.max(1, taps / 20);
        int regularTaps = taps - seconds - cast.values().stream().mapToInt(Integer::intValue).sum();
        cast.put(Part.REGULAR, regularTaps);

        List<Child> actors = new ArrayList<>();
        List<Child> strangers = new ArrayList<>();
        Set<CardId> taken = new HashSet<>();
        cast.forEach(
                (part, count) -> {
                    for (int i = 0; i < count; i++) {
                        Child child = child(random, part, actors.size() + strangers.size(), taken);
                        (part == Part.STRANGER ? strangers : actors).add(child);
                    }
                });
        // the rest of the school ordered as well and never comes to the counter
        while (actors.size() < size) {
            actors.add(child(random, Part.REGULAR, actors.size() + strangers.size(), taken));
        }
        List<Child> tapping =
                Stream.concat(
                                actors.stream().filter(c -> c.part() != Part.REGULAR),
                                Stream.concat(
                                        actors.stream()
                                                .filter(c -> c.part() == Part.REGULAR)
                                                .limit(regularTaps),
                                        strangers.stream()))
                        .toList();
        return new School(
                List.copyOf(actors), List.copyOf(strangers), queue(random, tapping, seconds));
    }

    private static Map<Part, Integer> cast(int taps) {
        int few = Math.max(1, taps / 40);
        Map<Part, Integer> cast = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            switch (part) {
                case REGULAR -> {}
                case NO_ORDER, UNPAID, BLOCKED, LOST, STRANGER -> cast.put(part, few);
                default -> cast.put(part, 1);
            }
        }
        return cast;
    }

    private static Child child(Random random, Part part, int index, Set<CardId> taken) {
        int lane = index % LANES;
        CardId card;
        do {
            byte[] uid = new byte[lane == 0 ? 5 : random.nextBoolean() ? 4 : 7];
            random.nextBytes(uid);
            uid[0] =
                    lane == 0
                            ? 0x2A
                            : uid.length == 7
                                    ? 0x04
                                    : (byte)
                                            (0x10 | (uid[0] & 0x6F)); // never the random-id mark 08
            card = CardId.of(uid);
        } while (!taken.add(card));
        String name =
                FIRST.get(random.nextInt(FIRST.size()))
                        + " "
                        + LAST.get(random.nextInt(LAST.size()));
        return new Child(
                index,
                name,
                (1 + random.nextInt(10)) + "ABC".charAt(random.nextInt(3)) + "",
                card,
                lane,
                part);
    }

    private static List<Tap> queue(Random random, List<Child> tapping, int seconds) {
        List<Child> early = new ArrayList<>(tapping);
        List<Child> changed =
                tapping.stream()
                        .filter(
                                c ->
                                        c.part() == Part.BLOCKED_IN_LUNCH
                                                || c.part() == Part.CANCELLED_IN_LUNCH)
                        .toList();
        early.removeAll(changed);
        Collections.shuffle(early, random);
        List<Child> order = new ArrayList<>(early);
        int total = tapping.size() + seconds;
        for (Child child : changed) {
            int from = (int) (total * CHANGED_TAP_FROM);
            order.add(from + random.nextInt(order.size() - from), child);
        }
        for (int i = 0; i < seconds; i++) {
            secondHelping(random, order);
        }
        Set<Child> served = new HashSet<>();
        List<Tap> taps = new ArrayList<>();
        int held = 0;
        for (Child child : order) {
            boolean again = !served.add(child);
            String answer =
                    again && child.part() == Part.REGULAR
                            ? "ALREADY_SERVED"
                            : child.part().firstAnswer();
            boolean hold =
                    held < 2
                            && child.part() == Part.REGULAR
                            && taps.size() > order.size() / 10 * (held + 1);
            held += hold ? 1 : 0;
            byte[] noise = new byte[random.nextInt(6) == 0 ? 1 + random.nextInt(24) : 0];
            random.nextBytes(noise);
            taps.add(new Tap(child, hold ? HELD : SHORT, noise, answer));
        }
        return List.copyOf(taps);
    }

    /** Puts a child that was served in the queue again, some places later. */
    private static void secondHelping(Random random, List<Child> order) {
        while (true) {
            int first = random.nextInt(order.size() * 3 / 4);
            Child child = order.get(first);
            if (child.part() == Part.REGULAR && Collections.frequency(order, child) == 1) {
                int room = order.size() - first - 4;
                order.add(first + 4 + random.nextInt(Math.max(1, room)), child);
                return;
            }
        }
    }

    /** Taps that must end in a meal. */
    public long serves() {
        return lunch.stream().filter(t -> t.answer().equals("serve")).count();
    }
}
