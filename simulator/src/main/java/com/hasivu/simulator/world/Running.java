package com.hasivu.simulator.world;

import com.hasivu.edge.decision.CardRule;
import com.hasivu.edge.journal.Journal;
import com.hasivu.edge.journal.JournalEnvironment;
import com.hasivu.edge.journal.JournalException;
import com.hasivu.edge.journal.JournalSettings;
import com.hasivu.edge.serving.HandService;
import com.hasivu.edge.serving.TapService;
import com.hasivu.edge.serving.TapWorld;
import com.hasivu.edge.snapshot.SnapshotStore;
import com.hasivu.edge.sync.CloudClock;
import com.hasivu.edge.sync.MqttLink;
import com.hasivu.edge.sync.SyncEngine;
import com.hasivu.edge.sync.SyncListener;
import com.hasivu.edge.sync.SyncRules;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * What lives and dies with one process of a counter: the shipped station, wired as {@code
 * edge.station.Station} does, but without threads.
 */
record Running(
        Journal journal,
        SnapshotStore snapshots,
        TapService taps,
        HandService hands,
        SyncEngine sync,
        Lamp lamp) {
    private static final int HANDS_A_DAY = 2;

    /** How long records are kept once acknowledged: short, so that a world of days sees a trim. */
    static final Duration KEEP = Duration.ofHours(6);

    /** As shipped, but a status at most every 20 s: in the cloud each costs what a batch does. */
    private static final SyncRules RULES =
            new SyncRules(
                    SyncRules.DEFAULT.ackTimeout(),
                    SyncRules.DEFAULT.ackTimeoutAtMost(),
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

    /**
     * Starts it on what the board's disk holds.
     *
     * @param later does what another thread of the station would do
     * @throws JournalException if the disk does not let it
     */
    static Running start(
            World world,
            Board board,
            Life mine,
            Dice dice,
            BoardClock time,
            Executor later,
            MqttLink.Door door,
            SyncListener ear) {
        Journal journal =
                Journal.open(
                        board.disk.port(mine),
                        board.school.id,
                        board.id,
                        SETTINGS,
                        new JournalEnvironment(dice::bits, time.nanos(), later));
        SnapshotStore snapshots =
                SnapshotStore.open(
                        board.shelf.port(mine),
                        board.school.id,
                        world.credentials
                                .identity(board.school.id, board.id, world.plan.lie())
                                .snapshotKeys(),
                        later);
        CloudClock clock = new CloudClock(time.wall(), time.nanos());
        long bootId = dice.bits();
        Lamp lamp = new Lamp(world, board, mine);
        TapService taps =
                new TapService(
                        journal,
                        to -> board.disk.readEnded(mine, to),
                        snapshots::active,
                        lamp,
                        new TapWorld(time.wall(), time.nanos(), bootId, clock::state),
                        CardRule.NUMBER);
        SyncEngine sync =
                new SyncEngine(
                        board.topics,
                        world.credentials.identity(board.school.id, board.id, world.plan.lie()),
                        door,
                        new SyncEngine.Parts(
                                journal,
                                snapshots,
                                clock,
                                bootId,
                                ear,
                                new Dice(dice.bits(), "sync").generator(),
                                time.wall(),
                                time.nanos(),
                                List::of),
                        RULES);
        return new Running(
                journal, snapshots, taps, new HandService(taps, HANDS_A_DAY), sync, lamp);
    }
}
