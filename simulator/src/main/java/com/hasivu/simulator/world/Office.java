package com.hasivu.simulator.world;

import com.hasivu.cloud.outbox.Outbox;
import com.hasivu.simulator.school.Consented;

import org.jooq.DSLContext;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The school office and the parents: rows put in by hand with the outbox row beside them in one
 * transaction, as the epics do; moves of a state are compare-and-set, as theirs. The ledger hears
 * the same.
 */
final class Office {
    private static final long PRICE = 4_500;

    private final World world;
    private final Outbox unheard;
    private long payments;

    Office(World world) {
        this.world = world;
        this.unheard = new Outbox(new WorldClock(world.agenda));
    }

    void found(School school) {
        write(
                school,
                tx -> {
                    OffsetDateTime now = now();
                    tx.execute(
                            "insert into schools (id, name, zone, created) values (?, ?, ?, ?)",
                            school.id.value(),
                            "School",
                            school.zone.getId(),
                            now);
                    tx.execute(
                            "insert into users (id, school, email, name, role, password_hash, failures, active, created)"
                                    + " values (?, ?, ?, 'A', 'school_admin', '-', 0, true, ?)",
                            school.number,
                            school.id.value(),
                            school.id + "@world.test",
                            now);
                    tx.execute(
                            "insert into meal_windows values (?, 'lunch', 'Lunch', ?, ?, 0, 600)",
                            school.id.value(),
                            School.OPENS,
                            School.CLOSES);
                    for (Board board : school.boards) {
                        tx.execute(
                                "insert into stations (school, id, name, state, created) values (?, ?, ?, 'enrolled', ?)",
                                school.id.value(),
                                board.id.value(),
                                board.id.value(),
                                now);
                    }
                    tx.execute(
                            "insert into supervisors (id, school, name, active, created) values (?, ?, 'Supervisor', true, ?)",
                            school.number,
                            school.id.value(),
                            now);
                    for (School.Child child : school.children) {
                        tx.execute(
                                "insert into students (id, school, name, class_name, roll_number, allergens, active, created)"
                                        + " values (?, ?, 'Child', '4B', '1', '', false, ?)",
                                child.student(),
                                school.id.value(),
                                now);
                        tx.execute(
                                "insert into cards (school, uid, card_type, form, state, student, created, changed)"
                                        + " values (?, ?, 'mifare', 'card', 'active', ?, ?, ?)",
                                school.id.value(),
                                child.card().hex(),
                                child.student(),
                                now,
                                now);
                    }
                    Consented.ALL.forEach(tx::execute);
                });
        school.children.forEach(child -> school.ledger.card(child.card(), child.student(), true));
    }

    /** The evening before: most children have a paid order, some have not paid, some have none. */
    void orders(School school, LocalDate day, Dice dice) {
        write(
                school,
                tx -> {
                    for (School.Child child : school.children) {
                        int luck = dice.below(20);
                        if (luck < 18) {
                            boolean paid = luck < 16;
                            order(tx, school, child, School.order(child, day), day, paid);
                        }
                    }
                });
    }

    void late(School school, School.Child child, LocalDate day) {
        long id = School.lateOrder(child, day);
        write(school, tx -> order(tx, school, child, id, day, true));
        world.happened(Happening.LATE_ORDER);
        world.trace.say("a late order %d at %s", id, school.id);
    }

    private void order(
            DSLContext tx,
            School school,
            School.Child child,
            long id,
            LocalDate day,
            boolean paid) {
        OffsetDateTime now = now();
        tx.execute(
                "insert into orders (id, school, student, placed_by, school_day, window_id, state, total_paise, created, changed)"
                        + " values (?, ?, ?, ?, ?, 'lunch', ?, ?, ?, ?)",
                id,
                school.id.value(),
                child.student(),
                school.number,
                day,
                paid ? "confirmed" : "pending_payment",
                PRICE,
                now,
                now);
        if (paid) {
            tx.execute(
                    "insert into payments values (?, ?, ?, 'cash', ?, 'receipt', ?, ?)",
                    ++payments,
                    id,
                    school.id.value(),
                    PRICE,
                    school.number,
                    now);
        }
        school.ledger.order(id, child.student(), paid, day.toEpochDay());
    }

    /** Cancels the child's order of the day if it may still be. */
    void cancel(School school, School.Child child, LocalDate day) {
        long id = School.order(child, day);
        write(
                school,
                tx -> {
                    int moved =
                            tx.execute(
                                    "update orders set state = 'cancelled', changed = ? where id = ? and state = 'confirmed'",
                                    now(),
                                    id);
                    if (moved == 0) {
                        return;
                    }
                    tx.execute(
                            "insert into refunds_due (payment, order_id, school, amount_paise, recorded, at_office)"
                                    + " select id, order_id, school, amount_paise, ?, true from payments where order_id = ?",
                            now(),
                            id);
                    school.ledger.order(id, child.student(), false, day.toEpochDay());
                    world.happened(Happening.ORDER_CANCELLED);
                    world.trace.say("order %d at %s is cancelled", id, school.id);
                });
    }

    void block(School school, School.Child child, boolean blocked) {
        write(
                school,
                tx ->
                        tx.execute(
                                "update cards set state = ?, changed = ? where school = ? and uid = ?",
                                blocked ? "blocked" : "active",
                                now(),
                                school.id.value(),
                                child.card().hex()));
        school.ledger.card(child.card(), child.student(), !blocked);
        world.happened(Happening.CARD_BLOCKED);
        world.trace.say(
                "the card of child %d is %s",
                child.student(), blocked ? "blocked" : "active again");
    }

    /** One transaction by a node that lives, or unheard by any: then a sweep must find it. */
    private void write(School school, Consumer<DSLContext> work) {
        Optional<Node> node = world.nodes.stream().filter(Node::alive).findFirst();
        Outbox outbox = node.map(Node::outbox).orElse(unheard);
        world.rows
                .database()
                .transaction(
                        tx -> {
                            work.accept(tx);
                            outbox.schoolChanged(tx, school.id, "world");
                            return true;
                        });
    }

    private OffsetDateTime now() {
        return Instant.ofEpochMilli(world.agenda.now()).atOffset(ZoneOffset.UTC);
    }
}
