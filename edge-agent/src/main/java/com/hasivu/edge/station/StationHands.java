package com.hasivu.edge.station;

import com.hasivu.edge.remote.Hands;
import com.hasivu.edge.snapshot.SnapshotStore;
import com.hasivu.edge.sync.CloudClock;
import com.hasivu.edge.sync.Sync;
import com.hasivu.protocol.wire.CommandResult;
import com.hasivu.reader.Indication;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What commands do to this station. Thread-safe. */
record StationHands(Readers readers, SnapshotStore snapshots, Sync sync, CloudClock clock)
        implements Hands {
    @Override
    public Optional<String> blink(String reader) {
        return readers.byName(reader)
                .map(loop -> Readers.why(loop.indicate(Indication.BLINK)))
                .orElse(
                        Optional.of(
                                "there is no reader '%s' here; there are %s"
                                        .formatted(reader, readers.names())));
    }

    @Override
    public void refetchSnapshot() {
        snapshots.takeAgain();
        sync.refetchSnapshot();
    }

    @Override
    public boolean awaitsSnapshot() {
        return snapshots.takesAgain();
    }

    @Override
    public Optional<Long> cloudMillis() {
        return clock.cloudNow().map(Instant::toEpochMilli);
    }

    @Override
    public List<String> readersDown() {
        return readers.down();
    }

    @Override
    public void tell(CommandResult result) {
        sync.tell(result);
    }
}
