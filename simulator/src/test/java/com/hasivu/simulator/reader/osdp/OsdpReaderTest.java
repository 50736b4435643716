package com.hasivu.simulator.reader.osdp;

import static com.hasivu.reader.contract.Watch.await;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.Indicates;
import com.hasivu.reader.Indication;
import com.hasivu.reader.ReaderEvent;
import com.hasivu.reader.RfidReader;
import com.hasivu.reader.contract.Watch;
import com.hasivu.reader.osdp.OsdpDriver;
import com.hasivu.reader.supervisor.ReaderStatus;
import com.hasivu.simulator.reader.TestOfThree;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** The driver with a reader that tells each card once, as most do, in clear and in a channel. */
@Timeout(240)
class OsdpReaderTest {
    private static final String KEY = "000102030405060708090A0B0C0D0E0F";
    private static final CardId CARD = new CardId("7B11D7");
    private static final CardId OTHER = new CardId("CB98A605");
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Map<String, String> CLEAR = Map.of("security", "none");

    @TempDir private Path folder;

    @TestOfThree
    void tap_isOneForACardToldOnce() {
        try (var reader = reader(OsdpOptions.PLAIN);
                var watch = watch(reader, CLEAR)) {
            await("online", SOON, watch::isOnline);
            reader.tap(CARD);
            reader.tap(OTHER);
            await("both taps", SOON, () -> watch.taps.size() == 2);
            assertThat(watch.cards()).containsExactly(CARD, OTHER);
        }
    }

    @TestOfThree
    void tap_isNotMadeFromCardsTheReaderKeptFromBefore() {
        try (var reader = reader(OsdpOptions.PLAIN)) {
            reader.tap(OTHER);
            reader.tap(OTHER);
            try (var watch = watch(reader, CLEAR)) {
                await("they are history", SOON, () -> watch.history.get() == 2);
                reader.tap(CARD);
                await("a tap", SOON, () -> !watch.taps.isEmpty());
                assertThat(watch.cards()).containsExactly(CARD);
            }
        }
    }

    @TestOfThree
    void read_isOneAlthoughItsReplyIsLostAndRepeated() throws InterruptedException {
        for (boolean secured : new boolean[] {false, true}) {
            var options = secured ? OsdpOptions.PLAIN.secured(KEY) : OsdpOptions.PLAIN;
            var sent = new AtomicInteger();
            try (var reader = reader(options);
                    var open = new Open(reader, secured ? Map.of("key", KEY) : CLEAR)) {
                open.until(ReaderEvent.LinkUp.class::isInstance);
                reader.deliver(
                        frame -> sent.getAndIncrement() < 2 ? List.of() : List.of(frame, frame));
                reader.tap(CARD);
                open.until(ReaderEvent.TagSeen.class::isInstance);
                reader.tap(OTHER);
                open.until(
                        event ->
                                event instanceof ReaderEvent.TagSeen seen
                                        && seen.card().equals(OTHER));
                assertThat(open.cards()).containsExactly(CARD, OTHER);
                assertThat(sent.get()).isEqualTo(4);
                assertThat(open.downs()).isZero();
            }
        }
    }

    @TestOfThree
    void tap_comesThroughTheSecureChannel() {
        try (var reader = reader(OsdpOptions.PLAIN.at(5).secured(KEY).tellingCsn());
                var watch = watch(reader, Map.of("address", "5", "key", KEY, "raw", "csn"))) {
            await("online", SOON, watch::isOnline);
            assertThat(watch.changes.getLast())
                    .isInstanceOfSatisfying(
                            ReaderStatus.Online.class,
                            online -> assertThat(online.detail()).endsWith(", secure channel"));
            reader.tap(OTHER);
            await("a tap", SOON, () -> !watch.taps.isEmpty());
            assertThat(watch.cards()).containsExactly(OTHER);
        }
    }

    @TestOfThree
    void tap_comesThroughTheChannelWithASumAndWithoutMark() {
        try (var reader = reader(OsdpOptions.PLAIN.secured(KEY));
                var watch = watch(reader, Map.of("check", "sum", "mark", "false", "key", KEY))) {
            await("online", SOON, watch::isOnline);
            reader.tap(CARD);
            await("a tap", SOON, () -> !watch.taps.isEmpty());
            assertThat(watch.cards()).containsExactly(CARD);
        }
    }

    @TestOfThree
    void tap_comesFromAReaderWithASumThatTellsOnce() {
        try (var reader = reader(OsdpOptions.PLAIN);
                var watch = watch(reader, Map.of("check", "sum", "security", "none"))) {
            await("online", SOON, watch::isOnline);
            reader.tap(CARD);
            await("a tap", SOON, () -> !watch.taps.isEmpty());
            assertThat(watch.cards()).containsExactly(CARD);
        }
    }

