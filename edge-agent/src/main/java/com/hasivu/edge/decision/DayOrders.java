package com.hasivu.edge.decision;

import com.hasivu.protocol.CardId;
import com.hasivu.protocol.CardNumbers;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.PinVerifier;
import com.hasivu.protocol.StaffId;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.WindowId;
import com.hasivu.protocol.wire.CardRow;
import com.hasivu.protocol.wire.HandFound;
import com.hasivu.protocol.wire.Manifest;
import com.hasivu.protocol.wire.OrderRow;
import com.hasivu.protocol.wire.Row;
import com.hasivu.protocol.wire.StaffRow;
import com.hasivu.protocol.wire.StudentRow;
import com.hasivu.protocol.wire.WindowRow;

import org.jspecify.annotations.Nullable;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * One snapshot as the decision reads it: from the card in one step to the child and its orders of
 * the day, with every time worked out. Immutable; built once per snapshot.
 */
public final class DayOrders {
    private static final Entries.Order[] NO_ORDERS = {};

    private final long version;
    private final SchoolDay day;
    private final long madeMillis;
    private final long validUntilMillis;
    private final Entries.Window[] windows; // in the order they open
    private final Map<CardId, Entries.Card> cards;
    private final Map<Long, Entries.Student> students;
    private final Map<StaffId, Supervisor> staff;

    private DayOrders(
            Manifest manifest,
            SchoolDay day,
            Entries.Window[] windows,
            Map<CardId, Entries.Card> cards,
            Map<Long, Entries.Student> students,
            Map<StaffId, Supervisor> staff) {
        this.version = manifest.getVersion();
        this.day = day;
        this.madeMillis = manifest.getMadeMillis();
        this.validUntilMillis = manifest.getValidUntilMillis();
        this.windows = windows;
        this.cards = cards;
        this.students = students;
        this.staff = staff;
    }

    /**
     * Indexes the rows.
     *
     * @throws IllegalArgumentException if a row or the manifest's zone makes no sense; the message
     *     names it
     */
    public static DayOrders of(Manifest manifest, Collection<Row> rows) {
        SchoolDay day = SchoolDay.of(manifest.getSchoolDay(), zone(manifest.getZone()));
        List<Entries.Window> windows = new ArrayList<>();
        List<CardRow> cardRows = new ArrayList<>();
        Map<Long, StudentRow> students = new HashMap<>();
        Map<Long, List<OrderRow>> orders = new HashMap<>();
        Map<StaffId, Supervisor> staff = new TreeMap<>(Comparator.comparingLong(StaffId::value));
        for (Row row : rows) {
            switch (row.getRowCase()) {
                case WINDOW -> windows.add(window(row.getWindow(), day));
                case CARD -> cardRows.add(row.getCard());
                case STUDENT -> students.put(row.getStudent().getStudent(), row.getStudent());
                case ORDER ->
                        orders.computeIfAbsent(row.getOrder().getStudent(), s -> new ArrayList<>(2))
                                .add(row.getOrder());
                case STAFF -> {
                    Supervisor supervisor = supervisor(row.getStaff());
                    staff.put(supervisor.id(), supervisor);
                }
                case ROW_NOT_SET ->
                        throw new IllegalArgumentException("a snapshot row of an unknown kind");
            }
        }
        windows.sort(Comparator.comparingLong(Entries.Window::opensMillis));
        Map<WindowId, Entries.Window> byId = new HashMap<>();
        windows.forEach(window -> byId.put(window.id(), window));
        Map<Long, Entries.Student> entries = new HashMap<>(students.size() * 2);
        for (StudentRow student : students.values()) {
            entries.put(
                    student.getStudent(),
                    student(student, orders.getOrDefault(student.getStudent(), List.of()), byId));
        }
        Map<CardId, Entries.Card> cards = new HashMap<>(cardRows.size() * 2);
        for (CardRow card : cardRows) {
            cards.put(
                    CardId.of(card.getUid().toByteArray()),
                    new Entries.Card(
                            card.getState(), card.getLastDay(), entries.get(card.getStudent())));
        }
        return new DayOrders(
                manifest, day, windows.toArray(Entries.Window[]::new), cards, entries, staff);
    }

    private static Supervisor supervisor(StaffRow row) {
        return new Supervisor(
                new StaffId(row.getStaff()),
                row.getName(),
                row.getCard().isEmpty()
                        ? Optional.empty()
                        : Optional.of(CardId.of(row.getCard().toByteArray())),
                PinVerifier.read(row.getPin()));
    }

