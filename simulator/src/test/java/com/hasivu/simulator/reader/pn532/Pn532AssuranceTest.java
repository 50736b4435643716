package com.hasivu.simulator.reader.pn532;

import static com.hasivu.reader.contract.Watch.await;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.Assurance;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderEvent.Fault;
import com.hasivu.reader.presence.Arrival;
import com.hasivu.reader.supervisor.ReaderLoop;
import com.hasivu.reader.supervisor.ReaderStatus;
import com.hasivu.reader.supervisor.ReaderStatusListener;
import com.hasivu.simulator.reader.Pacing;
import com.hasivu.simulator.reader.ThreeTries;
import com.hasivu.simulator.reader.card.Desfire;
import com.hasivu.simulator.reader.card.EmulatedCard;
import com.hasivu.simulator.reader.card.Ntag424;
import com.hasivu.simulator.reader.card.Ntag424.Mirror;
import com.hasivu.simulator.reader.card.NumberCard;
import com.hasivu.simulator.reader.card.ReplayingCard;

import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.macs.CMac;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Real cards, forged ones and hands that are too quick, from the chip's bytes to the arrival. */
@Timeout(240)
class Pn532AssuranceTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final CardId ID = new CardId("04A1B2C3D4E580");
    private static final String META = "3f1c0c5f2a6e4d7b8899aabbccddeeff";
    private static final String FILE = "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf";
    private static final String KEY = "00112233445566778899aabbccddeeff";
    private static final String OTHER_KEY = "ffeeddccbbaa99887766554433221100";
    private static final String DIVERSIFY = "f51c424841534956552030303031";
    private static final String APPLICATION = "f51c42";
    private static final String SUN_KEYS = "sun-meta: %s\nsun-file: %s\n".formatted(META, FILE);

    @TempDir private Path folder;

    private final List<Arrival> taps = new CopyOnWriteArrayList<>();
    private final List<Fault> faults = new CopyOnWriteArrayList<>();
    private final List<ReaderStatus> changes = new CopyOnWriteArrayList<>();
    private final Random random = new Random(424);
    private final List<Runnable> open = new ArrayList<>();

    @AfterEach
    void clearUp() {
        open.reversed().forEach(Runnable::run);
        open.clear();
        taps.clear();
        faults.clear();
        changes.clear();
    }

    @ParameterizedTest
    @EnumSource(Mirror.class)
    void ntag424_isSignedOnceWhileHeldAndCountsUpWhenItComesBack(Mirror mirror) {
        ThreeTries.of(() -> isSignedOnceWhileHeld(mirror));
    }

    private void isSignedOnceWhileHeld(Mirror mirror) {
        var chip = station(SUN_KEYS, Pacing.BAUD_115200);
        var looks = new AtomicInteger();
        chip.deliver(
                frame -> {
                    looks.incrementAndGet();
                    return List.of(frame);
                });
        var card = ntag(FILE, mirror);
        chip.present(card);
        await("many looks at the held card", SOON, () -> looks.get() > 20);
        assertThat(taps).singleElement().satisfies(tap -> assertThat(tap.card()).isEqualTo(ID));
        assertThat(assurance(0)).isInstanceOf(Assurance.SignedRead.class);
        long first = ((Assurance.SignedRead) assurance(0)).counter();
        leave(chip);
        chip.present(card);
        await("the second tap", SOON, () -> taps.size() == 2);
        assertThat(((Assurance.SignedRead) assurance(1)).counter()).isGreaterThan(first);
    }

    @Test
    void ntag424_withAMadeUpNumberIsToldByItsOwn() {
        var chip = station(SUN_KEYS, Pacing.AT_ONCE);
        chip.present(ntag(FILE, Mirror.ENCRYPTED).withRandomUid());
        awaitTap();
        assertThat(taps.getFirst().card()).isEqualTo(ID);
        assertThat(assurance(0)).isEqualTo(new Assurance.SignedRead(1));
    }

    @Test
    void forgedNtag424_withAnotherKeyIsRefuted() {
        var chip = station(SUN_KEYS, Pacing.AT_ONCE);
        chip.present(ntag(OTHER_KEY, Mirror.ENCRYPTED));
        awaitTap();
        assertThat(taps.getFirst().card()).isEqualTo(ID);
        assertThat(assurance(0)).isInstanceOf(Assurance.Refuted.class);
    }

    @Test
    void replayedMessage_isToldWithItsOldCount() {
        var chip = station(SUN_KEYS, Pacing.AT_ONCE);
        var card = ntag(FILE, Mirror.PLAIN);
        var forged =
                new ReplayingCard(
                        card, "00A4040007D276000085010100", "00A4000C02E104", "00B0000080");
        long overheard = card.count();
        chip.present(card);
        awaitTap();
        leave(chip);
        chip.present(forged);
        await("the forged card's tap", SOON, () -> taps.size() == 2);
        assertThat(assurance(0)).isEqualTo(new Assurance.SignedRead(overheard + 1));
        assertThat(assurance(1)).isEqualTo(new Assurance.SignedRead(overheard));
    }

    @Test
    void copyOfTheNumberOnAPlainChip_isNumberOnly() {
        var chip = station(SUN_KEYS, Pacing.AT_ONCE);
        chip.present(new NumberCard(ID));
        awaitTap();
        assertThat(taps.getFirst().card()).isEqualTo(ID);
        assertThat(assurance(0)).isEqualTo(Assurance.NUMBER_ONLY);
    }

    @Test
    void messageOfOneCardOnTheNumberOfAnother_isRefuted() {
        var chip = station(SUN_KEYS, Pacing.AT_ONCE);
        var real = ntag(FILE, Mirror.ENCRYPTED);
        chip.present(as(new CardId("04A1B2C3D4E581"), real));
        awaitTap();
        assertThat(taps.getFirst().card()).isEqualTo(new CardId("04A1B2C3D4E581"));
        assertThat(assurance(0)).isInstanceOf(Assurance.Refuted.class);
    }

    @ParameterizedTest(name = "after {0} answers")
    @CsvSource({"0", "1", "2"})
    void cardPulledInTheMiddle_decidesNothingAndIsAskedAgainWhenItComesBack(int answers) {
        ThreeTries.of(() -> decidesNothingOfACardPulledAfter(answers));
    }

    private void decidesNothingOfACardPulledAfter(int answers) {
        var chip = station(SUN_KEYS, Pacing.AT_ONCE);
        var card = ntag(FILE, Mirror.ENCRYPTED);
        chip.present(leavingAfter(answers, card, chip));
        await(
                "a card gone",
                SOON,
                () -> faults.stream().anyMatch(fault -> fault.what().equals("card gone")));
        assertThat(taps).isEmpty();
        chip.present(card);
        awaitTap();
        assertThat(assurance(0)).isInstanceOf(Assurance.SignedRead.class);
        assertThat(changes).singleElement().isInstanceOf(ReaderStatus.Online.class);
    }

    @Test
    void damagedAnswers_neverRefuteARealCard() {
        var chip = station(SUN_KEYS, Pacing.AT_ONCE);
        var frames = new AtomicInteger();
        chip.deliverExchanges(
                frame -> {
                    int at = frames.getAndIncrement();
                    if (at % 4 == 3) {
                        return List.of(frame);
                    }
                    byte[] flipped = frame.clone();
                    int bit = random.nextInt(frame.length * 8);
                    flipped[bit / 8] ^= (byte) (1 << bit % 8);
                    return List.of(flipped);
                });
        var card = ntag(FILE, Mirror.ENCRYPTED);
        chip.present(card);
        await("many damaged answers", SOON, () -> frames.get() > 40);
        chip.deliverExchanges(List::of);
        awaitTap();
        assertThat(taps)
                .allSatisfy(
                        tap ->
                                assertThat(tap.assurance())
                                        .isInstanceOf(Assurance.SignedRead.class));
    }

    @ParameterizedTest(name = "{0}, {1}, made-up number {2}")
    @CsvSource({
        "ev1, none, false",
        "ev1, none, true",
        "ev1, an10922, false",
        "ev2, none, false",
        "ev2, none, true",
        "ev2, an10922, false"
    })
    void desfire_provesItsKey(String kind, String diversify, boolean madeUp) {
        boolean own = diversify.equals("an10922");
        var chip = station(desfireKeys(kind, own), Pacing.BAUD_115200);
        var card = desfire(own ? diversified() : HexFormat.of().parseHex(KEY));
        chip.present(madeUp ? card.withRandomUid() : card);
        awaitTap();
        assertThat(taps.getFirst().card()).isEqualTo(ID);
        assertThat(assurance(0)).isEqualTo(new Assurance.KeyProven());
    }

    @ParameterizedTest
    @CsvSource({"ev1", "ev2"})
    void desfire_withAnotherKeyIsRefuted(String kind) {
        var chip = station(desfireKeys(kind, false), Pacing.AT_ONCE);
        chip.present(desfire(HexFormat.of().parseHex(OTHER_KEY)));
        awaitTap();
        assertThat(assurance(0)).isInstanceOf(Assurance.Refuted.class);
    }

    @Test
    void desfire_ofSomebodyElseIsNumberOnly() {
        var chip = station(desfireKeys("ev2", false), Pacing.AT_ONCE);
        chip.present(
                new Desfire(
                        ID,
                        HexFormat.of().parseHex("aabbcc"),
                        0,
                        HexFormat.of().parseHex(KEY),
                        random));
        awaitTap();
        assertThat(assurance(0)).isEqualTo(Assurance.NUMBER_ONLY);
    }

    @Test
    void bothKindsOfCards_workAtOneReader() {
        var chip = station(SUN_KEYS + desfireKeys("ev2", false), Pacing.AT_ONCE);
        chip.present(ntag(FILE, Mirror.WITH_FILE_DATA));
        awaitTap();
        leave(chip);
        chip.present(desfire(HexFormat.of().parseHex(KEY)));
        await("the DESFire's tap", SOON, () -> taps.size() == 2);
        assertThat(assurance(0)).isInstanceOf(Assurance.SignedRead.class);
        assertThat(assurance(1)).isEqualTo(new Assurance.KeyProven());
    }

    private Pn532Emulator station(String keys, Pacing pacing) {
        clearUp();
        Path file = folder.resolve("keys");
        try {
            Files.writeString(file, keys);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var chip = Pn532Emulator.at(folder.resolve("p"), pacing);
        open.add(chip::close);
        var config =
                new ReaderConfig(
                        "counter-1",
                        "pn532",
                        chip.device(),
                        Map.of("card-keys", file.toString(), "depart-after-ms", "1000"));
        var loop = ReaderLoop.of(config, (tap, reader) -> taps.add(tap), listener()).start();
        open.add(loop::close);
        return chip;
    }

    private ReaderStatusListener listener() {
        return new ReaderStatusListener() {
            @Override
            public void changed(String reader, ReaderStatus status) {
                changes.add(status);
            }

            @Override
            public void fault(String reader, Fault fault) {
                faults.add(fault);
            }
        };
    }

    private void awaitTap() {
        await("a tap", SOON, () -> !taps.isEmpty());
    }

    private Assurance assurance(int tap) {
        return taps.get(tap).assurance();
    }

    /** Away for longer than the depart time. */
    private static void leave(Pn532Emulator chip) {
        chip.remove();
        long gone = System.nanoTime();
        await("away", SOON, () -> System.nanoTime() - gone > 1_100_000_000L);
    }

    private Ntag424 ntag(String fileKey, Mirror mirror) {
        return new Ntag424(
                ID,
                HexFormat.of().parseHex(META),
                HexFormat.of().parseHex(fileKey),
                mirror,
                random);
    }

    private Desfire desfire(byte[] key) {
        return new Desfire(ID, HexFormat.of().parseHex(APPLICATION), 2, key, random);
    }

    private static String desfireKeys(String kind, boolean diversified) {
        return """
               desfire-app: %s
               desfire-key: %s
               desfire-key-number: 2
               desfire-auth: %s
               """
                        .formatted(APPLICATION, KEY, kind)
                + (diversified
                        ? "diversify: an10922\ndiversify-data: %s\n".formatted(DIVERSIFY)
                        : "");
    }

    /** AN10922, as the office computes it: for an input of more than 15 bytes a plain CMAC. */
    private static byte[] diversified() {
        byte[] input = HexFormat.of().parseHex("01" + ID.hex() + DIVERSIFY);
        var mac = new CMac(AESEngine.newInstance());
        mac.init(new KeyParameter(HexFormat.of().parseHex(KEY)));
        mac.update(input, 0, input.length);
        var key = new byte[16];
        mac.doFinal(key, 0);
        return key;
    }

    private static EmulatedCard as(CardId id, EmulatedCard real) {
        return new Disguised(id.bytes(), real, Integer.MAX_VALUE, () -> {});
    }

    private static EmulatedCard leavingAfter(int answers, EmulatedCard real, Pn532Emulator chip) {
        return new Disguised(real.uid(), real, answers, chip::remove);
    }

    /** A card that answers to some number, for so many answers. */
    private static final class Disguised implements EmulatedCard {
        private final byte[] uid;
        private final EmulatedCard real;
        private final Runnable leave;
        private int left;

        Disguised(byte[] uid, EmulatedCard real, int answers, Runnable leave) {
            this.uid = uid;
            this.real = real;
            this.left = answers;
            this.leave = leave;
        }

        @Override
        public byte[] uid() {
            return uid;
        }

        @Override
        public Kind kind() {
            return real.kind();
        }

        @Override
        public void select() {
            real.select();
        }

        @Override
        public Optional<byte[]> answer(byte[] command) {
            if (left == 0) {
                leave.run();
                return Optional.empty();
            }
            left--;
            return real.answer(command);
        }
    }
}
