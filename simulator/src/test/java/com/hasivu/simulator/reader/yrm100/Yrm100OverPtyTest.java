package com.hasivu.simulator.reader.yrm100;

import static com.hasivu.reader.contract.Watch.await;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.presence.Arrival;
import com.hasivu.reader.supervisor.ReaderLoop;
import com.hasivu.reader.supervisor.ReaderStatus;
import com.hasivu.simulator.reader.Pacing;
import com.hasivu.simulator.reader.TestOfThree;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** What only this family can do, over a real line. */
@Timeout(240)
class Yrm100OverPtyTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final CardId MINE = new CardId("30751FEB705C5904E3D50D70");
    private static final CardId NEXT_IN_QUEUE = new CardId("E28011704000021D35AE4008");

    @TempDir private Path folder;

    private final List<Arrival> taps = new CopyOnWriteArrayList<>();
    private final List<ReaderStatus> changes = new CopyOnWriteArrayList<>();

    @Test
    void module_isUpWithItsNameAndThePowerItTook() {
        try (var module = Yrm100Emulator.at(folder.resolve("m"), Pacing.BAUD_115200);
                var loop = loop(module, Map.of())) {
            await(
                    "online",
                    SOON,
                    () -> changes.contains(new ReaderStatus.Online("M100 26dBm V1.0, 18.00 dBm")));
            assertThat(module.power()).isEqualTo(1800);
            assertThat(loop).isNotNull();
        }
    }

    @TestOfThree
    void module_thatIsTooLoudStaysOfflineAndSaysWhatToDo() {
        try (var module = Yrm100Emulator.at(folder.resolve("m"), Pacing.BAUD_115200);
                var loop = loop(module, Map.of("power-dbm", "12"))) {
            module.present(MINE);
            await("offline", SOON, () -> !changes.isEmpty());
            assertThat(((ReaderStatus.Offline) changes.getFirst()).why())
                    .contains("18.00 dBm", "power-dbm 12", "power-dbm: 18");
            assertThat(taps).isEmpty();
            assertThat(loop).isNotNull();
        }
    }

    @Test
    void module_servesTheNearTagAndNotTheQueue() {
        var rounds = new AtomicInteger();
        try (var module = Yrm100Emulator.at(folder.resolve("m"));
                var loop = loop(module, Map.of("region", "europe"))) {
            module.deliver(
                    frame -> {
                        rounds.incrementAndGet();
                        return List.of(frame);
                    });
            module.neighbour(NEXT_IN_QUEUE, Yrm100Emulator.HELD_DBM - 10);
            module.present(MINE);
            await("a tap", SOON, () -> !taps.isEmpty());
            int before = rounds.get();
            await("many more rounds", SOON, () -> rounds.get() > before + 40);
            assertThat(taps).extracting(Arrival::card).containsExactly(MINE);
            assertThat(taps.getFirst().read().strength()).hasValue(78);
            assertThat(loop).isNotNull();
        }
    }

    @Test
    void module_servesNobodyWhileTwoTagsAreEquallyNear() {
        var rounds = new AtomicInteger();
        try (var module = Yrm100Emulator.at(folder.resolve("m"));
                var loop = loop(module, Map.of())) {
            module.deliver(
                    frame -> {
                        rounds.incrementAndGet();
                        return List.of(frame);
                    });
            module.neighbour(NEXT_IN_QUEUE, Yrm100Emulator.HELD_DBM - 2);
            module.present(MINE);
            await("many rounds", SOON, () -> rounds.get() > 60);
            assertThat(taps).isEmpty();
            assertThat(loop).isNotNull();
        }
    }

    /** After a dip the module would shout at full power: it is told its power again. */
    @TestOfThree
    void module_isSetUpAnewAfterAPowerDipWithoutBeingDown() {
        try (var module = Yrm100Emulator.at(folder.resolve("m"));
                var loop = loop(module, Map.of("power-dbm", "20"))) {
            await("online", SOON, () -> module.power() == 2000 && !changes.isEmpty());
            module.brownOut();
            assertThat(module.power()).isEqualTo(2600);
            await("low power again", SOON, () -> module.power() == 2000);
            module.present(MINE);
            await("a tap", SOON, () -> !taps.isEmpty());
            assertThat(changes).singleElement().isInstanceOf(ReaderStatus.Online.class);
            assertThat(loop).isNotNull();
        }
    }

    @TestOfThree
    void module_isDownWhileItSaysNothingAndUpWhenItAnswers() {
        try (var module = Yrm100Emulator.at(folder.resolve("m"));
                var loop = loop(module, Map.of())) {
            await("online", SOON, () -> changes.size() == 1);
            module.mute(true);
            await("offline", SOON, () -> changes.size() == 2);
            module.mute(false);
            await("online again", SOON, () -> changes.size() == 3);
            assertThat(changes)
                    .extracting(change -> change.getClass().getSimpleName())
                    .containsExactly("Online", "Offline", "Online");
            assertThat(loop).isNotNull();
        }
    }

    private ReaderLoop loop(Yrm100Emulator module, Map<String, String> settings) {
        var held = new HashMap<>(settings);
        held.put("depart-after-ms", "30000"); // a busy machine does not make a held card leave
        var config = new ReaderConfig("counter-1", "yrm100", module.device(), held);
        return ReaderLoop.of(
                        config,
                        (arrival, reader) -> taps.add(arrival),
                        (reader, status) -> changes.add(status))
                .start();
    }
}