    private static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("zone '%s' is not known".formatted(name), e);
        }
    }

    private static Entries.Window window(WindowRow row, SchoolDay day) {
        return new Entries.Window(
                new WindowId(row.getWindow()),
                row.getName(),
                day.millisAt(row.getOpensMinute()),
                day.millisAt(row.getClosesMinute()));
    }

    private static Entries.Student student(
            StudentRow row, List<OrderRow> orderRows, Map<WindowId, Entries.Window> windows) {
        List<String> allergens = List.copyOf(row.getAllergensList());
        Entries.Order[] orders = NO_ORDERS;
        if (!orderRows.isEmpty()) {
            orders = new Entries.Order[orderRows.size()];
            Arrays.setAll(orders, i -> order(orderRows.get(i), allergens, windows));
            Arrays.sort(orders, Comparator.comparingLong(order -> order.id().value()));
        }
        return new Entries.Student(
                new StudentId(row.getStudent()),
                row.getName(),
                row.getSchoolClass(),
                row.getRoll(),
                row.getActive(),
                allergens,
                orders);
    }

    private static Entries.Order order(
            OrderRow row, List<String> childMustNotEat, Map<WindowId, Entries.Window> windows) {
        WindowId id = new WindowId(row.getWindow());
        Entries.Window window = windows.get(id);
        return new Entries.Order(
                new OrderId(row.getOrder()),
                id,
                window == null ? 0 : window.opensMillis(),
                window == null ? 0 : window.closesMillis(),
                row.getState(),
                row.getMeal(),
                conflict(row.getAllergensList(), childMustNotEat),
                row.getDeliveredMillis(),
                row.getDeliveredStation(),
                row.getPickupCode());
    }

    private static String conflict(List<String> inMeal, List<String> childMustNotEat) {
        if (inMeal.isEmpty() || childMustNotEat.isEmpty()) {
            return "";
        }
        return String.join(", ", inMeal.stream().filter(childMustNotEat::contains).toList());
    }

    Entries.@Nullable Card card(CardId card) {
        return cards.get(card);
    }

    Entries.@Nullable Student student(StudentId id) {
        return students.get(id.value());
    }

    SchoolDay day() {
        return day;
    }

    long madeMillis() {
        return madeMillis;
    }

    long validUntilMillis() {
        return validUntilMillis;
    }

    /** The snapshot's version. */
    public long version() {
        return version;
    }

    /** Days since 1970-01-01 in the school's zone. */
    public int schoolDay() {
        return day.epochDay();
    }

    /** The school's zone. */
    public ZoneId zone() {
        return day.zone();
    }

    /** Days since 1970-01-01 in the school's zone at that time. */
    public int dayOf(Instant now) {
        return day.contains(now.toEpochMilli())
                ? day.epochDay()
                : Math.toIntExact(LocalDate.ofInstant(now, day.zone()).toEpochDay());
    }

    /** The meal window open at that time; of several, the one that opened first. */
    public Optional<WindowId> windowAt(Instant now) {
        return Optional.ofNullable(openAt(now)).map(Entries.Window::id);
    }

    private Entries.@Nullable Window openAt(Instant now) {
        long millis = now.toEpochMilli();
        for (Entries.Window window : windows) {
            if (millis >= window.opensMillis() && millis < window.closesMillis()) {
                return window;
            }
        }
        return null;
    }

    /** Whether a meal is open, or still to come on this day. */
    public boolean mealAhead(Instant now) {
        return Arrays.stream(windows)
                .anyMatch(window -> now.toEpochMilli() < window.closesMillis());
    }

    /** What is known about a card; empty when it is not known. */
    public Optional<CardFacts> lookup(CardId card) {
        Entries.Card entry = cards.get(card);
        if (entry == null) {
            return Optional.empty();
        }
        Entries.Student student = entry.student();
        if (student == null) {
            return Optional.of(
                    new CardFacts(entry.state(), entry.lastDay(), Optional.empty(), List.of()));
        }
        Child child = child(student);
        return Optional.of(
                new CardFacts(
                        entry.state(),
                        entry.lastDay(),
                        Optional.of(child.student()),
                        child.orders()));
    }

    private static Child child(Entries.Student student) {
        return new Child(
                new CardFacts.StudentFacts(
                        student.id(),
                        student.name(),
                        student.schoolClass(),
                        student.roll(),
                        student.active(),
                        student.allergens()),
                Arrays.stream(student.orders())
                        .map(
                                order ->
                                        new CardFacts.OrderFacts(
                                                order.id(),
                                                order.window(),
                                                order.state(),
                                                order.meal()))
                        .toList());
    }

    /** A child of the snapshot; empty when it is not in it. */
    public Optional<Child> child(StudentId id) {
        return Optional.ofNullable(students.get(id.value())).map(DayOrders::child);
    }

    /**
     * Children by the pick-up code of an order, else by roll number, else by a part of the name, in
     * any case; by name and class.
     *
     * @param limit at most so many
     */
    public List<Child.Found> findChildren(String text, int limit) {
        String wanted = text.strip().toLowerCase(Locale.ROOT);
        if (wanted.isEmpty()) {
            return List.of();
        }
        List<Child.Found> byCode =
                found(
                        student ->
                                Arrays.stream(student.orders())
                                        .anyMatch(order -> order.pickupCode().equals(wanted)),
                        HandFound.HAND_FOUND_PICKUP_CODE,
                        limit);
        List<Child.Found> byRoll =
                byCode.isEmpty()
                        ? found(
                                student -> student.roll().toLowerCase(Locale.ROOT).equals(wanted),
                                HandFound.HAND_FOUND_ROLL,
                                limit)
                        : byCode;
        return byRoll.isEmpty()
                ? found(
                        student -> student.name().toLowerCase(Locale.ROOT).contains(wanted),
                        HandFound.HAND_FOUND_NAME,
                        limit)
                : byRoll;
    }

    private List<Child.Found> found(Predicate<Entries.Student> fits, HandFound by, int limit) {
        return students.values().stream()
                .filter(fits)
                .sorted(
                        Comparator.comparing(Entries.Student::name)
                                .thenComparing(Entries.Student::schoolClass)
                                .thenComparing(student -> student.id().value()))
                .limit(limit)
                .map(student -> new Child.Found(child(student), by))
                .toList();
    }

    /**
     * How far the meal is.
     *
     * @param window its name; empty between the windows: then all of the day are counted
     */
    public record Progress(String window, int served, int left) {}

    /** How far the meal of the open window is, by the snapshot and what was served here since. */
    public Progress progress(ServedSet served, Instant now) {
        Entries.Window open = openAt(now);
        int done = 0;
        int left = 0;
        for (Entries.Student student : students.values()) {
            for (Entries.Order order : student.orders()) {
                if (open != null && !order.window().equals(open.id())) {
                    continue;
                }
                boolean here = served.find(order.id()).isPresent();
                switch (order.state()) {
                    case ORDER_STATE_DELIVERED -> {
                        boolean back =
                                !here
                                        && served.tookBack(
                                                order.id(),
                                                Instant.ofEpochMilli(order.deliveredMillis()));
                        done += back ? 0 : 1;
                        left += back ? 1 : 0;
                    }
                    case ORDER_STATE_CONFIRMED, ORDER_STATE_PREPARING, ORDER_STATE_READY -> {
                        done += here ? 1 : 0;
                        left += here ? 0 : 1;
                    }
                    case ORDER_STATE_PENDING_PAYMENT,
                            ORDER_STATE_CANCELLED,
                            ORDER_STATE_UNSPECIFIED,
                            UNRECOGNIZED ->
                            done += here ? 1 : 0;
                }
            }
        }
        return new Progress(open == null ? "" : open.name(), done, left);
    }

    /** Who may serve by hand, by number. */
    public List<Supervisor> supervisors() {
        return List.copyOf(staff.values());
    }

    /** Empty for who is none. */
    public Optional<Supervisor> supervisor(StaffId id) {
        return Optional.ofNullable(staff.get(id));
    }

    /** Whose card it is; empty for a child's, and for one that is not known. */
    public Optional<Supervisor> supervisorOf(CardId card) {
        return cards.containsKey(card)
                ? Optional.empty()
                : staff.values().stream()
                        .filter(one -> one.card().filter(card::equals).isPresent())
                        .findFirst();
    }

    /**
     * The one card that a number in some form means; see {@link CardNumbers}. Looks at every card:
     * some ten microseconds for a large school.
     */
    public CardNumbers.Meaning resolve(List<CardNumbers.Reading> readings) {
        return CardNumbers.resolve(readings, cards.keySet());
    }

    /**
     * The cards of children whose display name holds {@code text}, in any case, by name.
     *
     * @param limit at most so many
     */
    public List<CardId> findByName(String text, int limit) {
        String wanted = text.toLowerCase(Locale.ROOT);
        return cards.entrySet().stream()
                .filter(e -> nameOf(e.getValue()).toLowerCase(Locale.ROOT).contains(wanted))
                .sorted(
                        Comparator.comparing(
                                        (Map.Entry<CardId, Entries.Card> e) -> nameOf(e.getValue()))
                                .thenComparing(Map.Entry::getKey))
                .limit(limit)
                .map(Map.Entry::getKey)
                .toList();
    }

    private static String nameOf(Entries.Card card) {
        Entries.Student student = card.student();
        return student == null ? "" : student.name();
    }
}
