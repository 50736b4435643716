package com.hasivu.cloud.history;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.Access;
import com.hasivu.cloud.http.Api;
import com.hasivu.cloud.http.Page;
import com.hasivu.cloud.http.Problem;
import com.hasivu.cloud.http.Reply;
import com.hasivu.cloud.http.Request;
import com.hasivu.cloud.orders.Order;
import com.hasivu.cloud.orders.OrderState;
import com.hasivu.cloud.orders.Orders;
import com.hasivu.cloud.rfid.Stations;
import com.hasivu.cloud.rfid.Tap;
import com.hasivu.cloud.rfid.Taps;
import com.hasivu.cloud.schools.MealWindow;
import com.hasivu.cloud.schools.School;
import com.hasivu.cloud.schools.Schools;
import com.hasivu.cloud.schools.Student;
import com.hasivu.cloud.schools.Students;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.WindowId;

import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The history of taps over HTTP: list, CSV, register, EPCIS. */
public final class HistoryRoutes {
    /** Rows of one file; a longer span is asked for in parts. */
    static final int MOST_ROWS = 50_000;

    /** Events of one document, each of which is some 500 bytes. */
    static final int MOST_EVENTS = 20_000;

    /** Days of one question. */
    static final int MOST_DAYS = 366;

    private static final Set<OrderState> COOKED =
            Set.of(OrderState.CONFIRMED, OrderState.PREPARING, OrderState.READY);

    private final Database database;
    private final Schools schools;
    private final Students students;
    private final Orders orders;
    private final Clock clock;
    private final Taps taps = new Taps();
    private final Registers registers;

    public HistoryRoutes(
            Database database, Schools schools, Students students, Orders orders, Clock clock) {
        this.database = database;
        this.schools = schools;
        this.students = students;
        this.orders = orders;
        this.clock = clock;
        this.registers = new Registers(students, orders, new Stations(clock), clock);
    }

    public void register(Api api) {
        api.route("listTaps", Access.adults(), this::list);
        api.route("exportTaps", Access.staff(), this::csv);
        api.route("exportEpcis", Access.admins(), this::epcis);
        api.route("getRegister", Access.staff(), this::pdf);
        api.route("getDayStats", Access.staff(), this::stats);
    }

    private record TapView(
            long id,
            LocalDate date,
            Instant at,
            Instant receivedAt,
            String window,
            String station,
            String reader,
            String outcome,
            String reason,
            boolean byHand,
            @Nullable Long student,
            @Nullable Long order) {}

    private Reply list(Request request) {
        return database.read(
                tx -> {
                    School school = schools.get(tx, request.school());
                    List<TapView> rows =
                            taps
                                    .page(
                                            tx,
                                            filter(tx, school, request),
                                            request.cursor(),
                                            request.limit() + 1)
                                    .stream()
                                    .map(HistoryRoutes::view)
                                    .toList();
                    return Reply.ok(Page.of(rows, request.limit(), TapView::id));
                });
    }

    private Reply csv(Request request) {
        boolean bom = request.query("bom").filter("true"::equals).isPresent();
        return database.read(
                tx -> {
                    School school = schools.get(tx, request.school());
                    Map<StudentId, Student> children =
                            students.all(tx, school.id()).stream()
                                    .collect(toMap(Student::id, child -> child));
                    return Reply.ok(
                            new Reply.Download(
                                    "text/csv; charset=utf-8",
                                    "taps-%s.csv".formatted(school.id()),
                                    TapCsv.write(
                                            school,
                                            rows(tx, filter(tx, school, request), MOST_ROWS),
                                            children,
                                            bom)));
                });
    }

    private Reply epcis(Request request) {
        return database.read(
                tx -> {
                    School school = schools.get(tx, request.school());
                    Taps.Filter asked = filter(tx, school, request);
                    var delivered =
                            new Taps.Filter(
                                    asked.school(),
                                    asked.from(),
                                    asked.to(),
                                    asked.window(),
                                    asked.station(),
                                    Optional.of(Tap.Outcome.DELIVERED),
                                    asked.only());
                    return Reply.ok(
                            new Reply.Download(
                                    "application/ld+json",
                                    "deliveries-%s.jsonld".formatted(school.id()),
                                    Epcis.document(
                                            school,
                                            rows(tx, delivered, MOST_EVENTS),
                                            clock.instant().truncatedTo(ChronoUnit.MILLIS))));
                });
    }

