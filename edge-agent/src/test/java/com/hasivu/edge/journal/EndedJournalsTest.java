package com.hasivu.edge.journal;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

class EndedJournalsTest {
    private static final SchoolId SCHOOL = new SchoolId("greenfield");
    private static final StationId STATION = new StationId("c1");

    @TempDir Path state;

    private Path folder;
    private EndedJournals ended;

    @BeforeEach
    void setUp() {
        folder = state.resolve("journal");
        ended = new EndedJournals(folder);
    }

    @Test
    void moveAside_leavesAJournalThatWasNotEnded() {
        long epoch = write("a");
        assertThat(ended.moveAside()).isEmpty();
        assertThat(write("b")).isEqualTo(epoch);
        assertThat(payloads()).isEmpty();
    }

    @Test
    void moveAside_keepsTheEndedJournalWholeAndTheNextBeginsAnotherEpoch() {
        long epoch = write("a", "b");
        assertThat(ended.isFull()).isFalse();
        ended.end(epoch, "forked at 2");
        assertThat(payloads()).isEmpty(); // until the next start

        Path aside = ended.moveAside().orElseThrow();

        assertThat(aside).hasFileName("%016x".formatted(epoch));
        assertThat(payloads()).containsExactly("a", "b");
        assertThat(Journal.verify(aside, SCHOOL, STATION).sound()).isTrue();
        assertThat(write("c")).isNotEqualTo(epoch);
        assertThat(ended.moveAside()).isEmpty();
    }

    @Test
    void moveAside_keepsTwoOfOneEpochApart() throws IOException {
        long epoch = write("a");
        ended.end(epoch, "forked");
        Path aside = ended.moveAside().orElseThrow();
        Files.createDirectories(folder);
        try (var files = Files.list(aside)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, folder.resolve(file.getFileName())); // the old card once more
            }
        }
        assertThat(ended.moveAside()).isPresent();
        assertThat(payloads()).containsExactly("a", "a");
    }

    @Test
    void isFull_whenTooManyWereEnded() throws IOException {
        for (int i = 0; i < EndedJournals.MOST; i++) {
            Files.createDirectories(state.resolve("journal-ended/" + i));
        }
        assertThat(ended.isFull()).isTrue();
    }

    @Test
    void readAll_givesWhatIsWholeOfADamagedOne() throws IOException {
        long epoch = write("a", "b");
        ended.end(epoch, "forked");
        Path aside = ended.moveAside().orElseThrow();
        Path segment = aside.resolve("segment-00000001.journal");
        byte[] bytes = Files.readAllBytes(segment);
        bytes[8] ^= 1; // its header
        Files.write(segment, bytes);

        assertThat(payloads()).isEmpty();
    }

    private long write(String... payloads) {
        try (Journal journal = Journal.open(folder, SCHOOL, STATION, JournalSettings.DEFAULT)) {
            for (String payload : payloads) {
                journal.append(1, payload.getBytes(UTF_8));
            }
            return journal.epoch();
        }
    }

    private List<String> payloads() {
        List<String> all = new ArrayList<>();
        ended.readAll(record -> all.add(new String(record.payload(), UTF_8)));
        return all;
    }
}
