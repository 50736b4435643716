package com.hasivu.reader.assurance;

import static com.hasivu.reader.contract.Hex.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.Assurance;
import com.hasivu.reader.assurance.CardDialogue.Proof;
import com.hasivu.reader.assurance.CardDialogue.Turn;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Whole conversations with cards whose answers were published. */
class CardDialogueTest {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final CardId NTAG = new CardId("04DE5F1EACC040");
    private static final String SELECT_NDEF = "00A4040007D276000085010100";
    private static final String SELECT_FILE = "00A4000C02E104";
    private static final String READ = "00B0000080";
    private static final byte[] ZERO = new byte[16];
    private static final byte[] RND_A = bytes("F44B26F5686F3A391CD38EBD10772281");

    /** NXP AN12196, section 5.4: the file it writes, as its chip then sends it. */
    private static final String URL =
            "choose.url.com/ntag424?e=EF963FF7828658A599F3041510671E88&c=94EED9EE65337086";

    private final List<String> asked = new ArrayList<>();

    @Test
    void ntag424_isSignedWithItsCount() {
        Proof proof = talk(sunKeys(), NTAG, "9000", "9000", file(URL) + "9000");
        assertThat(proof).isEqualTo(new Proof(NTAG, new Assurance.SignedRead(61)));
        assertThat(asked).containsExactly(SELECT_NDEF, SELECT_FILE, READ);
    }

    @Test
    void ntag424_mayAddTheFileInformationToItsSelectAnswer() {
        assertThat(
                        talk(
                                sunKeys(),
                                NTAG,
                                "6F0A8408D2760000850101009000",
                                "9000",
                                file(URL) + "9000"))
                .isEqualTo(new Proof(NTAG, new Assurance.SignedRead(61)));
    }

    @Test
    void ntag424_isReadInTwoPiecesWhenItsAddressIsLong() {
        String file = file("school.example/a/very/long/path/" + "x".repeat(60) + "/" + URL);
        int whole = file.length() / 2;
        Proof proof =
                talk(
                        sunKeys(),
                        NTAG,
                        "9000",
                        "9000",
                        file.substring(0, 256) + "9000",
                        file.substring(256) + "9000");
        assertThat(proof.assurance()).isEqualTo(new Assurance.SignedRead(61));
        assertThat(asked).endsWith("00B00080%02X".formatted(whole - 128)).hasSize(4);
    }

    @Test
    void ntag424_withAMadeUpNumberTellsItsOwn() {
        Proof proof = talk(sunKeys(), new CardId("087D6B96"), "9000", "9000", file(URL) + "9000");
        assertThat(proof).isEqualTo(new Proof(NTAG, new Assurance.SignedRead(61)));
    }

    @Test
    void ntag424_isRefutedWhenTheMessageIsOfAnotherCard() {
        CardId other = new CardId("04DE5F1EACC041");
        Proof proof = talk(sunKeys(), other, "9000", "9000", file(URL) + "9000");
        assertThat(proof.card()).isEqualTo(other);
        assertThat(proof.assurance())
                .isEqualTo(
                        new Assurance.Refuted(
                                "its own number is another than the one it answers to"));
    }

    @Test
    void ntag424_isRefutedWithAnotherKey() {
        assertThat(
                        talk(
                                        sunKeys(),
                                        NTAG,
                                        "9000",
                                        "9000",
                                        file(URL.replace("94EE", "95EE")) + "9000")
                                .assurance())
                .isInstanceOf(Assurance.Refuted.class);
    }

