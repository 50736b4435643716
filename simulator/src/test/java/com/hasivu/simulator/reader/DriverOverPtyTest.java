package com.hasivu.simulator.reader;

import static com.hasivu.reader.contract.Watch.await;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.presence.Arrival;
import com.hasivu.reader.supervisor.ReaderLoop;
import com.hasivu.reader.supervisor.ReaderStatus;
import com.hasivu.simulator.reader.pn532.Pn532Emulator;
import com.hasivu.simulator.reader.rdm6300.Rdm6300Emulator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** What only one family can do, over a real line. What all do is in the contract. */
@Timeout(240)
class DriverOverPtyTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    /** So that a busy machine does not make a held card leave. */
    private static final Map<String, String> HELD = Map.of("depart-after-ms", "30000");

    @TempDir private Path folder;

    private final List<Arrival> taps = new CopyOnWriteArrayList<>();
    private final List<ReaderStatus> changes = new CopyOnWriteArrayList<>();

    @ParameterizedTest
    @ValueSource(strings = {"CB98A605", "04A1B2C3D4E5F6", "88010203040506070809"})
    void pn532_readsCardsOfEverySize(String uid) {
        try (var chip = Pn532Emulator.at(folder.resolve("p"), Pacing.BAUD_115200);
                var loop = loop("pn532", chip)) {
            chip.present(new CardId(uid));
            await("a tap", SOON, () -> !taps.isEmpty());
            assertThat(taps).singleElement().extracting(tap -> tap.card().hex()).isEqualTo(uid);
            assertThat(loop).isNotNull();
        }
    }

    @TestOfThree
    void pn532_isDownWhileItSaysNothingAndUpWhenItAnswers() {
        try (var chip = Pn532Emulator.at(folder.resolve("p"));
                var loop = loop("pn532", chip)) {
            await("online", SOON, () -> changes.size() == 1);
            chip.mute(true);
            await("offline", SOON, () -> changes.size() == 2);
            chip.mute(false);
            await("online again", SOON, () -> changes.size() == 3);
            assertThat(changes)
                    .extracting(change -> change.getClass().getSimpleName())
                    .containsExactly("Online", "Offline", "Online");
            assertThat(loop).isNotNull();
        }
    }

    @TestOfThree
    void pn532_isWokenAgainAfterAPowerDipWithoutBeingDown() {
        try (var chip = Pn532Emulator.at(folder.resolve("p"));
                var loop = loop("pn532", chip)) {
            chip.present(new CardId("CB98A605"));
            await("a tap", SOON, () -> taps.size() == 1);
            chip.remove();
            chip.brownOut();
            chip.present(new CardId("04A1B2C3D4E5F6"));
            await("the next card's tap", SOON, () -> taps.size() == 2);
            assertThat(changes).singleElement().isInstanceOf(ReaderStatus.Online.class);
            assertThat(loop).isNotNull();
        }
    }

    @TestOfThree
    void rdm6300_readsAtLineSpeedAndStampsTheLastByte() {
        var begun = new ConcurrentSkipListSet<Long>();
        try (var module = Rdm6300Emulator.at(folder.resolve("r"), Pacing.BAUD_9600);
                var loop = loop("rdm6300", module)) {
            await("online", SOON, () -> changes.size() == 1);
            module.deliver(
                    frame -> {
                        begun.add(System.nanoTime());
                        return List.of(frame);
                    });
            module.present(new CardId("67003B51C6"));
            await("a tap", SOON, () -> !taps.isEmpty());
            long at = taps.getFirst().atNanos();
            assertThat(at - begun.floor(at))
                    .as("13 bytes of 1.04 ms lie between a frame's begin and its last byte")
                    .isGreaterThan(13_000_000L);
            assertThat(at - taps.getFirst().firstReadNanos()).isBetween(14_000_000L, 300_000_000L);
            assertThat(loop).isNotNull();
        }
    }

    @Test
    void rdm6300_servesNobodyByASingleRead() {
        var wrong =
                Rdm6300Emulator.frame(
                        new CardId("66013B51C6")); // two flipped bits that the check cannot see
        var sent = new AtomicLong();
        try (var module = Rdm6300Emulator.at(folder.resolve("r"));
                var loop = loop("rdm6300", module)) {
            await("online", SOON, () -> changes.size() == 1);
            module.deliver(frame -> sent.incrementAndGet() == 4 ? List.of(wrong) : List.of(frame));
            module.present(new CardId("67003B51C6"));
            await("reads before and after it", SOON, () -> sent.get() > 10);
            assertThat(taps).extracting(tap -> tap.card().hex()).containsExactly("67003B51C6");
            assertThat(loop).isNotNull();
        }
    }

    @Test
    void open_refusesADeviceThatAnotherProcessHolds() throws Exception {
        try (var module = Rdm6300Emulator.at(folder.resolve("r"))) {
            Process other =
                    new ProcessBuilder(
                                    "flock",
                                    "--no-fork",
                                    module.device().toString(),
                                    "sh",
                                    "-c",
                                    "echo held; exec sleep 600")
                            .start();
            try {
                assertThat(other.inputReader().readLine()).isEqualTo("held");
                var loop = loop("rdm6300", module);
                await("refused", SOON, () -> !changes.isEmpty());
                assertThat(changes.getFirst())
                        .isInstanceOfSatisfying(
                                ReaderStatus.Offline.class,
                                offline ->
                                        assertThat(offline.why())
                                                .contains(
                                                        module.device().toString(),
                                                        "in use",
                                                        "fuser"));
                other.destroy();
                await(
                        "taken over once it is free",
                        SOON,
                        () -> changes.getLast() instanceof ReaderStatus.Online);
                loop.close();
            } finally {
                other.destroy();
            }
        }
    }

    @Test
    void departAfter_isASetting() {
        var slow = Map.of("depart-after-ms", "30000");
        var sent = new AtomicLong();
        try (var module = Rdm6300Emulator.at(folder.resolve("r"));
                var loop =
                        ReaderLoop.of(config("rdm6300", module, slow), this::tap, this::changed)
                                .start()) {
            module.deliver(
                    frame -> {
                        sent.incrementAndGet();
                        return List.of(frame);
                    });
            module.present(new CardId("67003B51C6"));
            await("a tap", SOON, () -> taps.size() == 1);
            module.remove();
            long goneAt = System.nanoTime();
            await(
                    "away longer than by default",
                    SOON,
                    () -> System.nanoTime() - goneAt > 600_000_000);
            long before = sent.get();
            module.present(new CardId("67003B51C6"));
            await("reads after it", SOON, () -> sent.get() > before + 5);
            assertThat(taps).hasSize(1);
            assertThat(loop).isNotNull();
        }
    }

    private ReaderLoop loop(String kind, EmulatedReader reader) {
        return ReaderLoop.of(config(kind, reader, HELD), this::tap, this::changed).start();
    }

    private static ReaderConfig config(
            String kind, EmulatedReader reader, Map<String, String> settings) {
        return new ReaderConfig("counter-1", kind, reader.device().toString(), settings);
    }

    private void tap(Arrival arrival, String reader) {
        taps.add(arrival);
    }

    private void changed(String reader, ReaderStatus status) {
        changes.add(status);
    }
}
