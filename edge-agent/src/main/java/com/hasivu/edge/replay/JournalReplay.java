package com.hasivu.edge.replay;

import com.hasivu.edge.decision.CardRule;
import com.hasivu.edge.decision.Decider;
import com.hasivu.edge.history.TapRecords;
import com.hasivu.edge.journal.EndedJournals;
import com.hasivu.edge.journal.Journal;
import com.hasivu.edge.journal.StoredRecord;
import com.hasivu.edge.replay.ReplayReport.MissingVersion;
import com.hasivu.edge.replay.ReplayReport.Named;
import com.hasivu.edge.snapshot.Kept;
import com.hasivu.protocol.WireException;
import com.hasivu.protocol.wire.TapRecord;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;

/**
 * Replays a journal, or one school day of it: invariant E6. Give it every record, oldest first; or
 * let {@link #of} read a folder. Not thread-safe.
 */
public final class JournalReplay implements Consumer<StoredRecord> {
    private final Replay replay;
    private final Optional<LocalDate> day;
    private final LongConsumer progress;
    private final Map<String, Long> outcomes = new TreeMap<>();
    private final List<Named> differences = new ArrayList<>();
    private final List<Named> forgotten = new ArrayList<>();
    private final List<Named> unreadable = new ArrayList<>();
    private final Map<Long, MissingVersion> missing = new TreeMap<>();
    private long read;
    private long records;
    private long same;
    private long different;
    private long forgottenCount;
    private long unreadableCount;
    private long ruleAssumed;

    /**
     * A replay that has seen nothing.
     *
     * @param snapshots by version
     * @param configured the card rule for records that do not hold theirs
     * @param day only its records are decided; all before it are remembered
     * @param progress hears after each record how many were read
     */
    public JournalReplay(
            LongFunction<Kept> snapshots,
            CardRule configured,
            Optional<LocalDate> day,
            LongConsumer progress) {
        this.replay = new Replay(snapshots, configured);
        this.day = day;
        this.progress = progress;
    }

    /**
     * Replays all that a journal's folder holds.
     *
     * @throws com.hasivu.edge.journal.JournalException if it cannot be read or is damaged
     */
    public static ReplayReport of(Path journal, LongFunction<Kept> snapshots, CardRule configured) {
        JournalReplay replay =
                new JournalReplay(snapshots, configured, Optional.empty(), read -> {});
        new EndedJournals(journal).readAll(replay::earlier);
        Journal.readAll(journal, replay);
        return replay.report();
    }

    /** A record of a journal before this one: it is remembered, not decided again. */
    public void earlier(StoredRecord record) {
        replay.remember(record);
    }

    @Override
    public void accept(StoredRecord record) {
        if (day.isEmpty() || day.equals(dayOf(record))) {
            count(replay.decide(record, Decider.Trace.OFF));
        }
        replay.remember(record);
        progress.accept(++read);
    }

    /**
     * The school day a tap counts to; by UTC when the station had no snapshot. Empty for what is no
     * tap.
     */
    public static Optional<LocalDate> dayOf(StoredRecord record) {
        if (record.type() != TapRecords.TYPE) {
            return Optional.empty();
        }
        try {
            TapRecord tap = Replay.parse(record);
            return Optional.of(
                    LocalDate.ofEpochDay(
                            tap.getSnapshotVersion() > 0
                                    ? tap.getSchoolDay()
                                    : Duration.ofMillis(tap.getWallMillis()).toDays()));
        } catch (WireException e) {
            return Optional.empty();
        }
    }

    private void count(Attempt attempt) {
        records++;
        outcomes.merge(Differences.outcome(attempt.recorded()), 1L, Long::sum);
        ruleAssumed += attempt.ruleAssumed() ? 1 : 0;
        switch (attempt.outcome()) {
            case Outcome.Same() -> same++;
            case Outcome.Different(String why) -> {
                different++;
                name(differences, attempt, why);
            }
            case Outcome.SnapshotMissing(long version, String why) ->
                    missing.merge(
                            version,
                            new MissingVersion(why, 1),
                            (one, more) -> new MissingVersion(why, one.records() + 1));
            case Outcome.Forgotten(String why) -> {
                forgottenCount++;
                name(forgotten, attempt, why);
            }
            case Outcome.Unreadable(String why) -> {
                unreadableCount++;
                name(unreadable, attempt, why);
            }
        }
    }

    private static void name(List<Named> among, Attempt attempt, String why) {
        if (among.size() < ReplayReport.MAX_NAMED) {
            among.add(new Named(attempt.sequence(), Differences.decision(attempt.recorded()), why));
        }
    }

    /** What was found so far. */
    public ReplayReport report() {
        return new ReplayReport(
                records,
                same,
                Map.copyOf(outcomes),
                List.copyOf(differences),
                different,
                new TreeMap<>(missing),
                List.copyOf(forgotten),
                forgottenCount,
                List.copyOf(unreadable),
                unreadableCount,
                ruleAssumed);
    }
}
