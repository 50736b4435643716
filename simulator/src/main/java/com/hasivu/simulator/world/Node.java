package com.hasivu.simulator.world;

import com.hasivu.cloud.broker.Publisher;
import com.hasivu.cloud.cards.Cards;
import com.hasivu.cloud.commands.Commands;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.devices.EnrolledLately;
import com.hasivu.cloud.devices.Uplink;
import com.hasivu.cloud.enrolment.Renewals;
import com.hasivu.cloud.menus.Dishes;
import com.hasivu.cloud.menus.Menus;
import com.hasivu.cloud.orders.Orders;
import com.hasivu.cloud.outbox.Outbox;
import com.hasivu.cloud.rfid.Deliveries;
import com.hasivu.cloud.rfid.Heartbeats;
import com.hasivu.cloud.rfid.Stations;
import com.hasivu.cloud.rfid.TapEffects;
import com.hasivu.cloud.rfid.TapIntake;
import com.hasivu.cloud.schools.Schools;
import com.hasivu.cloud.schools.Students;
import com.hasivu.cloud.snapshots.SnapshotSource;
import com.hasivu.cloud.snapshots.Snapshots;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.fault.FaultPoint;

import java.time.Clock;
import java.util.Comparator;
import java.util.TreeSet;

/**
 * One cloud node: the shipped parts of the stations' side, wired as {@code cloud.devices.Devices}
 * does, but without threads: what a worker would do is an event of the world.
 */
final class Node {
    /** Changes that come this close together share a version, as in {@link Snapshots}. */
    private static final long GATHER = 5;

    private static final long SWEEP = 5_000;

    final int number;
    private final World world;
    private final TreeSet<String> looking = new TreeSet<>(); // schools with a look ahead
    private Life life = Life.none();
    private Parts parts;
    private int dieAtPoint; // fault points of the intake to pass; 0: none

    private record Parts(Outbox outbox, Snapshots snapshots, Uplink uplink) {}

    Node(World world, int number) {
        this.world = world;
        this.number = number;
        this.parts = parts();
    }

    private Parts parts() {
        Database database = world.rows.database();
        Clock clock = new WorldClock(world.agenda);
        Life mine = life;
        Publisher publisher =
                (topic, payload, delivery) -> {
                    mine.require();
                    world.broker.down(topic, payload, delivery == Publisher.Delivery.RETAINED);
                    return true;
                };
        Outbox outbox = new Outbox(clock);
        Schools schools = new Schools(outbox, clock);
        Students students = new Students(outbox, clock);
        Cards cards = new Cards(students, outbox, clock);
        Orders orders = new Orders(schools, students, new Menus(new Dishes(clock)), outbox, clock);
        Stations stations = new Stations(clock);
        Snapshots snapshots =
                new Snapshots(
                        database,
                        schools,
                        stations,
                        new SnapshotSource(schools, students, cards, orders),
                        outbox,
                        world.credentials.snapshotKey,
                        publisher,
                        clock);
        snapshots
                .close(); // no thread of its own may ever work: every look is an event of the world
        outbox.onCommitted(school -> lookSoon(mine, school, GATHER));
        Uplink uplink =
                new Uplink(
                        new TapIntake(
                                database,
                                new TapEffects(orders, new Deliveries()),
                                publisher,
                                clock),
                        new Heartbeats(database, clock),
                        snapshots,
                        new Commands(
                                database,
                                stations,
                                world.credentials.snapshotKey,
                                publisher,
                                clock),
                        new Renewals(database, stations, world.credentials.ca, publisher, clock),
                        new EnrolledLately(database, clock),
                        publisher,
                        clock);
        return new Parts(outbox, snapshots, uplink);
    }

    boolean alive() {
        return life.alive();
    }

    /** For who writes rows beside the epics and says so, as they do. */
    Outbox outbox() {
        return parts.outbox();
    }

    void start() {
        life = new Life();
        looking.clear();
        dieAtPoint = 0;
        parts = parts();
        world.trace.say("node %d starts", number);
        Life mine = life;
        world.schools.forEach(school -> lookSoon(mine, school.id, 1));
        world.broker.nodeSubscribes(this);
        sweepSoon();
    }

    /** A change nobody was told of is found. */
    void sweepSoon() {
        Life mine = life;
        world.agenda.in(
                SWEEP,
                () ->
                        inside(
                                mine,
                                () ->
                                        world.rows
                                                .database()
                                                .read(
                                                        tx ->
                                                                parts.outbox()
                                                                        .waiting(
                                                                                tx,
                                                                                Outbox
                                                                                        .SCHOOL_CHANGED))
                                                .forEach(school -> lookSoon(mine, school, 0))));
    }

    void lookSoon(SchoolId school) {
        lookSoon(life, school, 1);
    }

    private void lookSoon(Life mine, SchoolId school, long in) {
        if (mine.alive() && looking.add(school.value())) {
            world.agenda.in(
                    in,
                    () ->
                            inside(
                                    mine,
                                    () -> {
                                        looking.remove(school.value());
                                        parts.snapshots()
                                                .look(school)
                                                .ifPresent(
                                                        pause ->
                                                                lookSoon(
                                                                        mine,
                                                                        school,
                                                                        pause.toMillis()));
                                    }));
        }
    }

    /** The broker has nothing retained any more. */
    void linkUp() {
        inside(
                life,
                () ->
                        parts.snapshots().linkUpHere().stream()
                                .sorted(Comparator.comparing(SchoolId::value))
                                .forEach(this::lookSoon));
    }

    /** Takes a message; false when the node did not live to the end of it. */
    boolean receive(String topic, byte[] payload) {
        Life mine = life;
        inside(mine, () -> parts.uplink().receive(topic, payload));
        return mine.alive();
    }

    /** Dies at the n-th of the intake's fault points from now on. */
    void dieAtPoint(int points) {
        dieAtPoint = points;
    }

    /** The shipped code passes a point where a process may die. */
    void at(FaultPoint point) {
        if (dieAtPoint > 0 && --dieAtPoint == 0) {
            world.happened(
                    switch (point) {
                        case INTAKE_COMMITTED -> Happening.DIED_BEHIND_COMMIT;
                        case INTAKE_ACKED -> Happening.DIED_BEHIND_ACK;
                        default -> Happening.DIED_BEFORE_COMMIT;
                    });
            world.trace.say("node %d dies at %s", number, point.label());
            life.end(false);
            throw new Crash();
        }
    }

    private void inside(Life mine, Runnable work) {
        if (!mine.alive()) {
            return;
        }
        world.inside(this, work);
        if (!mine.alive()) {
            world.agenda.in(world.dice.between(1_000, 30_000), this::start);
            world.nodes.stream().filter(Node::alive).forEach(Node::sweepSoon);
        }
    }
}
