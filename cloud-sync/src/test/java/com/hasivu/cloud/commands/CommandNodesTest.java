package com.hasivu.cloud.commands;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.cloud.Engine;
import com.hasivu.cloud.broker.Publisher;
import com.hasivu.cloud.devices.Desk;
import com.hasivu.cloud.http.UserId;
import com.hasivu.cloud.snapshots.SnapshotKey;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.wire.Command;
import com.hasivu.protocol.wire.Reload;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Two cloud nodes hear at the same moment that a station is there. */
class CommandNodesTest {
    @TempDir Path folder;

    private final List<String> sent = new ArrayList<>();
    private boolean link = true;

    private Commands node(Desk desk, Runnable whileSending) {
        Publisher publisher =
                (topic, payload, delivery) -> {
                    whileSending.run();
                    if (link) {
                        sent.add(topic);
                    }
                    return link;
                };
        SnapshotKey key = SnapshotKey.open(folder.resolve("snapshot-key.pem"));
        return new Commands(desk.database, desk.stations, key, publisher, desk.clock);
    }

    private static boolean ask(Desk desk, Commands node, Topics station) {
        Instant now = desk.clock.instant();
        Command command =
                Command.newBuilder()
                        .setId("one")
                        .setSchool(station.school().value())
                        .setStation(station.station().value())
                        .setReload(Reload.getDefaultInstance())
                        .build();
        return desk.tx(
                tx -> {
                    node.table()
                            .add(tx, command, new UserId(1), now, now.plus(Duration.ofHours(1)));
                    return true;
                });
    }

    private static State state(Desk desk, Commands node, Topics station) {
        return desk.database
                .read(tx -> node.table().find(tx, station.school(), station.station(), "one"))
                .orElseThrow()
                .state();
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void command_isSentByOneNodeWhenBothLookAtOnce(Engine engine) throws Exception {
        try (Desk desk = new Desk(engine, folder)) {
            Topics station = desk.station("c1");
            Topics.Address sender = Topics.parse(station.status()).orElseThrow();
            Commands second = node(desk, () -> {});
            Commands first = node(desk, () -> second.connected(sender));
            ask(desk, first, station);
            first.connected(sender);
            second.connected(sender);
            assertThat(sent).containsExactly(station.commands());
            assertThat(state(desk, first, station)).isEqualTo(State.SENT);

            desk.clock.advance(Duration.ofSeconds(10));
            second.connected(sender);
            first.connected(sender);
            assertThat(sent).as("again after 10 s, once").hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void command_staysPendingAndDueWhenTheLinkIsDown(Engine engine) throws Exception {
        try (Desk desk = new Desk(engine, folder)) {
            Topics station = desk.station("c1");
            Topics.Address sender = Topics.parse(station.status()).orElseThrow();
            Commands node = node(desk, () -> {});
            ask(desk, node, station);
            link = false;
            node.connected(sender);
            assertThat(state(desk, node, station)).isEqualTo(State.PENDING);
            link = true;
            node.connected(sender);
            assertThat(sent).hasSize(1);
            assertThat(state(desk, node, station)).isEqualTo(State.SENT);
        }
    }
}
