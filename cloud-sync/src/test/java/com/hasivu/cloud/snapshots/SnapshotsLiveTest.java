package com.hasivu.cloud.snapshots;

import static com.hasivu.cloud.schema.Tables.CARDS;
import static com.hasivu.cloud.schema.Tables.OUTBOX;
import static com.hasivu.cloud.schema.Tables.SNAPSHOT_VERSIONS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hasivu.cloud.Engine;
import com.hasivu.cloud.devices.Desk;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.Topics;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The workers: from a commit to a publish, with the threads the service has. */
class SnapshotsLiveTest {
    private static final int CHILDREN = 200;
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir Path folder;

    private record Sent(String topic, long nanos) {}

    private final List<Sent> sent = new CopyOnWriteArrayList<>();

    private Snapshots snapshots(Desk desk) {
        return new Snapshots(
                desk.database,
                desk.schools,
                desk.stations,
                new SnapshotSource(desk.schools, desk.students, desk.cards, desk.orders),
                desk.outbox,
                SnapshotKey.open(folder.resolve("snapshot-key.pem")),
                (topic, payload, delivery) -> sent.add(new Sent(topic, System.nanoTime())),
                desk.clock);
    }

    private long count(String topic) {
        return sent.stream().filter(one -> one.topic().equals(topic)).count();
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void commit_isPublishedAtOnceAndBurstsShareAVersion(Engine engine) {
        try (var desk = new Desk(engine, folder)) {
            Topics station = desk.station("c1");
            desk.tx(
                    tx -> {
                        for (int i = 0; i < CHILDREN; i++) {
                            StudentId student = desk.student(tx, "child " + i);
                            desk.card(tx, "04%06X".formatted(i), student, "active");
                            desk.order(tx, student, "confirmed", Desk.DAY);
                        }
                        return true;
                    });
            try (var snapshots = snapshots(desk)) {
                desk.outbox.onCommitted(snapshots::changed);
                snapshots.start();
                await().atMost(SOON).until(() -> count(station.manifest()) > 0);

                List<Long> micros = new ArrayList<>();
                for (int i = 0; i < 40; i++) {
                    String state = i % 2 == 0 ? "blocked" : "active";
                    long before = count(station.delta());
                    desk.change(
                            tx ->
                                    tx.update(CARDS)
                                            .set(CARDS.STATE, state)
                                            .where(CARDS.UID.eq("04000007"))
                                            .execute());
                    long committed = System.nanoTime();
                    await().pollInterval(Duration.ofMillis(1))
                            .atMost(SOON)
                            .until(() -> count(station.delta()) > before);
                    micros.add(
                            (sent.stream()
                                                    .filter(
                                                            one ->
                                                                    one.topic()
                                                                            .equals(
                                                                                    station
                                                                                            .delta()))
                                                    .toList()
                                                    .getLast()
                                                    .nanos()
                                            - committed)
                                    / 1000);
                }
                micros.sort(null);
                System.err.printf(
                        "%s: commit to publish of a delta, %d children, us: p50 %d, p90 %d%n",
                        engine, CHILDREN, micros.get(20), micros.get(36));

                long deltas = count(station.delta());
                for (int i = 0; i < 100; i++) {
                    String name = "burst " + i;
                    desk.change(
                            tx ->
                                    desk.card(
                                            tx,
                                            "05%06X".formatted(name.hashCode() & 0xFFFFFF),
                                            desk.student(tx, name),
                                            "active"));
                }
                await().atMost(SOON).until(() -> desk.count(OUTBOX) == 0);
                // published behind the commit
                await().atMost(SOON).until(() -> count(station.delta()) > deltas);
                assertThat(count(station.delta()) - deltas).isLessThanOrEqualTo(100);
                assertThat(desk.count(SNAPSHOT_VERSIONS)).isLessThanOrEqualTo(Versions.KEPT);

                long before = count(station.delta());
                desk.clock.set(Instant.parse("2026-11-23T18:30:00Z"));
                await().atMost(SOON).until(() -> count(station.delta()) > before);
            }
        }
    }
}