    @TestOfThree
    void tap_neverComesFromADamagedFrameOfTheChannel() {
        var sent = new AtomicInteger();
        try (var reader = reader(OsdpOptions.PLAIN.secured(KEY));
                var watch = watch(reader, Map.of("key", KEY))) {
            await("online", SOON, watch::isOnline);
            reader.deliver(frame -> flipped(frame, sent.getAndIncrement() * 4));
            reader.tap(CARD);
            await("eight damaged frames", SOON, () -> sent.get() >= 8);
            assertThat(watch.taps).isEmpty();
            assertThat(watch.faults.get()).isPositive();
            reader.deliver(List::of);
            await("a tap from a whole frame", SOON, () -> !watch.taps.isEmpty());
            assertThat(watch.cards()).containsExactly(CARD);
        }
    }

    @TestOfThree
    void tap_neverComesInClearWhereAChannelIs() throws InterruptedException {
        try (var reader = reader(OsdpOptions.PLAIN.secured(KEY));
                var open = new Open(reader, Map.of("key", KEY))) {
            open.until(ReaderEvent.LinkUp.class::isInstance);
            reader.tap(CARD);
            reader.inClear(1000);
            open.until(event -> event.equals(new ReaderEvent.Fault("in clear", 1)));
            open.until(ReaderEvent.LinkDown.class::isInstance);
            assertThat(open.cards()).isEmpty();
        }
    }

    @TestOfThree
    void link_goesDownByAWrongKey() throws InterruptedException {
        String wrong = "0F0E0D0C0B0A09080706050403020100";
        try (var reader = reader(OsdpOptions.PLAIN.secured(KEY));
                var open = new Open(reader, Map.of("key", wrong))) {
            open.until(
                    event ->
                            event instanceof ReaderEvent.LinkDown down
                                    && down.why().contains("its key is another"));
            assertThat(open.count(ReaderEvent.LinkUp.class)).isZero();
        }
    }

    @TestOfThree
    void link_isNotMadeByTheDefaultKeyOutsideInstallMode() throws InterruptedException {
        try (var reader = reader(OsdpOptions.PLAIN.fresh());
                var open = new Open(reader, Map.of("key", KEY))) {
            open.until(
                    event ->
                            event instanceof ReaderEvent.LinkDown down
                                    && down.why().contains("install-mode: true"));
        }
    }

    @TestOfThree
    void install_givesTheReaderOurKeyAndUsesThat() throws InterruptedException {
        try (var reader = reader(OsdpOptions.PLAIN.fresh())) {
            try (var open = new Open(reader, Map.of("key", KEY, "install-mode", "true"))) {
                open.until(
                        event ->
                                event instanceof ReaderEvent.LinkUp up
                                        && up.detail().endsWith(", secure channel"));
            }
            try (var open = new Open(reader, Map.of("key", KEY))) {
                open.until(ReaderEvent.LinkUp.class::isInstance);
                reader.tap(CARD);
                open.until(ReaderEvent.TagSeen.class::isInstance);
            }
        }
    }

    @TestOfThree
    void install_withoutAKeySaysThatTheDefaultOneIsInUse() throws InterruptedException {
        try (var reader = reader(OsdpOptions.PLAIN.fresh());
                var open = new Open(reader, Map.of("install-mode", "true"))) {
            open.until(
                    event ->
                            event instanceof ReaderEvent.LinkUp up
                                    && up.detail().endsWith("by the default key"));
        }
    }

    @TestOfThree
    void link_staysUpWhenTheReaderLosesItsPowerForAMoment() {
        for (Map<String, String> settings : List.of(CLEAR, Map.of("key", KEY))) {
            var options =
                    settings.equals(CLEAR) ? OsdpOptions.PLAIN : OsdpOptions.PLAIN.secured(KEY);
            try (var reader = reader(options);
                    var watch = watch(reader, settings)) {
                await("online", SOON, watch::isOnline);
                reader.brownOut();
                await("the loss is noticed", SOON, () -> watch.faults.get() > 0);
                reader.tap(CARD);
                await("a tap", SOON, () -> !watch.taps.isEmpty());
                assertThat(watch.changes).hasSize(1);
            }
        }
    }

    @TestOfThree
    void link_goesDownOnceWhenTheReaderIsSilent() throws InterruptedException {
        try (var reader = reader(OsdpOptions.PLAIN);
                var open = new Open(reader, CLEAR)) {
            open.until(ReaderEvent.LinkUp.class::isInstance);
            reader.mute(true);
            long since = System.nanoTime();
            open.until(ReaderEvent.LinkDown.class::isInstance);
            assertThat(Duration.ofNanos(System.nanoTime() - since))
                    .isLessThan(Duration.ofSeconds(2));
            assertThat(open.reader.next(Duration.ofMillis(300))).isEmpty();
        }
    }

