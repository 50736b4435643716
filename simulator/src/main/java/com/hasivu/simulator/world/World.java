package com.hasivu.simulator.world;

import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.fault.FaultPoint;

import org.jspecify.annotations.Nullable;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One seed's world: days of lunch at some schools, with trouble, then calm; at the end everything
 * must be at rest and every invariant hold. Read {@link #run} aloud.
 *
 * <p>Threading: one thread from the first event to the last, which {@link #passed} knows it by.
 * What another thread does at a fault point of the shipped code is no event of this world.
 */
final class World {
    private static final LocalDate FIRST_DAY = LocalDate.parse("2026-11-23");
    private static final List<String> ZONES =
            List.of("Asia/Kolkata", "Europe/Berlin", "UTC", "Pacific/Auckland", "America/New_York");
    private static final long SECOND = 1_000;
    private static final ThreadLocal<World> HERE = new ThreadLocal<>();
    private static final long PATIENCE = 20 * 60 * SECOND;

    /**
     * A school switches off when the world goes on for longer; the last to eat comes to rest as it
     * is.
     */
    private static final long GOES_HOME = 90 * 60 * SECOND;

    final Plan plan;
    final CloudRows rows;
    final Credentials credentials;
    final Dice dice;
    final Agenda agenda;
    final Trace trace;
    final Broker broker;
    final Office office;
    final CloudWatch cloudWatch;
    final List<School> schools = new ArrayList<>();
    final List<Node> nodes = new ArrayList<>();

    private final Tally tally = new Tally();
    private final int days;
    private boolean calm;
    private @Nullable Object running; // the program whose event this is

    /**
     * What came of a world.
     *
     * @param millis of virtual time
     * @param broken the first invariant that does not hold
     * @param trace empty unless the plan asked for one
     */
    record Outcome(
            Tally tally, long events, long millis, Optional<Broken> broken, List<String> trace) {}

    World(Plan plan, CloudRows rows, Credentials credentials) {
        this.plan = plan;
        this.rows = rows;
        this.credentials = credentials;
        this.dice = new Dice(plan.seed(), "world");
        this.days = (int) dice.between(1, plan.days());
        for (int i = 1; i <= dice.between(1, plan.schools()); i++) {
            ZoneId zone = ZoneId.of(dice.pick(ZONES));
            schools.add(new School(i, zone, (int) dice.between(8, 24), dice));
        }
        this.agenda = new Agenda(start());
        this.trace = new Trace(plan.trace(), agenda);
        this.broker = new Broker(this);
        this.office = new Office(this);
        this.cloudWatch = new CloudWatch(this);
        for (School school : schools) {
            Dice counters = new Dice(plan.seed(), "counters " + school.id);
            for (int i = 1; i <= counters.between(1, plan.stations()); i++) {
                school.boards.add(new Board(this, school, i));
            }
        }
        for (int i = 1; i <= dice.between(1, 2); i++) {
            nodes.add(new Node(this, i));
        }
    }

    private long start() {
        return schools.stream()
                .mapToLong(school -> school.at(FIRST_DAY, 11 * 60))
                .min()
                .orElseThrow();
    }

    /** Never throws for a broken invariant: the outcome says it. */
    Outcome run() {
        long begun = agenda.now();
        HERE.set(this);
        Optional<Broken> broken = Optional.empty();
        try {
            rows.clear();
            if (plan.lie() == Plan.Lie.NO_INBOX_KEY) {
                rows.dropInboxKey();
            }
            schools.forEach(office::found);
            nodes.forEach(Node::start);
            long end = planDays();
            while (agenda.step(end)) {
                // an event is all there is to do
            }
            calmDown();
            rest();
            new Rest(this).check();
        } catch (Broken e) {
            broken = Optional.of(e);
        } catch (RuntimeException e) {
            broken = Optional.of(bug(e));
        } finally {
            HERE.remove();
            if (plan.lie() == Plan.Lie.NO_INBOX_KEY) {
                rows.clear();
                rows.addInboxKey();
            }
        }
        return new Outcome(tally, agenda.events(), agenda.now() - begun, broken, trace.lines());
    }

    private static Broken bug(RuntimeException e) {
        Broken bug = new Broken("bug", e.toString());
        bug.initCause(e);
        return bug;
    }

    // ------------------------------------------------------------ the days

    /** Plans every day; returns when the last trouble is over. */
    private long planDays() {
        LocalDate last = FIRST_DAY.plusDays(days - 1);
        long end = schools.stream().mapToLong(school -> over(school, last)).max().orElseThrow();
        for (int n = 0; n < days; n++) {
            LocalDate day = FIRST_DAY.plusDays(n);
            for (School school : schools) {
                plan(school, day, end - over(school, day) > GOES_HOME);
            }
            new Trouble(this, day).plan();
        }
        return end;
    }

    private static long over(School school, LocalDate day) {
        return school.at(day, School.CLOSES + 60);
    }

    private void plan(School school, LocalDate day, boolean goesHome) {
        Dice daily = new Dice(plan.seed(), "day " + school.id + " " + day);
        agenda.at(
                school.at(day, 1),
                () -> {
                    happened(Happening.NEW_DAY);
                    trace.say("a new day at %s: %s", school.id, day);
                    office.orders(school, day, daily);
                    nodes.forEach(node -> node.lookSoon(school.id));
                });
        for (Board board : school.boards) {
            agenda.at(
                    school.at(day, School.OPENS - 20) + daily.between(0, 15 * 60 * SECOND),
                    board::switchOn);
            if (goesHome && daily.chance(0.97)) {
                boolean orderly = daily.chance(0.5);
                agenda.at(
                        school.at(day, School.CLOSES + 40) + daily.between(0, 600 * SECOND),
                        () -> board.switchOff(orderly));
            }
        }
        new Lunch(this, school, day).plan();
    }

    private void calmDown() {
        calm = true;
        trace.say("calm");
        schools.forEach(school -> school.boards.forEach(Board::calm));
        nodes.forEach(node -> node.dieAtPoint(0));
    }

    /** Runs until everybody has what the others have. */
    private void rest() {
        long until = agenda.now() + PATIENCE;
        String missing = "";
        while (agenda.now() < until) {
            long next = agenda.now() + SECOND;
            while (agenda.step(next)) {
                // an event is all there is to do
            }
            missing = new Rest(this).missing();
            if (missing.isEmpty()) {
                return;
            }
        }
        throw new Broken("S1", "no rest after 20 calm minutes: " + missing);
    }

    // ------------------------------------------------------------ for its parts

    void happened(Happening what) {
        tally.add(what);
    }

    void happened(Happening what, long times) {
        tally.add(what, times);
    }

    /** Whether a kind of fault may strike now. */
    boolean rough(Fault fault) {
        return !calm && plan.has(fault);
    }

    School school(SchoolId id) {
        return schools.stream().filter(school -> school.id.equals(id)).findFirst().orElseThrow();
    }

    /** Runs a part of a program, to its end or to the program's. */
    void inside(Object program, Runnable work) {
        Object before = running;
        running = program;
        try {
            work.run();
        } catch (Crash theEnd) {
            trace.say("a process ends");
        } finally {
            running = before;
        }
    }

    /** The shipped code passes a point between two effects, in the world of this thread. */
    static void passed(FaultPoint point) {
        World world = HERE.get();
        if (world != null) {
            world.reached(point);
        }
    }

    private void reached(FaultPoint point) {
        if (running instanceof Node node) {
            node.at(point);
        } else if (running instanceof Life life) {
            life.step();
        }
    }
}
