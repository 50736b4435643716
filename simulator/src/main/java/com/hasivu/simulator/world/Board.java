package com.hasivu.simulator.world;

import com.hasivu.edge.decision.CardRule;
import com.hasivu.edge.journal.Journal;
import com.hasivu.edge.journal.JournalDamagedException;
import com.hasivu.edge.journal.JournalEnvironment;
import com.hasivu.edge.journal.JournalException;
import com.hasivu.edge.journal.JournalSettings;
import com.hasivu.edge.journal.JournalState;
import com.hasivu.edge.serving.TapResult;
import com.hasivu.edge.serving.TapService;
import com.hasivu.edge.serving.TapWorld;
import com.hasivu.edge.snapshot.SnapshotStore;
import com.hasivu.edge.sync.CloudClock;
import com.hasivu.edge.sync.LinkException;
import com.hasivu.edge.sync.MqttLink;
import com.hasivu.edge.sync.SyncEngine;
import com.hasivu.edge.sync.SyncListener;
import com.hasivu.edge.sync.SyncRules;
import com.hasivu.protocol.CardId;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.wire.Command;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * One counter: a board with a disk, a clock and a network socket, and the shipped station on it,
 * wired as {@code edge.station.Station} does, but without threads: what its threads would do is an
 * event of the world. When its process ends, everything but disk and clock is dropped.
 */
final class Board {
    /** How long records are kept once acknowledged: short, so that a world of days sees a trim. */
    static final Duration KEEP = Duration.ofHours(6);

    /** As shipped, but a status at most every 20 s: in the cloud each costs what a batch does. */
    private static final SyncRules RULES =
            new SyncRules(
                    SyncRules.DEFAULT.ackTimeout(),
                    SyncRules.DEFAULT.defaultWindow(),
                    SyncRules.DEFAULT.maxWindow(),
                    SyncRules.DEFAULT.resendQuiet(),
                    SyncRules.DEFAULT.timeEvery(),
                    SyncRules.DEFAULT.silentAfter(),
                    SyncRules.DEFAULT.noticePatience(),
                    SyncRules.DEFAULT.askEvery(),
                    SyncRules.DEFAULT.askAtMost(),
                    20_000,
                    SyncRules.DEFAULT.retryBase(),
                    SyncRules.DEFAULT.retryCap(),
                    SyncRules.DEFAULT.refusedCap(),
                    SyncRules.DEFAULT.stable());

    private static final JournalSettings SETTINGS =
            new JournalSettings(JournalSettings.MIN_SEGMENT_BYTES, Duration.ofSeconds(1));

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
    private Life life = Life.none();
    private @Nullable Running process;
    private @Nullable Line line;
    private boolean switchedOn;
    private boolean cabled = true;
    private boolean ending; // the mark in the journal's folder: the next start begins another
    private long wallSkew; // wall clock minus true time
    private long bootedAt;
    private long turnNumber;
    private final List<Runnable> waiting = new ArrayList<>(); // of the process, for a moment

    /** What lives and dies with the process. */
    private record Running(
            Journal journal,
            SnapshotStore snapshots,
            TapService taps,
            SyncEngine sync,
            Lamp lamp) {}

    Board(World world, School school, int number) {
        this.world = world;
        this.school = school;
        this.id = new StationId("counter-" + number);
        this.topics = new Topics(school.id, id);
        this.dice = new Dice(world.plan.seed(), "board " + school.id + "/" + id);
        this.watch = new StationWatch(world, this);
        this.disk =
                new WorldDisk(
                        world.plan,
                        new Dice(world.plan.seed(), "disk " + school.id + "/" + id),
                        watch);
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
        wallSkew = 0;
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
        bootedAt = world.agenda.now();
        turnNumber++;
        waiting.clear();
        if (ending) {
            ending = false;
            disk.endJournal();
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
        Journal journal;
        try {
            journal =
                    Journal.open(
                            disk.port(mine),
                            school.id,
                            id,
                            SETTINGS,
                            new JournalEnvironment(dice::bits, nanos(), later(mine)));
        } catch (JournalDamagedException e) {
            throw new Broken(
                    "E5", "%s does not open its journal: %s".formatted(this, e.getMessage()));
        } catch (JournalException e) {
            mine.require();
            world.trace.say("%s cannot start: %s", this, e.getMessage());
            return;
        }
        SnapshotStore snapshots =
                SnapshotStore.open(
                        shelf.port(mine),
                        school.id,
                        world.credentials.identity(school.id, id, world.plan.lie()).snapshotKeys(),
                        later(mine));
        CloudClock clock = new CloudClock(wall(), nanos());
        long bootId = dice.bits();
        Lamp lamp = new Lamp(world, this, mine);
        TapService taps =
                new TapService(
                        journal,
                        to -> disk.readEnded(mine, to),
                        snapshots::active,
                        lamp,
                        new TapWorld(wall(), nanos(), bootId, clock::state),
                        CardRule.NUMBER);
        SyncEngine sync =
                new SyncEngine(
                        topics,
                        world.credentials.identity(school.id, id, world.plan.lie()),
                        (will, ear) -> connect(mine, will, ear),
                        new SyncEngine.Parts(
                                journal,
                                snapshots,
                                clock,
                                bootId,
                                ear(mine),
                                new Dice(dice.bits(), "sync").generator(),
                                wall(),
                                nanos()),
                        RULES);
        process = new Running(journal, snapshots, taps, sync, lamp);
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
            public void ended(String why) {
                mine.step();
                ending = true;
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
        return world.agenda.now() + wallSkew;
    }

    void setWall(long skew) {
        wallSkew = skew;
    }

    private InstantSource wall() {
        return () -> Instant.ofEpochMilli(wallMillis());
    }

    private LongSupplier nanos() {
        return () -> (world.agenda.now() - bootedAt) * 1_000_000 + 77_000_000_000L;
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
                        var unused = running.taps().trim(KEEP);
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
        watch.tapping(card);
        inside(life, () -> result[0] = running.taps().tap(reader, card, nanos().getAsLong()));
        watch.tapped(card, Optional.ofNullable(result[0]), running.lamp().seen());
        if (result[0] instanceof TapResult.OutOfService) {
            healSoon();
        }
        wake();
        return Optional.ofNullable(result[0]);
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

    @Override
    public String toString() {
        return school.id + "/" + id;
    }
}
