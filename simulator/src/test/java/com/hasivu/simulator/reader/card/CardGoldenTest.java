package com.hasivu.simulator.reader.card;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.protocol.CardId;
import com.hasivu.simulator.reader.card.Ntag424.Mirror;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * The cards' answers are the published ones, so that card and driver cannot agree on a wrong one.
 * Sources: docs/readers/assurance.md.
 */
class CardGoldenTest {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final byte[] ZERO = new byte[16];

    /** nfc-developer/sdm-backend, {@code test_plain_sdm}. */
    @Test
    void ntag424_mirrorsPlainAsPublished() {
        var card = ntag("041E3C8A2D6B80", Mirror.PLAIN);
        for (int count = 1; count < 6; count++) {
            read(card);
        }
        assertThat(read(card)).endsWith("uid=041E3C8A2D6B80&ctr=000006&cmac=4B00064004B0B3D3");
    }

    /** NXP AN12196, the address on page 18. */
    @Test
    void ntag424_encryptsAndSignsFileDataAsPublished() {
        var card = ntag("04958CAA5C5E80", Mirror.WITH_FILE_DATA);
        for (int count = 1; count < 8; count++) {
            read(card);
        }
        assertThat(read(card))
                .endsWith("&enc=CEE9A53E3E463EF1F459635736738962&cmac=ECC1E7F6C6C73BF6");
    }

    /** NXP AN12196, the address on page 12: its padding is DA5CF60941. */
    @Test
    void ntag424_encryptsItsNumberAsPublished() {
        var padding = new Scripted(List.of("DA5CF60941"));
        var card = new Ntag424(new CardId("04DE5F1EACC040"), ZERO, ZERO, Mirror.ENCRYPTED, padding);
        for (int count = 1; count < 61; count++) {
            read(card);
        }
        assertThat(read(card))
                .endsWith("?picc_data=EF963FF7828658A599F3041510671E88&cmac=94EED9EE65337086");
    }

    /** NT4H2421Gx, section 9.3.1. */
    @Test
    void ntag424_countsOnceForReadsInARow() {
        var card = ntag("04958CAA5C5E80", Mirror.PLAIN);
        select(card);
        ask(card, "00B0000010");
        ask(card, "00B0001010");
        assertThat(card.count()).isEqualTo(1);
        ask(card, "00A4000C02E104");
        ask(card, "00B0000010");
        assertThat(card.count()).isEqualTo(2);
    }

    @Test
    void ntag424_refusesWhatItDoesNotHave() {
        var card = ntag("04958CAA5C5E80", Mirror.PLAIN);
        assertThat(ask(card, "00A4000C02E104")).isEqualTo("6A82"); // no application yet
        assertThat(ask(card, "00B0000010")).isEqualTo("6985");
        assertThat(ask(card, "00A4040007D276000085010000")).isEqualTo("6A82");
        assertThat(ask(card, "905A00000342CF1500")).isEqualTo("911C");
        select(card);
        assertThat(ask(card, "00B000FF10")).isEqualTo("6700");
        assertThat(ask(card, "00D6000001AA")).isEqualTo("6D00");
    }

    /** sotechcllc/RFDoorLock, "Desfire EV1 Communication Examples". */
    @Test
    void desfire_authenticatesEv1AsPublished() {
        var card = desfire(0, ZERO, "C05DDD714FD788A6B7B754F3C4D066E8");
        assertThat(ask(card, "905A000003421CF500")).isEqualTo("9100");
        assertThat(ask(card, "90AA0000010000")).isEqualTo("B969FDFE56FD91FC9DE6F6F213B8FD1E91AF");
        assertThat(
                        ask(
                                card,
                                "90AF00002036AAD7DF6E436BA08D18613830A70D5AD43E3D3F4A8D47541EEE623A934E477400"))
                .isEqualTo("800DB680BC146BD121D6578F2D2E20599100");
        card =
                desfire(
                        1,
                        HEX.parseHex("10182028303840485058606870788088"),
                        "626FFBD45CAF334ACCA45599304F5B17");
        ask(card, "905A000003421CF500");
        assertThat(ask(card, "90AA0000010100")).isEqualTo("B351CB2465D4F33AC627FD6E87A168F291AF");
        assertThat(
                        ask(
                                card,
                                "90AF000020044B6CAC343A0865895149649CA8DDE1F5AC4EC67BD208900AF02F049E05F0B000"))
                .isEqualTo("A2EE144B1012FBEB7B2F11132D95A4549100");
    }

