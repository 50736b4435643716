package com.hasivu.edge.journal;

import static com.hasivu.edge.journal.Journals.append;
import static com.hasivu.edge.journal.Journals.payload;
import static com.hasivu.edge.journal.Journals.requireRecords;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * E3: a failed write or sync means no record and no green; then a new file, or a reason why not.
 */
class JournalFailureTest {
    @TempDir Path folder;
    private FaultyDisk disk;

    @BeforeEach
    void makeDisk() throws IOException {
        disk = new FaultyDisk(JournalDisk.at(folder));
    }

    @ParameterizedTest(name = "{0} of the bytes written")
    @ValueSource(doubles = {0, 0.3, 0.9, 1})
    void failedSync_isNeverRetriedOnThatFileAndANewOneGoesOn(double share) {
        try (Journal journal = Journals.open(disk)) {
            append(journal, 1, 3);
            disk.failAfterShare = share;
            assertThatThrownBy(() -> journal.append(1, payload(99)))
                    .isInstanceOf(JournalException.class)
                    .hasMessageContaining("cannot write record 4 to segment-00000001.journal")
                    .hasMessageContaining("Input/output error");
            assertThat(journal.state()).isInstanceOf(JournalState.Failed.class);
            assertThat(journal.lastSequence()).isEqualTo(3);
            append(journal, 4, 6); // FaultyDisk would tell of a write to the failed file
            assertThat(journal.state()).isEqualTo(new JournalState.Ready());
            assertThat(disk.failures).isEqualTo(1);
        }
        assertThat(Files.exists(Journals.segment(folder, 2))).isTrue();
        requireRecords(folder, 6); // record 99 is not among them, even when its bytes are on disk
        try (Journal journal = Journals.open(folder)) {
            append(journal, 7, 8);
        }
        requireRecords(folder, 8);
    }

    @Test
    void failedSync_failsEveryRecordThatWaitedWithIt() {
        try (Journal journal = Journals.open(disk)) {
            Pending first = journal.enqueue(1, payload(1));
            Pending second = journal.enqueue(1, payload(2));
            assertThat(first.failed()).isFalse();
            disk.failAfterShare = 0.5;
            assertThatThrownBy(first::await).isInstanceOf(JournalException.class);
            assertThat(second.failed()).isTrue();
            assertThatThrownBy(second::await).isInstanceOf(JournalException.class);
            assertThat(journal.lastSequence()).isZero();
        }
    }

    @Test
    void failedSync_failsARecordThatWasQueuedWhileItFailed() {
        try (Journal journal = Journals.open(disk)) {
            Pending[] later = new Pending[1];
            disk.failAfterShare = 0.5;
            disk.whileFailing = () -> later[0] = journal.enqueue(1, payload(2));
            assertThatThrownBy(() -> journal.append(1, payload(1)))
                    .isInstanceOf(JournalException.class);

            assertThat(later[0].failed()).isTrue();
            assertThatThrownBy(later[0]::await).isInstanceOf(JournalException.class);
            append(journal, 1, 2);
        }
    }

    /** Its content may rest on the record that failed: decided before, queued after the failure. */
    @Test
    void recordDecidedBeforeAFailureAndQueuedAfterIt_failsToo() {
        try (Journal journal = Journals.open(disk)) {
            long seen = journal.failures();
            disk.failAfterShare = 0.5;
            assertThatThrownBy(() -> journal.append(1, payload(99)))
                    .isInstanceOf(JournalException.class);
            Pending late = journal.enqueue(1, payload(98), seen);
            Pending fresh = journal.enqueue(1, payload(1));

            assertThatThrownBy(late::await)
                    .isInstanceOf(JournalException.class)
                    .hasMessageContaining("tap again");
            assertThat(late.failed()).isTrue();
            assertThat(fresh.await().id().sequence()).isEqualTo(1);
        }
        requireRecords(folder, 1);
    }

    /**
     * The bytes of the failed write are in the cache, whole; only the disk knows that it lacks
     * them.
     */
    @Test
    void recordOfAFailedSync_isOnDiskOrTheJournalDoesNotOpen() throws IOException {
        try (Journal journal = Journals.open(disk)) {
            append(journal, 1, 3);
            disk.failAfterShare = 1;
            assertThatThrownBy(() -> journal.append(1, payload(4)))
                    .isInstanceOf(JournalException.class);
        }
        FaultyDisk afterRestart = new FaultyDisk(JournalDisk.at(folder));
        afterRestart.failAfterShare = 0.5;

        assertThatThrownBy(() -> Journals.open(afterRestart))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("Input/output error");

        requireRecords(folder, 4);
        try (Journal journal = Journals.open(new FaultyDisk(JournalDisk.at(folder)))) {
            assertThat(journal.lastSequence()).isEqualTo(4);
            append(journal, 5, 6);
        }
        requireRecords(folder, 6);
    }

