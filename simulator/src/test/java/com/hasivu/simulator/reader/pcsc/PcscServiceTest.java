package com.hasivu.simulator.reader.pcsc;

import static com.hasivu.reader.contract.Watch.await;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.Indicates;
import com.hasivu.reader.Indication;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderEvent;
import com.hasivu.reader.ReaderException;
import com.hasivu.reader.RfidReader;
import com.hasivu.reader.pcsc.PcscDriver;
import com.hasivu.simulator.reader.TestOfThree;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** What goes wrong around a PC/SC reader, with a service in this process. */
@Timeout(240)
class PcscServiceTest {
    private static final CardId CARD = new CardId("CB98A605");
    private static final CardId OTHER = new CardId("04A1B2C3D4E5F6");
    private static final Duration SOON = Duration.ofSeconds(30);

    private final EmulatedService service = new EmulatedService();
    private final List<ReaderEvent> heard = new ArrayList<>();

    @Test
    void open_saysThatPcscdDoesNotRun() {
        service.stop();
        assertThatThrownBy(() -> open("first"))
                .isInstanceOf(ReaderException.class)
                .hasMessageContainingAll("counter-1", "pcscd does not run", "systemctl");
    }

    @Test
    void open_saysThatPolkitRefuses() {
        service.forbidden = true;
        assertThatThrownBy(() -> open("first"))
                .isInstanceOf(ReaderException.class)
                .hasMessageContainingAll("counter-1", "polkit", "docs/readers/pcsc.md");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "first",
                "ACR122",
                "acs_acr122u",
                "ACS_ACR122U_PICC_Interface_00_00",
                "ACS ACR122U PICC Interface 00 00"
            })
    void open_findsTheReaderByAPartOfItsName(String device) throws InterruptedException {
        try (RfidReader reader = open(device)) {
            until(reader, ReaderEvent.LinkUp.class::isInstance);
            assertThat(((ReaderEvent.LinkUp) heard.getLast()).detail())
                    .isEqualTo(EmulatedService.READER + ", firmware ACR122U201");
        }
    }

    @TestOfThree
    void link_comesBackAfterPcscdWasStartedAnew() throws InterruptedException {
        service.present(CARD);
        try (RfidReader reader = open("first")) {
            until(reader, ReaderEvent.TagSeen.class::isInstance);
            service.stop();
            service.start(); // before anyone looked: only the connection is lost
            until(reader, ReaderEvent.LinkDown.class::isInstance);
            assertThat(((ReaderEvent.LinkDown) heard.getLast()).why())
                    .contains("pcscd", "started anew");
        }
        try (RfidReader reader = open("first")) {
            until(reader, ReaderEvent.TagSeen.class::isInstance);
        }
    }

    /** Without a card nothing is asked, so only the looks at the slot can tell. */
    @TestOfThree
    void link_isLostWhenPcscdIsFrozen() throws InterruptedException {
        try (RfidReader reader = open("first")) {
            until(reader, ReaderEvent.LinkUp.class::isInstance);
            while (reader.next(Duration.ofMillis(500)).isPresent()) {}
            service.freeze();
            var down = reader.next(Duration.ofSeconds(10));
            service.thaw();
            assertThat(down).containsInstanceOf(ReaderEvent.LinkDown.class);
        }
    }

    @TestOfThree
    void twoCardsInOneLook_areNone() throws InterruptedException {
        service.reader.deliver(frame -> List.of(Acr122u.frame(CARD), Acr122u.frame(OTHER)));
        service.present(CARD);
        try (RfidReader reader = open("first")) {
            until(reader, new ReaderEvent.Fault("two cards", 1)::equals);
            until(reader, new ReaderEvent.Fault("two cards", 1)::equals);
            assertThat(heard).noneMatch(ReaderEvent.TagSeen.class::isInstance);
        }
    }

    @Test
    void cardOfAnotherProgram_isToldAndReadLater() throws InterruptedException {
        service.taken = true;
        service.present(CARD);
        try (RfidReader reader = open("first")) {
            until(reader, new ReaderEvent.Fault("in use", 1)::equals);
            service.taken = false;
            until(reader, ReaderEvent.TagSeen.class::isInstance);
        }
    }

    @Test
    void muteCard_isTold() throws InterruptedException {
        service.mute = true;
        service.present(CARD);
        try (RfidReader reader = open("first")) {
            until(reader, new ReaderEvent.Fault("mute card", 1)::equals);
            service.mute = false;
            until(reader, ReaderEvent.TagSeen.class::isInstance);
        }
    }

    @Test
    void swapTheServiceOnlyCounts_isSeen() throws InterruptedException {
        service.present(CARD);
        try (RfidReader reader = open("first")) {
            until(reader, ReaderEvent.TagSeen.class::isInstance);
            service.present(OTHER); // never empty in between
            until(
                    reader,
                    event -> event instanceof ReaderEvent.TagSeen s && s.card().equals(OTHER));
        }
    }

    @Test
    void ownBeep_isOffUnlessWanted() throws InterruptedException {
        try (RfidReader reader = open("first")) {
            until(reader, ReaderEvent.LinkUp.class::isInstance);
            await("silence", SOON, () -> !service.reader.beeps());
        }
        try (RfidReader reader = open("first", Map.of("beep", "true"))) {
            until(reader, ReaderEvent.LinkUp.class::isInstance);
            reader.next(Duration.ofMillis(50));
            await("a beep", SOON, service.reader::beeps);
        }
    }

    @TestOfThree
    void lampsAndBuzzer_showWhatTheStationDecided() throws InterruptedException {
        service.present(CARD);
        try (RfidReader reader = open("first")) {
            until(reader, ReaderEvent.TagSeen.class::isInstance);
            for (Indication indication : Indication.values()) {
                String before = service.reader.lamps();
                ((Indicates) reader).indicate(indication);
                until(reader, ReaderEvent.TagSeen.class::isInstance);
                until(reader, ReaderEvent.TagSeen.class::isInstance);
                assertThat(service.reader.lamps()).startsWith("FF0040").isNotEqualTo(before);
            }
        }
    }

    private RfidReader open(String device) {
        return open(device, Map.of());
    }

    private RfidReader open(String device, Map<String, String> settings) {
        return new PcscDriver(service)
                .open(new ReaderConfig("counter-1", "pcsc", device, settings));
    }

    private void until(RfidReader reader, Predicate<ReaderEvent> wanted)
            throws InterruptedException {
        for (long until = System.nanoTime() + SOON.toNanos(); System.nanoTime() < until; ) {
            var event = reader.next(Duration.ofMillis(50));
            event.ifPresent(heard::add);
            if (event.filter(wanted).isPresent()) {
                return;
            }
        }
        throw new AssertionError("not heard in %s: %s".formatted(SOON, heard));
    }
}
