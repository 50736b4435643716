package com.hasivu.simulator.world;

import com.hasivu.edge.history.HandInput;
import com.hasivu.edge.journal.Journal;
import com.hasivu.edge.journal.JournalDamagedException;
import com.hasivu.edge.journal.JournalException;
import com.hasivu.edge.journal.JournalState;
import com.hasivu.edge.serving.HandResult;
import com.hasivu.edge.serving.TapResult;
import com.hasivu.edge.serving.UndoResult;
import com.hasivu.edge.snapshot.SnapshotStore;
import com.hasivu.edge.sync.LinkException;
import com.hasivu.edge.sync.MqttLink;
import com.hasivu.edge.sync.SyncEngine;
import com.hasivu.edge.sync.SyncListener;
import com.hasivu.protocol.CardId;
import com.hasivu.protocol.StaffId;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.wire.Command;
import com.hasivu.protocol.wire.HandFound;
import com.hasivu.protocol.wire.HandProof;
import com.hasivu.protocol.wire.HandReason;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * One counter: a board with a disk, a clock and a network socket, and the shipped station on it,
 * wired as {@code edge.station.Station} does, but without threads: what its threads would do is an
 * event of the world. When its process ends, everything but disk and clock is dropped.
 */
final class Board {
    final School school;
    final StationId id;
    final Topics topics;
    final WorldDisk disk;
    final WorldShelf shelf;
    final StationWatch watch;

    /** How the reader is named in the settings; long names fill a segment within a lunch. */
    final String reader;

    private final World world;
    private final Dice dice;
    private final BoardClock clock;
    private Life life = Life.none();
    private @Nullable Running process;
    private @Nullable Line line;
    private boolean switchedOn;
    private boolean cabled = true;
    private long turnNumber;
    private final List<Runnable> waiting = new ArrayList<>(); // of the process, for a moment

    Board(World world, School school, int number) {
        this.world = world;
        this.school = school;
        this.id = new StationId("counter-" + number);
        this.topics = new Topics(school.id, id);
        this.dice = new Dice(world.plan.seed(), "board " + school.id + "/" + id);
        this.clock = new BoardClock(world.agenda);
        this.watch = new StationWatch(world, this);
        this.disk =
                new WorldDisk(
                        world.plan,
                        new Dice(world.plan.seed(), "disk " + school.id + "/" + id),
                        watch.disk);
        this.shelf = new WorldShelf(new Dice(world.plan.seed(), "shelf " + school.id + "/" + id));
        this.reader = dice.chance(0.5) ? "counter" : "counter-" + "x".repeat(1_500);
    }

    // ------------------------------------------------------------ power

    void switchOn() {
        if (!switchedOn) {
            switchedOn = true;
            world.agenda.in(1, this::boot);
        }
    }

    /** The end of the day: the agent says goodbye, or somebody pulls the plug. */
    void switchOff(boolean orderly) {
        if (!switchedOn) {
            return;
        }
        switchedOn = false;
        world.happened(Happening.SWITCHED_OFF);
        world.trace.say("%s is switched off %s", this, orderly ? "" : "by its plug");
        Running running = process;
        if (orderly && running != null) {
            inside(
                    life,
                    () -> {
                        List.copyOf(waiting).forEach(Runnable::run); // a close waits for them
                        running.sync().goodbye();
                        running.journal().close();
                    });
        }
        if (life.alive()) {
            life.end(!orderly);
            died();
        }
        disk.powerCut();
        shelf.powerCut();
    }

    /** Nothing goes wrong from now on, and it is on. */
    void calm() {
        life.endAfter(Long.MAX_VALUE, false);
        life.endInWrite(0);
        disk.heal();
        shelf.full(false);
        cable(true);
        clock.setWall(0);
        switchOn();
    }

    /** It will end at its n-th effect from now on. */
    void endAfter(long effects, boolean powerCut) {
        life.endAfter(effects, powerCut);
    }

    /** It will lose power in its n-th synced write from now on. */
    void endInWrite(int writes) {
        life.endInWrite(writes);
    }

    private void boot() {
        if (!switchedOn || life.alive()) {
            return;
        }
        life = new Life();
        clock.booted();
        turnNumber++;
        waiting.clear();
        if (disk.endMarked()) {
            watch.journalEnded();
            world.happened(Happening.JOURNAL_ENDED);
            world.trace.say("%s begins another journal", this);
        }
        watch.booting();
        Life mine = life;
        inside(mine, () -> start(mine));
        if (mine.alive()
                && process == null) { // the disk does not let it start: systemd tries again
            mine.end(false);
            died();
        }
    }