    /** What a card without a message of ours may answer, commands in turn. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "6A82",
                "6D00",
                "",
                "90",
                "9000 6A82",
                "9000 9000 6982",
                "9000 9000 9000",
                "9000 9000 00009000",
                "9000 9000 0003D000009000",
                "9000 9000 00FFD1019000",
                "9000 9000 FFFFD1019000"
            })
    void otherCard_isNumberOnly(String answers) {
        assertThat(talk(sunKeys(), NTAG, answers.split(" ")))
                .isEqualTo(new Proof(NTAG, Assurance.NUMBER_ONLY));
    }

    @Test
    void staticAddress_isNumberOnly() {
        assertThat(talk(sunKeys(), NTAG, "9000", "9000", file("example.org/menu") + "9000"))
                .isEqualTo(new Proof(NTAG, Assurance.NUMBER_ONLY));
    }

    @Test
    void desfire_withAKeyOfItsOwnIsNotProvenByTheMasterKey() {
        Proof proof =
                talk(
                        desfireKeys(DesfireKeys.Kind.EV1, Optional.of(new byte[0]), ZERO),
                        NTAG,
                        "9100",
                        "B969FDFE56FD91FC9DE6F6F213B8FD1E91AF",
                        "800DB680BC146BD121D6578F2D2E20599100");
        assertThat(proof.assurance()).isInstanceOf(Assurance.Refuted.class);
    }

    /** "Desfire EV1 Communication Examples", then the number in its session. */
    @Test
    void desfireEv1_provesAKeyOfAllAndTellsItsNumber() {
        var session = new AesKey(bytes("F44B26F5C05DDD7110772281C4D066E8"));
        byte[] uid = bytes("04040404040480");
        byte[] plain =
                Bytes.join(uid, DesfireSession.Ev1.crc(Bytes.join(uid, new byte[1])), new byte[5]);
        byte[] sealed = session.encrypt(session.cmac(bytes("51")), plain);
        Proof proof =
                talk(
                        desfireKeys(DesfireKeys.Kind.EV1, Optional.empty(), ZERO),
                        new CardId("08112233"),
                        "9100",
                        "B969FDFE56FD91FC9DE6F6F213B8FD1E91AF",
                        "800DB680BC146BD121D6578F2D2E20599100",
                        HEX.formatHex(sealed) + "9100");
        assertThat(proof).isEqualTo(new Proof(CardId.of(uid), new Assurance.KeyProven()));
        assertThat(asked)
                .containsExactly(
                        "905A000003421CF500",
                        "90AA0000010000",
                        "90AF00002036AAD7DF6E436BA08D18613830A70D5AD43E3D3F4A8D47541EEE623A934E477400",
                        "9051000000");
    }