    @Test
    void confirmedRecord_thatTheDiskForgotKeepsTheStationOutOfService() {
        try (Journal journal = Journals.open(disk)) {
            append(journal, 1, 3);
            disk.failAfterShare = 0;
            disk.forgetsFrom = Journals.offsetOf(2) + 10;
            assertThatThrownBy(() -> journal.append(1, payload(4)))
                    .isInstanceOf(JournalException.class);
            assertThatThrownBy(() -> journal.append(1, payload(4)))
                    .isInstanceOf(JournalException.class)
                    .hasMessageContaining("record 2 was confirmed but is not on disk");
            assertThat(journal.heal()).isInstanceOf(JournalState.Failed.class);
            disk.forgetsFrom = Long.MAX_VALUE; // the cable is back in
            assertThat(journal.heal()).isInstanceOf(JournalState.Ready.class);
            append(journal, 4, 4);
        }
        requireRecords(folder, 4);
    }

    @Test
    void fullDisk_stopsWhenTheOpenFileIsFullAndHealsByItself() {
        try (Journal journal = Journals.open(disk)) {
            append(journal, 1, 10);
            disk.full = true;
            int n = 10;
            JournalException refused = null;
            while (refused == null) {
                try {
                    append(journal, n + 1, n + 1);
                    n++;
                } catch (JournalException e) {
                    refused = e;
                }
            }
            assertThat(n).isGreaterThan(500); // the open file's room was used
            assertThat(refused)
                    .hasMessageContaining("No space left on device")
                    .hasMessageContaining("free space");
            assertThat(journal.state()).isInstanceOf(JournalState.Failed.class);
            assertThatThrownBy(() -> journal.append(1, payload(0)))
                    .isInstanceOf(JournalException.class);
            assertThat(journal.lastSequence()).isEqualTo(n);
            disk.full = false;
            append(journal, n + 1, n + 20);
            assertThat(journal.state()).isEqualTo(new JournalState.Ready());
        }
        requireRecords(folder, Journals.all(folder).size());
    }

    @Test
    void fullDisk_atTheFirstStartIsAClearError() {
        disk.full = true;
        assertThatThrownBy(() -> Journals.open(disk))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("No space left on device")
                .hasMessageContaining(folder.toString());
    }

    @Test
    void retry_waitsForItsTimeBetweenTwoTries() {
        AtomicLong nanos = new AtomicLong();
        JournalSettings slow =
                new JournalSettings(JournalSettings.MIN_SEGMENT_BYTES, Duration.ofSeconds(1));
        JournalEnvironment environment = new JournalEnvironment(() -> 7, nanos::get, Runnable::run);
        try (Journal journal =
                Journal.open(disk, Journals.SCHOOL, Journals.STATION, slow, environment)) {
            append(journal, 1, 2);
            disk.failAfterShare = 0;
            disk.full = true;
            assertThatThrownBy(() -> journal.append(1, payload(3)))
                    .isInstanceOf(JournalException.class);
            assertThat(journal.heal()).isInstanceOf(JournalState.Failed.class); // tried at once
            disk.full = false;
            assertThat(journal.heal()).isInstanceOf(JournalState.Failed.class); // too early
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            assertThat(journal.heal()).isInstanceOf(JournalState.Ready.class);
            append(journal, 3, 3);
        }
    }

    @Test
    void crashAfterAFailedSync_keepsWhatIsValidAsRecorded() {
        Journal journal = Journals.open(disk);
        append(journal, 1, 3);
        disk.failAfterShare = 1; // all bytes reach the disk, the sync reports an error
        assertThatThrownBy(() -> journal.append(1, payload(4)))
                .isInstanceOf(JournalException.class);
        // the process ends here; a start finds record 4: recorded, not shown
        try (Journal again = Journals.open(folder)) {
            assertThat(again.lastSequence()).isEqualTo(4);
            assertThat(again.wasShown(4)).isFalse();
        }
        requireRecords(folder, 4);
    }

    @Test
    void cursor_staysWhenTheDiskRefusesIt() throws IOException {
        try (Journal journal = Journals.open(disk)) {
            append(journal, 1, 2);
            disk.full = true; // the cursor's file is made with the first ack
            assertThatThrownBy(() -> journal.acked(1, journal.hashAt(1)))
                    .isInstanceOf(JournalException.class)
                    .hasMessageContaining("cannot save the cursor");
            assertThat(journal.cursor().sequence()).isZero();
            disk.full = false;
            assertThat(journal.acked(1, journal.hashAt(1))).isInstanceOf(CursorMove.Moved.class);
        }
    }
}
