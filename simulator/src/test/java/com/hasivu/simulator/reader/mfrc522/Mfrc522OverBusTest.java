package com.hasivu.simulator.reader.mfrc522;

import static com.hasivu.reader.contract.Watch.await;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderEvent;
import com.hasivu.reader.presence.Arrival;
import com.hasivu.reader.supervisor.ReaderLoop;
import com.hasivu.reader.supervisor.ReaderStatus;
import com.hasivu.reader.supervisor.ReaderStatusListener;
import com.hasivu.reader.supervisor.TapListener;
import com.hasivu.simulator.reader.TestOfThree;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** What can happen to a chip and in its field, driver and chip together. */
@Timeout(240)
class Mfrc522OverBusTest implements TapListener, ReaderStatusListener {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final CardId CARD = new CardId("CB98A605");
    private static final CardId LONG = new CardId("04A1B2C3D4E5F6");

    @TempDir private Path folder;
    private final List<Arrival> taps = new CopyOnWriteArrayList<>();
    private final List<String> faults = new CopyOnWriteArrayList<>();
    private final List<ReaderStatus> changes = new CopyOnWriteArrayList<>();
    private Mfrc522Emulator board;

    @BeforeEach
    void setUp() {
        board = Mfrc522Emulator.at(folder.resolve("genuine"));
    }

    @AfterEach
    void clearUp() {
        board.close();
    }

    @TestOfThree
    void cards_ofEverySizeAreRead() {
        try (var loop = online(board)) {
            board.present(CARD);
            await("4 bytes", SOON, () -> taps.size() == 1);
            board.present(LONG);
            await("7 bytes", SOON, () -> taps.size() == 2);
            board.present(new CardId("0102030405060708090A"));
            await("10 bytes", SOON, () -> taps.size() == 3);
            assertThat(taps)
                    .extracting(Arrival::card)
                    .containsExactly(CARD, LONG, new CardId("0102030405060708090A"));
            assertThat(faults).isEmpty();
        }
    }

    @TestOfThree
    void twoCards_areAFaultUntilOneIsTakenAway() {
        try (var loop = online(board)) {
            board.presentTogether(List.of(CARD, new CardId("11223344")));
            await("the faults", SOON, () -> faults.size() >= 5);
            assertThat(faults).containsOnly("collision");
            assertThat(taps).isEmpty();
            board.present(CARD);
            await("a tap", SOON, () -> taps.size() == 1);
        }
    }

    @TestOfThree
    void parity_isCountedAndTheNextPollReads() {
        try (var loop = online(board)) {
            board.breakParity();
            board.present(CARD);
            await("a tap", SOON, () -> taps.size() == 1);
            assertThat(faults).contains("parity");
        }
    }

    @TestOfThree
    void brownOut_isHealedWithoutALostLink() {
        try (var loop = online(board)) {
            board.brownOut();
            board.present(CARD);
            await("a tap", SOON, () -> taps.size() == 1);
            assertThat(faults).contains("power lost");
            assertThat(changes).hasSize(1);
        }
    }

    @TestOfThree
    void chipWithoutPower_isALostLinkAndComesBack() {
        try (var loop = online(board)) {
            board.powerOff(true);
            await("offline", SOON, () -> changes.getLast() instanceof ReaderStatus.Offline);
            assertThat(changes.getLast().toString()).contains("plug");
            board.brownOut();
            board.powerOff(false);
            await("online", SOON, () -> changes.getLast() instanceof ReaderStatus.Online);
            board.present(CARD);
            await("a tap", SOON, () -> taps.size() == 1);
        }
    }

    @Test
    void clone_worksAndIsNamed() {
        try (var clone = Mfrc522Emulator.at(folder.resolve("clone"), 0x88);
                var loop = online(clone)) {
            assertThat(changes.getLast().toString()).contains("FM17522");
            clone.present(LONG);
            await("a tap", SOON, () -> taps.size() == 1);
        }
    }

    private ReaderLoop online(Mfrc522Emulator reader) {
        var config =
                new ReaderConfig(
                        "counter-1",
                        "mfrc522",
                        reader.device(),
                        Map.of("depart-after-ms", "30000"));
        var loop = ReaderLoop.of(config, this, this).start();
        await(
                "online",
                SOON,
                () -> !changes.isEmpty() && changes.getLast() instanceof ReaderStatus.Online);
        return loop;
    }

    @Override
    public void tap(Arrival arrival, String reader) {
        taps.add(arrival);
    }

    @Override
    public void history(ReaderEvent.TagSeen read, String reader) {}

    @Override
    public void changed(String reader, ReaderStatus status) {
        changes.add(status);
    }

    @Override
    public void fault(String reader, ReaderEvent.Fault fault) {
        faults.add(fault.what());
    }
}