    /** NXP AN12196, section 6.6, as commands and answers. */
    @Test
    void desfireEv2_provesItsKey() {
        Proof proof =
                talk(
                        desfireKeys(DesfireKeys.Kind.EV2, Optional.empty(), ZERO),
                        NTAG,
                        bytes("13C5DB8A5930439FC3DEF9A4C675360F"),
                        "9100",
                        "A04C124213C186F22399D33AC2A3021591AF",
                        "3FA64DB5446D1F34CD6EA311167F5E4985B89690C04A05F17FA7AB2F081206639100",
                        "911C");
        assertThat(asked.subList(1, 3))
                .containsExactly(
                        "9071000002000000",
                        "90AF00002035C3E05A752E0144BAC0DE51C1F22C56B34408A23D8AEA266CAB947EA8E0118D00");
        assertThat(asked.get(3)).startsWith("9051000008").endsWith("00").hasSize(28);
        assertThat(proof.assurance())
                .isEqualTo(new Assurance.Refuted("it does not tell its number"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            91A0                                                                         | NumberOnly
            6D00                                                                         | NumberOnly
            9100 91AE                                                                    | Refuted
            9100 9140                                                                    | Refuted
            9100 B969FDFE56FD91FC9DE6F6F213B8FD91AF                                      | Refuted
            9100 B969FDFE56FD91FC9DE6F6F213B8FD1E91AF 91AE                               | Refuted
            9100 B969FDFE56FD91FC9DE6F6F213B8FD1E91AF 810DB680BC146BD121D6578F2D2E20599100 | Refuted
            9100 B969FDFE56FD91FC9DE6F6F213B8FD1E91AF 9100                               | Refuted
            9100 B969FDFE56FD91FC9DE6F6F213B8FD1E91AF 800DB680BC146BD121D6578F2D2E20599100 00112233445566778899AABBCCDDEEFF9100 | Refuted
            """)
    void desfire_isBelievedOnlyWithTheWholeProof(String answers, String verdict) {
        Proof proof =
                talk(
                        desfireKeys(DesfireKeys.Kind.EV1, Optional.empty(), ZERO),
                        NTAG,
                        answers.split(" "));
        assertThat(proof.assurance().getClass().getSimpleName()).isEqualTo(verdict);
        assertThat(proof.card()).isEqualTo(NTAG);
    }

    @Test
    void desfire_withAMadeUpNumberAndAKeyOfItsOwnCannotBeAsked() {
        CardKeys keys = desfireKeys(DesfireKeys.Kind.EV2, Optional.of(new byte[0]), ZERO);
        assertThat(talk(keys, new CardId("08112233"), "9100").assurance())
                .isEqualTo(Assurance.NUMBER_ONLY);
    }

    @Test
    void bothKinds_areAskedOneAfterTheOther() {
        var both =
                new CardKeys(
                        sunKeys().sun(),
                        desfireKeys(DesfireKeys.Kind.EV1, Optional.empty(), ZERO).desfire());
        talk(both, NTAG, "6A82", "91A0");
        assertThat(asked).containsExactly(SELECT_NDEF, "905A000003421CF500");
    }

    @Test
    void hostileCard_endsEveryConversationSoon() {
        var random = new Random(9);
        var both =
                new CardKeys(
                        sunKeys().sun(),
                        desfireKeys(DesfireKeys.Kind.EV2, Optional.empty(), ZERO).desfire());
        String[] status = {"9000", "9100", "91AF", "6A82", "91AE", "61FF", ""};
        for (int i = 0; i < 20_000; i++) {
            CardDialogue dialogue = CardDialogue.with(both, NTAG, RND_A);
            Turn turn = new Turn.Ask(dialogue);
            for (int question = 0; turn instanceof Turn.Ask(var next); question++) {
                assertThat(question).isLessThan(8);
                var data =
                        new byte
                                [random.nextInt(4) == 0
                                        ? random.nextInt(260)
                                        : 16 * random.nextInt(3)];
                random.nextBytes(data);
                String end = status[random.nextInt(4) == 0 ? random.nextInt(7) : 2 - question % 3];
                byte[] answer = Bytes.join(data, bytes(end));
                turn = next.heard(answer);
            }
            assertThat(((Turn.End) turn).proof().assurance())
                    .isNotInstanceOf(Assurance.SignedRead.class)
                    .isNotInstanceOf(Assurance.KeyProven.class);
        }
    }

    @Test
    void challenge_has16Bytes() {
        assertThatThrownBy(() -> CardDialogue.with(sunKeys(), NTAG, new byte[8]))
                .hasMessageContaining("16 bytes");
        assertThatCode(() -> CardDialogue.with(sunKeys(), NTAG, new byte[16]))
                .doesNotThrowAnyException();
    }

    private Proof talk(CardKeys keys, CardId seen, String... answers) {
        return talk(keys, seen, RND_A, answers);
    }

    private Proof talk(CardKeys keys, CardId seen, byte[] challenge, String... answers) {
        Turn turn = new Turn.Ask(CardDialogue.with(keys, seen, challenge));
        for (String answer : answers) {
            CardDialogue dialogue = ((Turn.Ask) turn).next();
            asked.add(HEX.formatHex(dialogue.command()));
            turn = dialogue.heard(bytes(answer));
        }
        return ((Turn.End) turn).proof();
    }

    private static CardKeys sunKeys() {
        return new CardKeys(
                Optional.of(
                        new SunKeys(
                                Optional.of(new AesKey(ZERO)),
                                new CardKey(new AesKey(ZERO), Optional.empty()),
                                Optional.empty())),
                Optional.empty());
    }

    private static CardKeys desfireKeys(
            DesfireKeys.Kind kind, Optional<byte[]> diversify, byte[] key) {
        return new CardKeys(
                Optional.empty(),
                Optional.of(
                        new DesfireKeys(
                                bytes("F51C42"),
                                0,
                                new CardKey(new AesKey(key), diversify),
                                kind)));
    }

    /** Length, and a URI record that begins https://. */
    private static String file(String url) {
        int payload = url.length() + 1;
        return "%04X".formatted(payload + 4)
                + "D101%02X5504".formatted(payload)
                + HEX.formatHex(url.getBytes(StandardCharsets.US_ASCII));
    }
}