    @TestOfThree
    void tap_comesAfterBusyAndOldReplies() {
        try (var reader = reader(OsdpOptions.PLAIN.secured(KEY));
                var watch = watch(reader, Map.of("key", KEY))) {
            await("online", SOON, watch::isOnline);
            reader.busy(3);
            reader.tap(CARD);
            await("a tap", SOON, () -> watch.taps.size() == 1);
            reader.oldReplies(1);
            reader.tap(OTHER);
            await("another", SOON, () -> watch.taps.size() == 2);
            assertThat(watch.cards()).containsExactly(CARD, OTHER);
            assertThat(watch.faults.get()).isPositive();
        }
    }

    @TestOfThree
    void indicate_lightsTheReadersLampAndSoundsItsBuzzer() throws InterruptedException {
        for (Map<String, String> settings : List.of(CLEAR, Map.of("key", KEY))) {
            var options =
                    settings.equals(CLEAR) ? OsdpOptions.PLAIN : OsdpOptions.PLAIN.secured(KEY);
            try (var reader = reader(options);
                    var open = new Open(reader, settings)) {
                open.until(ReaderEvent.LinkUp.class::isInstance);
                shows(open, reader, Indication.ACCEPTED, "green", 1);
                shows(open, reader, Indication.REFUSED, "red", 4);
                shows(open, reader, Indication.BLINK, "amber", 7);
                shows(open, reader, Indication.OUT_OF_SERVICE, "amber", 8);
            }
        }
    }

    private static void shows(
            Open open, OsdpEmulator reader, Indication wish, String colour, int beeps)
            throws InterruptedException {
        ((Indicates) open.reader).indicate(wish);
        long until = System.nanoTime() + SOON.toNanos();
        boolean lit = false;
        while (!(lit && reader.beeps() == beeps)) {
            open.reader.next(Duration.ofMillis(5));
            lit |= reader.lamp().equals(colour);
            assertThat(System.nanoTime() - until)
                    .as("%s lamp %s beeps %d", wish, reader.lamp(), reader.beeps())
                    .isNegative();
        }
    }

    @Test
    void versionRequest_isAnsweredByAReaderOfAnyAddress() throws IOException {
        var requests = new OsdpDriver().versionRequests();
        assertThat(requests)
                .extracting(request -> request.line().baud())
                .containsExactly(9_600, 19_200, 38_400, 57_600, 115_200);
        try (var reader = reader(OsdpOptions.PLAIN.at(42).secured(KEY));
                InputStream in = Files.newInputStream(Path.of(reader.device()));
                OutputStream out =
                        Files.newOutputStream(Path.of(reader.device()), StandardOpenOption.WRITE)) {
            out.write(requests.getFirst().questions().getFirst());
            out.flush();
            byte[] answer = in.readNBytes(20);
            assertThat(requests.getFirst().answer().apply(answer))
                    .hasValue(
                            "OSDP reader, vendor CAFEED, model 1.2, serial 0000002A, firmware 3.4.5");
            assertThat(requests.getFirst().answer().apply(Arrays.copyOf(answer, 19))).isEmpty();
            byte[] behindNoise = new byte[23];
            System.arraycopy(answer, 0, behindNoise, 3, 20);
            assertThat(requests.getFirst().answer().apply(behindNoise)).isPresent();
        }
    }

    private OsdpEmulator reader(OsdpOptions options) {
        return OsdpEmulator.at(folder.resolve("osdp"), options);
    }

    private static Watch watch(OsdpEmulator reader, Map<String, String> settings) {
        return new Watch(new OsdpBench(reader, settings));
    }

    /** Copies of a frame with one bit flipped each. */
    private static List<byte[]> flipped(byte[] frame, int from) {
        var copies = new ArrayList<byte[]>();
        for (int index = from; index < Math.min(from + 4, frame.length); index++) {
            byte[] copy = frame.clone();
            copy[index] ^= 0x10;
            copies.add(copy);
        }
        return copies;
    }

    /** An open reader without a supervisor: every event counts. */
    private static final class Open implements AutoCloseable {
        final RfidReader reader;
        private final List<ReaderEvent> events = new ArrayList<>();

        Open(OsdpEmulator emulated, Map<String, String> settings) {
            reader =
                    new OsdpDriver()
                            .open(new OsdpBench(emulated, new HashMap<>(settings)).config());
        }

        void until(Predicate<ReaderEvent> wanted) throws InterruptedException {
            long until = System.nanoTime() + SOON.toNanos();
            while (true) {
                var event = reader.next(Duration.ofMillis(20));
                event.ifPresent(events::add);
                if (event.filter(wanted).isPresent()) {
                    return;
                }
                assertThat(System.nanoTime() - until).as("heard %s", events).isNegative();
            }
        }

        long count(Class<? extends ReaderEvent> kind) {
            return events.stream().filter(kind::isInstance).count();
        }

        long downs() {
            return count(ReaderEvent.LinkDown.class);
        }

        List<CardId> cards() {
            return events.stream()
                    .filter(ReaderEvent.TagSeen.class::isInstance)
                    .map(event -> ((ReaderEvent.TagSeen) event).card())
                    .toList();
        }

        @Override
        public void close() {
            reader.close();
        }
    }
}
