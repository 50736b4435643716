package com.hasivu.cloud.devices;

import static com.hasivu.cloud.schema.Tables.CARDS;
import static com.hasivu.cloud.schema.Tables.MEAL_WINDOWS;
import static com.hasivu.cloud.schema.Tables.ORDERS;
import static com.hasivu.cloud.schema.Tables.SCHOOLS;
import static com.hasivu.cloud.schema.Tables.STATIONS;
import static com.hasivu.cloud.schema.Tables.STUDENTS;
import static com.hasivu.cloud.schema.Tables.USERS;

import com.hasivu.cloud.Consented;
import com.hasivu.cloud.Engine;
import com.hasivu.cloud.TestClock;
import com.hasivu.cloud.cards.Cards;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.menus.Dishes;
import com.hasivu.cloud.menus.Menus;
import com.hasivu.cloud.orders.Orders;
import com.hasivu.cloud.outbox.Outbox;
import com.hasivu.cloud.rfid.Stations;
import com.hasivu.cloud.schools.Schools;
import com.hasivu.cloud.schools.Students;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.Topics;

import org.jooq.DSLContext;
import org.jooq.Table;

import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.function.Function;

/** A database with a school, its epics' real doors, and rows put in by hand; no HTTP, no broker. */
public final class Desk implements AutoCloseable {
    public static final SchoolId SCHOOL = new SchoolId("greenfield");
    public static final LocalDate DAY = LocalDate.parse("2026-11-23");

    public final TestClock clock = TestClock.at("2026-11-23T06:30:00Z"); // noon in India
    public final Database database;
    public final Outbox outbox = new Outbox(clock);
    public final Schools schools = new Schools(outbox, clock);
    public final Students students = new Students(outbox, clock);
    public final Cards cards = new Cards(students, outbox, clock);
    public final Orders orders =
            new Orders(schools, students, new Menus(new Dishes(clock)), outbox, clock);
    public final Stations stations = new Stations(clock);
    private long user;

    public Desk(Engine engine, Path folder) {
        this(engine.migrated(folder));
    }

    /** Over a database with every table and no row; closes it at the end. */
    public Desk(Database database) {
        this.database = database;
        Instant now = clock.instant();
        tx(
                tx -> {
                    tx.insertInto(SCHOOLS, SCHOOLS.ID, SCHOOLS.NAME, SCHOOLS.ZONE, SCHOOLS.CREATED)
                            .values(SCHOOL.value(), "Greenfield", "Asia/Kolkata", now)
                            .execute();
                    user =
                            tx.insertInto(
                                            USERS,
                                            USERS.EMAIL,
                                            USERS.NAME,
                                            USERS.ROLE,
                                            USERS.PASSWORD_HASH,
                                            USERS.FAILURES,
                                            USERS.ACTIVE,
                                            USERS.CREATED)
                                    .values("a@b.c", "A", "school_admin", "-", 0, true, now)
                                    .returning(USERS.ID)
                                    .fetchSingle(USERS.ID);
                    window(tx, "lunch", "Lunch", 690);
                    return true;
                });
    }

    /** A meal window of the school, open until 14:00. */
    public static void window(DSLContext tx, String id, String name, int opensMinute) {
        tx.insertInto(
                        MEAL_WINDOWS,
                        MEAL_WINDOWS.SCHOOL,
                        MEAL_WINDOWS.ID,
                        MEAL_WINDOWS.NAME,
                        MEAL_WINDOWS.OPENS_MINUTE,
                        MEAL_WINDOWS.CLOSES_MINUTE,
                        MEAL_WINDOWS.DEADLINE_DAYS_BEFORE,
                        MEAL_WINDOWS.DEADLINE_MINUTE)
                .values(SCHOOL.value(), id, name, opensMinute, 840, 0, 600)
                .execute();
    }

    public <T> T tx(Function<DSLContext, T> work) {
        return database.transaction(work);
    }

    /** Changes rows and says so, as an epic does. */
    public void change(Function<DSLContext, ?> work) {
        tx(
                tx -> {
                    var unused = work.apply(tx);
                    outbox.schoolChanged(tx, SCHOOL, "test");
                    return true;
                });
    }

    public int count(Table<?> table) {
        return database.read(tx -> tx.fetchCount(table));
    }

    public Topics station(String id) {
        return tx(
                tx -> {
                    stations.add(tx, SCHOOL, new StationId(id), id);
                    tx.update(STATIONS).set(STATIONS.STATE, "enrolled").execute();
                    return new Topics(SCHOOL, new StationId(id));
                });
    }

    public StudentId student(DSLContext tx, String name) {
        long id =
                tx.insertInto(
                                STUDENTS,
                                STUDENTS.SCHOOL,
                                STUDENTS.NAME,
                                STUDENTS.CLASS_NAME,
                                STUDENTS.ROLL_NUMBER,
                                STUDENTS.ALLERGENS,
                                STUDENTS.ACTIVE,
                                STUDENTS.CREATED)
                        .values(
                                SCHOOL.value(),
                                name,
                                "4B",
                                "1",
                                "milk,peanut",
                                false,
                                clock.instant())
                        .returning(STUDENTS.ID)
                        .fetchSingle(STUDENTS.ID);
        Consented.ALL.forEach(tx::execute);
        return new StudentId(id);
    }

    public StudentId student(String name) {
        return tx(tx -> student(tx, name));
    }

    public long card(DSLContext tx, String uid, StudentId student, String state) {
        return tx.insertInto(
                        CARDS,
                        CARDS.SCHOOL,
                        CARDS.UID,
                        CARDS.CARD_TYPE,
                        CARDS.FORM,
                        CARDS.STATE,
                        CARDS.STUDENT,
                        CARDS.CREATED,
                        CARDS.CHANGED)
                .values(
                        SCHOOL.value(),
                        uid,
                        "mifare",
                        "card",
                        state,
                        student.value(),
                        clock.instant(),
                        clock.instant())
                .returning(CARDS.ID)
                .fetchSingle(CARDS.ID);
    }

    public OrderId order(DSLContext tx, StudentId student, String state, LocalDate day) {
        return new OrderId(
                tx.insertInto(
                                ORDERS,
                                ORDERS.SCHOOL,
                                ORDERS.STUDENT,
                                ORDERS.PLACED_BY,
                                ORDERS.SCHOOL_DAY,
                                ORDERS.WINDOW_ID,
                                ORDERS.STATE,
                                ORDERS.TOTAL_PAISE,
                                ORDERS.CREATED,
                                ORDERS.CHANGED)
                        .values(
                                SCHOOL.value(),
                                student.value(),
                                user,
                                day,
                                "lunch",
                                state,
                                4500L,
                                clock.instant(),
                                clock.instant())
                        .returning(ORDERS.ID)
                        .fetchSingle(ORDERS.ID));
    }

    public OrderId order(StudentId student, String state) {
        return tx(tx -> order(tx, student, state, DAY));
    }

    public String state(OrderId order) {
        return database.read(
                tx ->
                        tx.select(ORDERS.STATE)
                                .from(ORDERS)
                                .where(ORDERS.ID.eq(order.value()))
                                .fetchSingle(ORDERS.STATE));
    }

    @Override
    public void close() {
        database.close();
    }
}
