package com.hasivu.simulator.school;

import com.hasivu.protocol.CardId;
import com.hasivu.simulator.reader.EmulatedFamilies;
import com.hasivu.simulator.reader.EmulatedFamily;

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
    private static final List<String> USUAL_READERS = List.of("rdm6300", "pn532");
    private static final Duration SHORT = Duration.ofMillis(60);
    private static final Duration HELD = Duration.ofSeconds(3);
    private static final int FEWEST_TAPS = 30;

    /** Hex digits of the shortest form a reader tells: two cards alike in it would be ambiguous. */
    private static final int SHORTEST_FORM = 6;

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

    /** How many children there are unless told otherwise. */
    public static int usualSize() {
        return USUAL_SIZE;
    }

    /** The kinds of reader whose cards the children have unless told otherwise. */
    public static List<EmulatedFamily> usualReaders() {
        return USUAL_READERS.stream()
                .map(kind -> EmulatedFamilies.byKind(kind).orElseThrow())
                .toList();
    }

    /** The school of {@code seed}, with at least {@code size} children. */
    public static School of(long seed, int taps, int size) {
        return of(seed, taps, size, usualReaders());
    }

    /**
     * The school of {@code seed}, with at least {@code size} children.
     *
     * @param readers at the counter; each child's card belongs to one of them
     */
    public static School of(long seed, int taps, int size, List<EmulatedFamily> readers) {
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
        Set<String> taken = new HashSet<>();
        cast.forEach(
                (part, count) -> {
                    for (int i = 0; i < count; i++) {
                        Child child =
                                child(
                                        random,
                                        part,
                                        actors.size() + strangers.size(),
                                        readers,
                                        taken);
                        (part == Part.STRANGER ? strangers : actors).add(child);
                    }
                });
        // the rest of the school ordered as well and never comes to the counter
        while (actors.size() < size) {
            actors.add(
                    child(random, Part.REGULAR, actors.size() + strangers.size(), readers, taken));
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

    private static Child child(
            Random random,
            Part part,
            int index,
            List<EmulatedFamily> readers,
            Set<String> takenTails) {
        int lane = index % readers.size();
        EmulatedFamily family = readers.get(lane);
        CardId card;
        do {
            card = family.card(random);
        } while (!takenTails.add(card.hex().substring(card.hex().length() - SHORTEST_FORM)));
        String name =
                FIRST.get(random.nextInt(FIRST.size()))
                        + " "
                        + LAST.get(random.nextInt(LAST.size()));
        return new Child(
                index,
                name,
                (1 + random.nextInt(10)) + "ABC".charAt(random.nextInt(3)) + "",
                card,
                family.cardType(card),
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