    private void start(Life mine) {
        Running started;
        try {
            started =
                    Running.start(
                            world,
                            this,
                            mine,
                            dice,
                            clock,
                            later(mine),
                            (will, ear) -> connect(mine, will, ear),
                            ear(mine));
        } catch (JournalDamagedException e) {
            throw broken("E5", "its journal does not open: %s", String.valueOf(e.getMessage()));
        } catch (JournalException e) {
            mine.require();
            world.trace.say("%s cannot start: %s", this, e.getMessage());
            return;
        }
        process = started;
        Journal journal = started.journal();
        SnapshotStore snapshots = started.snapshots();
        world.happened(Happening.BOOT);
        world.trace.say(
                "%s starts: epoch %016x, %d records, cursor %d, snapshot %d",
                this,
                journal.epoch(),
                journal.lastSequence(),
                journal.cursor().sequence(),
                snapshots.active().map(held -> held.version()).orElse(0L));
        watch.booted(journal);
        watch.holds(snapshots);
        wake();
        world.agenda.in(3_600_000, () -> trim(mine));
    }

    /** As the station: what was ended is marked on the disk, and it starts anew by itself. */
    private SyncListener ear(Life mine) {
        return new SyncListener() {
            @Override
            public void link(boolean up) {}

            @Override
            public void acked(long sequence, boolean all) {}

            @Override
            public void ended(String why, long last) {
                mine.step();
                Running running = process;
                if (running == null || !running.journal().seal(last)) {
                    return; // a tap came in between: it is sent first
                }
                disk.mark();
                world.trace.say("%s ends its journal: %s", Board.this, why);
                world.agenda.in(
                        500,
                        () -> {
                            if (mine == life && switchedOn) {
                                switchOff(true);
                                switchOn();
                            }
                        });
            }

            @Override
            public void command(Command command) {}
        };
    }

    private void died() {
        process = null;
        if (life.byPowerCut()) {
            disk.powerCut();
            shelf.powerCut();
        } else {
            disk.processEnded();
        }
        Line lost = line;
        line = null;
        if (lost != null) {
            lost.cut(false);
            world.broker.lost(lost, life.byPowerCut() ? dice.between(5_000, 45_000) : 50);
        }
        watch.died();
        if (switchedOn) {
            world.agenda.in(dice.around(12_000), this::boot);
        }
    }

    /** Runs a part of the process; when it ends in it, the board notices. */
    private void inside(Life mine, Runnable work) {
        if (mine != life || !mine.alive()) {
            return;
        }
        world.inside(mine, work);
        if (!mine.alive()) {
            world.happened(mine.byPowerCut() ? Happening.POWER_CUT : Happening.KILL);
            world.trace.say("%s %s", this, mine.byPowerCut() ? "loses power" : "is killed");
            died();
        }
    }

    private Executor later(Life mine) {
        return work -> {
            Runnable once = new Once(work);
            waiting.add(once);
            world.agenda.in(20, () -> inside(mine, once));
        };
    }

    /** Work of another thread of the station; done at its time, or before a close. */
    private final class Once implements Runnable {
        private final Runnable work;

        Once(Runnable work) {
            this.work = work;
        }

        @Override
        public void run() {
            if (waiting.remove(this)) {
                work.run();
            }
        }
    }

    // ------------------------------------------------------------ clocks

    long wallMillis() {
        return clock.wallMillis();
    }

    void setWall(long skew) {
        clock.setWall(skew);
    }

    // ------------------------------------------------------------ housekeeping

    /** Housekeeping looks every second; here only while there is something to mend. */
    private void healSoon() {
        Life mine = life;
        world.agenda.in(
                1_000,
                () ->
                        inside(
                                mine,
                                () -> {
                                    Running running = process;
                                    if (running != null
                                            && running.journal().heal()
                                                    instanceof JournalState.Failed) {
                                        healSoon();
                                    }
                                }));
    }

    private void trim(Life mine) {
        inside(
                mine,
                () -> {
                    Running running = process;
                    if (running != null) {
                        var unused = running.taps().trim(Running.KEEP);
                    }
                    world.agenda.in(3_600_000, () -> trim(mine));
                });
    }

