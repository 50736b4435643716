package com.hasivu.edge.station;

import com.hasivu.edge.journal.Journal;
import com.hasivu.edge.journal.JournalState;
import com.hasivu.edge.service.SyntheticTap;
import com.hasivu.edge.serving.TapService;
import com.hasivu.edge.snapshot.Snapshot;
import com.hasivu.edge.snapshot.SnapshotStore;
import com.hasivu.edge.sync.Sync;
import com.hasivu.reader.supervisor.ReaderStatus;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Whether taps get through: a synthetic one goes through decision and journal, and every open
 * reader's own thread must have come by. Any thread; {@link #pass} may never return.
 */
record LifeSign(
        TapService taps, Journal journal, SnapshotStore snapshots, Sync sync, Readers readers)
        implements SyntheticTap {
    /** A reader's thread comes by every 100 ms; a slow SD card holds it for half a second. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    @Override
    public Optional<String> pass() {
        taps.pass();
        List<String> stuck = readers.stuck(PATIENCE);
        return stuck.isEmpty()
                ? Optional.empty()
                : Optional.of("reader " + String.join(", ", stuck) + " does not come by");
    }

    @Override
    public String status() {
        long online =
                readers.states().values().stream()
                        .filter(ReaderStatus.Online.class::isInstance)
                        .count();
        String counter =
                switch (journal.state()) {
                    case JournalState.Failed failed -> "OUT OF SERVICE, the disk fails";
                    case JournalState.Ready ready ->
                            snapshots
                                    .active()
                                    .map(Snapshot::version)
                                    .map("serving by snapshot %d"::formatted)
                                    .orElse("no snapshot yet, serves nobody");
                };
        return "%s; %d of %d reader(s) online; cloud %s"
                .formatted(
                        counter,
                        online,
                        readers.names().size(),
                        sync.status().online() ? "online" : "offline");
    }
}
