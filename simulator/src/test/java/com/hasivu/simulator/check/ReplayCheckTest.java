package com.hasivu.simulator.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.hasivu.edge.decision.CardRule;
import com.hasivu.edge.journal.Journal;
import com.hasivu.edge.journal.JournalSettings;
import com.hasivu.edge.serving.TapService;
import com.hasivu.edge.serving.TapWorld;
import com.hasivu.edge.signal.NoSignal;
import com.hasivu.edge.snapshot.Kept;
import com.hasivu.protocol.CardId;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.wire.ClockState;
import com.hasivu.protocol.wire.Serve;
import com.hasivu.protocol.wire.TapRecord;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Optional;

/** E6 and E7 must see what is planted in a real journal. */
class ReplayCheckTest {
    private static final CardId CARD = CardId.parse("04A1B2C3");

    @TempDir Path dir;

    private Journal open() {
        return Journal.open(dir, new SchoolId("s"), new StationId("c"), JournalSettings.DEFAULT);
    }

    private RawJournal read() {
        return RawJournal.read(dir, "s", "c");
    }

    private Finding replayed() {
        return ReplayCheck.sameDecisions(
                read(), version -> new Kept.Missing("none here"), CardRule.NUMBER);
    }

    /** What the shipped tap path records without a snapshot. */
    private void tap(Journal journal) {
        new TapService(
                        journal,
                        Optional::empty,
                        new NoSignal(),
                        TapWorld.real(() -> ClockState.CLOCK_UNKNOWN))
                .tap("a", CARD, System.nanoTime());
    }

    private static byte[] serve(long version, long boot) {
        return TapRecord.newBuilder()
                .setCard(ByteString.copyFrom(CARD.bytes()))
                .setSnapshotVersion(version)
                .setBootId(boot)
                .setServe(Serve.newBuilder().setOrder(7).setStudent(1))
                .build()
                .toByteArray();
    }

    @Test
    void sameDecisions_holdForTheShippedTapPath() {
        try (Journal journal = open()) {
            tap(journal);
        }
        assertThat(replayed().wrong()).isEmpty();
        assertThat(replayed().checked()).isEqualTo(1);
    }

    @Test
    void sameDecisions_findsAServeThatCannotBe() {
        try (Journal journal = open()) {
            tap(journal);
            journal.append(1, serve(0, 1)); // without a snapshot nobody is served
        }
        assertThat(replayed().wrong())
                .contains("record 2, and 0 more: decision: recorded serve, order 7")
                .contains("replayed refuse NO_SNAPSHOT");
    }

    @Test
    void sameDecisions_saysWhenNothingCouldBeReplayed() {
        try (Journal journal = open()) {
            journal.append(1, serve(5, 1));
        }
        assertThat(replayed().wrong()).isEqualTo("none of 1 records could be decided again");
        assertThat(replayed().checked()).isZero();
    }

    @Test
    void versionNeverFalls_findsAStepBackUnlessAStartSetADamagedFileAside() {
        try (Journal journal = open()) {
            journal.append(1, serve(5, 1));
            journal.append(1, serve(6, 1));
            journal.append(1, serve(5, 2));
        }
        assertThat(ReplayCheck.versionNeverFalls(read(), 6, false).wrong())
                .isEqualTo("record 3 was decided by snapshot 5, one before it by 6");
        assertThat(ReplayCheck.versionNeverFalls(read(), 6, true).holds()).isTrue();
        try (Journal journal = open()) {
            journal.append(1, serve(4, 2)); // no restart between
        }
        assertThat(ReplayCheck.versionNeverFalls(read(), 6, true).wrong()).contains("record 4");
    }

    @Test
    void versionNeverFalls_findsThatTheNewestOnDiskIsOlderThanTheLastUsed() {
        try (Journal journal = open()) {
            journal.append(1, serve(6, 1));
        }
        assertThat(ReplayCheck.versionNeverFalls(read(), 5, false).wrong())
                .isEqualTo(
                        "snapshot 5 is the newest that verifies, the last record was decided by 6");
        assertThat(ReplayCheck.versionNeverFalls(read(), 6, false).holds()).isTrue();
    }
}