    // ------------------------------------------------------------ the counter

    /** A card is held to the reader; what the child sees, if anything. */
    Optional<TapResult> tap(CardId card) {
        Running running = process;
        if (running == null || !life.alive()) {
            return Optional.empty();
        }
        world.happened(Happening.TAP);
        running.lamp().dark();
        TapResult[] result = new TapResult[1];
        watch.lights.tapping(card);
        inside(life, () -> result[0] = running.taps().tap(reader, card, clock.nanos().getAsLong()));
        watch.lights.tapped(card, Optional.ofNullable(result[0]), running.lamp().seen());
        if (result[0] instanceof TapResult.OutOfService) {
            healSoon();
        }
        wake();
        return Optional.ofNullable(result[0]);
    }

    /** The supervisor serves a child that has no card with it. */
    void byHand(StudentId student) {
        act(
                running -> {
                    HandResult result =
                            running.hands()
                                    .serve(
                                            supervisor(HandReason.CARD_FORGOTTEN),
                                            student,
                                            HandFound.HAND_FOUND_NAME);
                    watch.lights.handed(result);
                    if (result instanceof HandResult.OutOfService) {
                        healSoon();
                    }
                });
    }

    /** The supervisor takes a serve back. */
    void undo(long sequence) {
        act(
                running -> {
                    UndoResult result =
                            running.hands().undo(supervisor(HandReason.WRONG_CHILD), sequence);
                    watch.lights.undone(result);
                    if (result instanceof UndoResult.OutOfService) {
                        healSoon();
                    }
                });
    }

    private HandInput.Actor supervisor(HandReason reason) {
        return new HandInput.Actor(new StaffId(school.number), HandProof.HAND_PROOF_PIN, reason);
    }

    private void act(Consumer<Running> work) {
        Running running = process;
        if (running != null && life.alive()) {
            inside(life, () -> work.accept(running));
            wake();
        }
    }

    void breakLamp() {
        Running running = process;
        if (running != null) {
            running.lamp().breakOnce();
        }
    }

    // ------------------------------------------------------------ the link

    void cable(boolean plugged) {
        cabled = plugged;
        Line open = line;
        if (!plugged && open != null) {
            open.cut(true);
            world.broker.lost(open, dice.between(10, 45_000));
        }
    }

    Optional<Line> line() {
        return Optional.ofNullable(line).filter(Line::isUp);
    }

    Optional<SnapshotStore> snapshots() {
        return Optional.ofNullable(process).map(Running::snapshots);
    }

    Optional<SyncEngine> sync() {
        return Optional.ofNullable(process).map(Running::sync);
    }

    Optional<Journal> journal() {
        return Optional.ofNullable(process).map(Running::journal);
    }

    private MqttLink connect(Life mine, byte[] will, MqttLink.Ear ear) throws LinkException {
        mine.step();
        if (!cabled || world.broker.isDown()) {
            throw new LinkException("no route to the broker");
        }
        Line opened = new Line(world, this, mine, will, ear);
        line = opened;
        world.broker.open(opened);
        return opened;
    }

    /**
     * Something came for sync: it is turned until it has nothing to do, and again when it is due.
     */
    void wake() {
        turnAt(world.agenda.now());
    }

    private void turnAt(long when) {
        long number = ++turnNumber;
        Life mine = life;
        world.agenda.at(
                when,
                () -> {
                    if (number == turnNumber) {
                        inside(mine, this::turn);
                    }
                });
    }

    private void turn() {
        Running running = process;
        if (running == null) {
            return;
        }
        SyncEngine sync = running.sync();
        try {
            boolean more = true;
            for (int turns = 0; more && turns < 1_000; turns++) {
                more = sync.turn(0) || sync.dueInMillis() <= 0;
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the world", e);
        } catch (RuntimeException e) { // as Sync's thread does
            life.require();
            world.trace.say("%s: sync starts anew: %s", this, e.getMessage());
            sync.startAnew();
        }
        watch.turned(running.journal());
        watch.holds(running.snapshots());
        turnAt(world.agenda.now() + Math.max(1, sync.dueInMillis()));
    }

    /** An invariant of this counter does not hold. */
    Broken broken(String invariant, String format, Object... values) {
        return new Broken(invariant, this + ": " + format.formatted(values));
    }

    @Override
    public String toString() {
        return school.id + "/" + id;
    }
}
