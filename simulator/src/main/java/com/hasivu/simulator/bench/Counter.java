package com.hasivu.simulator.bench;

import com.hasivu.edge.journal.Journal;
import com.hasivu.edge.journal.JournalSettings;
import com.hasivu.edge.serving.TapResult;
import com.hasivu.edge.serving.TapService;
import com.hasivu.edge.serving.TapWorld;
import com.hasivu.edge.signal.Signal;
import com.hasivu.protocol.CardId;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.wire.ClockState;

import java.nio.file.Path;
import java.util.Optional;

/** The shipped tap path on a real journal, with a signal that only notes the time. */
final class Counter implements AutoCloseable {
    private final Journal journal;
    private final TapService service;

    Counter(Path folder, BenchSchool school) {
        this(folder, school, new SchoolId("bench"), new StationId("bench-c1"));
    }

    Counter(Path folder, BenchSchool school, SchoolId schoolId, StationId station) {
        journal = Journal.open(folder, schoolId, station, JournalSettings.DEFAULT);
        Signal light = shown -> System.nanoTime();
        service =
                new TapService(
                        journal,
                        () -> Optional.of(school.snapshot),
                        light,
                        TapWorld.real(() -> ClockState.CLOCK_SYNCED));
    }

    Journal journal() {
        return journal;
    }

    /** One tap; {@code lastByteNanos} is when its frame was complete. */
    void tap(CardId card, long lastByteNanos) {
        TapResult result = service.tap("bench", card, lastByteNanos);
        if (!(result instanceof TapResult.Decided)) {
            throw new IllegalStateException("the tap was not decided: " + result);
        }
    }

    @Override
    public void close() {
        journal.close();
    }
}