    /** NXP AN12196, section 6.6. */
    @Test
    void desfire_authenticatesEv2AsPublished() {
        var card = desfire(0, ZERO, "B9E2FC789B64BF237CCCAA20EC7E6E48", "9D00C4DF");
        ask(card, "905A000003421CF500");
        assertThat(ask(card, "9071000002000000")).isEqualTo("A04C124213C186F22399D33AC2A3021591AF");
        assertThat(
                        ask(
                                card,
                                "90AF00002035C3E05A752E0144BAC0DE51C1F22C56B34408A23D8AEA266CAB947EA8E0118D00"))
                .isEqualTo("3FA64DB5446D1F34CD6EA311167F5E4985B89690C04A05F17FA7AB2F081206639100");
    }

    @Test
    void desfire_refusesWrongSteps() {
        var card = desfire(0, ZERO, "C05DDD714FD788A6B7B754F3C4D066E8", "00");
        assertThat(ask(card, "90AA0000010000")).isEqualTo("91AE"); // no application yet
        assertThat(ask(card, "905A00000300000000")).isEqualTo("91A0");
        assertThat(ask(card, "9051000000")).isEqualTo("91AE");
        ask(card, "905A000003421CF500");
        assertThat(ask(card, "90AA0000010500")).isEqualTo("9140");
        ask(card, "90AA0000010000");
        assertThat(ask(card, "90AF000020" + "00".repeat(33))).isEqualTo("91AE");
        assertThat(ask(card, "9051000000")).isEqualTo("91AE");
        assertThat(ask(card, "00A4040007D276000085010100")).isEqualTo("6A82");
    }

    private static Ntag424 ntag(String id, Mirror mirror) {
        return new Ntag424(new CardId(id), ZERO, ZERO, mirror, new Random(1));
    }

    private static Desfire desfire(int number, byte[] key, String... random) {
        return new Desfire(
                new CardId("04A1B2C3D4E580"),
                HEX.parseHex("F51C42"),
                number,
                key,
                new Scripted(List.of(random)));
    }

    private static void select(EmulatedCard card) {
        assertThat(ask(card, "00A4040007D276000085010100")).isEqualTo("9000");
        assertThat(ask(card, "00A4000C02E104")).isEqualTo("9000");
    }

    /** The address in the file. */
    private static String read(EmulatedCard card) {
        select(card);
        byte[] file = HEX.parseHex(ask(card, "00B0000000"));
        int length = file[1] & 0xFF;
        return new String(file, 7, length - 5, StandardCharsets.US_ASCII);
    }

    private static String ask(EmulatedCard card, String command) {
        return HEX.formatHex(card.answer(HEX.parseHex(command)).orElseThrow());
    }

    /** Makes up what was published; the last again and again. */
    private static final class Scripted implements RandomGenerator {
        private final Deque<byte[]> next = new ArrayDeque<>();

        Scripted(List<String> bytes) {
            bytes.forEach(hex -> next.add(HEX.parseHex(hex)));
        }

        @Override
        public void nextBytes(byte[] bytes) {
            byte[] made = next.size() > 1 ? next.remove() : next.getFirst();
            System.arraycopy(made, 0, bytes, 0, bytes.length);
        }

        @Override
        public long nextLong() {
            throw new UnsupportedOperationException("cards make up bytes only");
        }
    }
}