    private Reply stats(Request request) {
        LocalDate day = request.date("date");
        return database.read(
                tx -> {
                    School school = schools.get(tx, request.school());
                    var all =
                            new Taps.Filter(
                                    school.id(),
                                    day,
                                    day,
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty());
                    Map<OrderState, Long> meals =
                            orders.forDay(tx, school.id(), day).stream()
                                    .collect(groupingBy(Order::state, counting()));
                    return Reply.ok(
                            DayStats.of(
                                    rows(tx, all, MOST_ROWS).all(),
                                    school.zone(),
                                    meals.getOrDefault(OrderState.UNCLAIMED, 0L).intValue(),
                                    (int)
                                            COOKED.stream()
                                                    .mapToLong(s -> meals.getOrDefault(s, 0L))
                                                    .sum()));
                });
    }

    private Reply pdf(Request request) {
        LocalDate day = request.date("date");
        return database.read(
                tx -> {
                    School school = schools.get(tx, request.school());
                    MealWindow window =
                            schools.window(tx, school.id(), new WindowId(request.path("window")))
                                    .orElseThrow(Problem::notFound);
                    return Reply.ok(
                            new Reply.Download(
                                    "application/pdf",
                                    "register-%s-%s.pdf".formatted(day, window.id()),
                                    RegisterPdf.write(registers.of(tx, school, day, window))));
                });
    }

    private TapParts rows(DSLContext tx, Taps.Filter filter, int most) {
        return new TapParts(tx, taps, filter, most);
    }

    private Taps.Filter filter(DSLContext tx, School school, Request request) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), school.zone());
        LocalDate from = request.query("from").map(LocalDate::parse).orElse(today);
        LocalDate to =
                request.query("to")
                        .map(LocalDate::parse)
                        .orElse(from.isAfter(today) ? from : today);
        if (to.isBefore(from) || ChronoUnit.DAYS.between(from, to) >= MOST_DAYS) {
            throw Problem.badRequest(
                    "impossible-span",
                    "from %s to %s is no span of 1 to %d days".formatted(from, to, MOST_DAYS),
                    Problem.Fault.of("to", "give a day from " + from + " on"));
        }
        return new Taps.Filter(
                school.id(),
                from,
                to,
                request.query("window").map(WindowId::new),
                request.query("station").map(StationId::new),
                request.query("outcome").map(Tap.Outcome::of),
                only(tx, school, request));
    }

    /** A parent's own children, those of a class, one child: all that is said must hold. */
    private Optional<Set<StudentId>> only(DSLContext tx, School school, Request request) {
        Optional<Set<StudentId>> only =
                request.caller().role().staff()
                        ? Optional.empty()
                        : Optional.of(students.ofGuardian(tx, request.caller().user()));
        Optional<StudentId> one = request.query("student").map(Long::valueOf).map(StudentId::new);
        if (one.isPresent()) {
            only = Optional.of(both(only, Set.of(one.get())));
        }
        Optional<String> className = request.query("className");
        if (className.isPresent()) {
            Set<StudentId> ofClass =
                    students.all(tx, school.id()).stream()
                            .filter(child -> child.className().equals(className.get()))
                            .map(Student::id)
                            .collect(toSet());
            only = Optional.of(both(only, ofClass));
        }
        return only;
    }

    private static Set<StudentId> both(Optional<Set<StudentId>> some, Set<StudentId> others) {
        if (some.isEmpty()) {
            return others;
        }
        var both = new HashSet<>(some.get());
        both.retainAll(others);
        return both;
    }

    private static TapView view(Tap tap) {
        return new TapView(
                tap.id(),
                tap.day(),
                tap.at(),
                tap.received(),
                tap.window(),
                tap.station().value(),
                tap.reader(),
                tap.outcome().label(),
                tap.reason(),
                tap.byHand(),
                tap.student().map(StudentId::value).orElse(null),
                tap.order().map(OrderId::value).orElse(null));
    }
}
