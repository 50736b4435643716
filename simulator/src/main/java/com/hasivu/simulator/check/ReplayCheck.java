package com.hasivu.simulator.check;

import com.hasivu.edge.decision.CardRule;
import com.hasivu.edge.identity.Identity;
import com.hasivu.edge.journal.EndedJournals;
import com.hasivu.edge.journal.StoredRecord;
import com.hasivu.edge.replay.JournalReplay;
import com.hasivu.edge.replay.ReplayReport;
import com.hasivu.edge.snapshot.Kept;
import com.hasivu.edge.state.StateDir;
import com.hasivu.edge.state.StationException;
import com.hasivu.edge.station.Enrolling;
import com.hasivu.edge.station.SnapshotReport;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * The invariants E6 and E7 of one station. They are about the shipped decision and the shipped
 * snapshots, so unlike {@link Checker} this asks the station's own code, over records read by ours.
 */
public final class ReplayCheck {
    private ReplayCheck() {}

    /** Checks a station's state folder, as it lies on disk; changes nothing. */
    public static List<Finding> check(Path stateDir) {
        StateDir state = new StateDir(stateDir);
        Identity identity =
                Enrolling.saved(state).orElseThrow(() -> StationException.notEnrolled(state));
        RawJournal journal =
                RawJournal.read(
                        state.journal(), identity.school().value(), identity.station().value());
        boolean setAside = hasSetAside(state.snapshots());
        return List.of(
                sameDecisions(
                        new EndedJournals(state.journal()),
                        journal,
                        SnapshotReport.versions(state, identity)::at,
                        CardRule.NUMBER),
                versionNeverFalls(
                        journal,
                        SnapshotReport.of(state.snapshots(), identity).path("version").asLong(),
                        setAside));
    }

    /**
     * E6.
     *
     * @param snapshots by version; a record whose version is missing is not counted as checked
     * @param rule for records that do not hold theirs
     */
    public static Finding sameDecisions(
            RawJournal journal, LongFunction<Kept> snapshots, CardRule rule) {
        return sameDecisions(
                journal, new JournalReplay(snapshots, rule, Optional.empty(), read -> {}));
    }

    private static Finding sameDecisions(
            EndedJournals before, RawJournal journal, LongFunction<Kept> snapshots, CardRule rule) {
        JournalReplay replay = new JournalReplay(snapshots, rule, Optional.empty(), read -> {});
        before.readAll(replay::earlier);
        return sameDecisions(journal, replay);
    }

    private static Finding sameDecisions(RawJournal journal, JournalReplay replay) {
        for (RawRecord record : journal.records()) {
            replay.accept(
                    new StoredRecord(
                            record.sequence(),
                            record.type(),
                            record.payload(),
                            record.previousHash(),
                            record.hash()));
        }
        ReplayReport report = replay.report();
        String wrong = "";
        if (report.different() > 0) {
            ReplayReport.Named first = report.differences().getFirst();
            wrong =
                    "record %d, and %d more: %s"
                            .formatted(first.sequence(), report.different() - 1, first.why());
        } else if (report.unreadableCount() > 0) {
            ReplayReport.Named first = report.unreadable().getFirst();
            wrong = "record %d cannot be read: %s".formatted(first.sequence(), first.why());
        } else if (report.records() > 0 && report.same() == 0) {
            wrong = "none of %d records could be decided again".formatted(report.records());
        }
        return new Finding(
                "E6",
                "replaying journal and snapshots gives the same decisions"
                        + (report.notReplayed() == 0
                                ? ""
                                : " (%d could not be decided again)"
                                        .formatted(report.notReplayed())),
                report.same() + report.different(),
                wrong);
    }

    /**
     * E7. Only a start that had to set a damaged file aside may go back.
     *
     * @param inUse the version that verifies and would be used now; 0 for none
     * @param setAside whether a damaged snapshot was ever set aside here
     */
    public static Finding versionNeverFalls(RawJournal journal, long inUse, boolean setAside) {
        String wrong = "";
        long boot = 0;
        long before = 0;
        for (RawRecord record : journal.records()) {
            long version = record.tap().getSnapshotVersion();
            boolean restarted = record.tap().getBootId() != boot;
            if (version < before && !(restarted && setAside)) {
                wrong =
                        "record %d was decided by snapshot %d, one before it by %d"
                                .formatted(record.sequence(), version, before);
                break;
            }
            boot = record.tap().getBootId();
            before = version;
        }
        if (wrong.isEmpty() && inUse < before && !setAside) {
            wrong =
                    "snapshot %d is the newest that verifies, the last record was decided by %d"
                            .formatted(inUse, before);
        }
        return new Finding(
                "E7",
                "the snapshot in use is valid and signed; its version never falls",
                journal.records().size() + 1L,
                wrong);
    }

    private static boolean hasSetAside(Path snapshots) {
        String[] names = snapshots.toFile().list((folder, name) -> name.endsWith(".damaged"));
        return names != null && names.length > 0;
    }
}
