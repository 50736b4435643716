package com.hasivu.reader.presence;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.protocol.CardForm;
import com.hasivu.protocol.CardId;
import com.hasivu.reader.Assurance;
import com.hasivu.reader.CardFamily;
import com.hasivu.reader.CardRead;
import com.hasivu.reader.Dominance;
import com.hasivu.reader.PresenceRules;
import com.hasivu.reader.PresenceRules.Reads;
import com.hasivu.reader.ReaderEvent.TagSeen;
import com.hasivu.reader.SignalQuality;
import com.hasivu.reader.presence.Presence.Meaning;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

class PresenceTest {
    private static final PresenceRules RULES =
            new PresenceRules(Duration.ofMillis(300), Duration.ofMillis(40), Reads.BY_ITSELF);
    private static final PresenceRules ASKED =
            new PresenceRules(Duration.ofMillis(300), Duration.ZERO, Reads.WHEN_ASKED);
    private static final CardId A = new CardId("AAAAAAAA01");
    private static final CardId B = new CardId("BBBBBBBB02");
    private static final long MS = 1_000_000;

    /**
     * The connection is at 0 ms; a read is card@ms; ? marks a weak frame check; the answer one
     * letter per read.
     */
    @ParameterizedTest(name = "{0}: {1} -> {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            a strong read decides                       | A@100                         | T
            a held card is one tap                      | A@100 A@150 A@400 A@700       | T...
            it departs after 300 ms                     | A@100 A@400 A@701             | T.T
            two cards are two taps                      | A@100 B@110                   | TT
            cards that take turns are one tap each      | A@100 B@110 A@120 B@130       | TT..
            a weak read waits for an equal one          | A?@100 A?@165                 | uT
            and is held as one                          | A?@100 A?@165 A?@230          | uT.
            unequal weak reads decide nothing           | A?@100 B?@165                 | uu
            a wrong one between does not harm           | A?@100 B?@165 A?@230 A?@295   | uuT.
            weak reads too far apart decide nothing     | A?@100 A?@401                 | uu
            a strong read confirms a weak one           | A?@100 A@150                  | uT
            right after connecting it is history        | A@10 A@20 A@30                | hhh
            history goes on while reads do not pause    | A@10 A@45 A@80 A@115          | hhhh
            a held card pauses and so arrives           | A@30 A@95 A@160               | hT.
            a weak one with its third                   | A?@30 A?@95 A?@160            | huT
            a first read later than settling counts     | A@40                          | T
            history is of every card                    | A@10 B@20 B@85                | hhT
            a card once settled needs no pause          | A@100 B@101                   | TT
            """)
    void step_decides(String why, String reads, String meanings) {
        var state = PresenceState.connected(0);
        var told = new StringBuilder();
        for (String read : reads.split(" ", -1)) {
            var seen = Presence.step(state, read(read), RULES);
            state = seen.state();
            told.append(letter(seen.meaning()));
        }
        assertThat(told).as(why).hasToString(meanings);
    }

    @Test
    void step_givesOneTapForACardHeldTenSeconds() {
        var state = PresenceState.connected(0);
        var taps = new ArrayList<Arrival>();
        for (long ms = 100; ms <= 10_100; ms += 65) {
            var seen = Presence.step(state, read("A?@" + ms), RULES);
            state = Presence.tick(seen.state(), (ms + 30) * MS, RULES).state();
            if (seen.meaning() instanceof Meaning.Arrived(var arrival)) {
                taps.add(arrival);
            }
        }
        assertThat(taps)
                .containsExactly(
                        new Arrival(
                                CardRead.uid(A, CardFamily.EM4100),
                                165 * MS,
                                100 * MS,
                                SignalQuality.UNKNOWN,
                                Assurance.NUMBER_ONLY));
    }

    @Test
    void step_takesReadsOlderThanTheConnectionForHistoryEvenIfNothingSettles() {
        var state = PresenceState.connected(50 * MS);
        assertThat(Presence.step(state, read("A@49"), ASKED).meaning())
                .isInstanceOf(Meaning.History.class);
        assertThat(Presence.step(state, read("A@50"), ASKED).meaning())
                .isInstanceOf(Meaning.Arrived.class);
    }

    @Test
    void step_hearsACloneThatNeverPausesAfterThreeSeconds() {
        var state = PresenceState.connected(0);
        long tappedAt = -1;
        for (long ms = 20; tappedAt < 0 && ms < 10_000; ms += 20) {
            var seen = Presence.step(state, read("A@" + ms), RULES);
            state = seen.state();
            tappedAt = seen.meaning() instanceof Meaning.Arrived ? ms : -1;
        }
        assertThat(tappedAt).isEqualTo(3_000);
    }

    @Test
    void step_tellsAPhoneOnceHoweverManyNumbersItMakesUp() {
        var state = PresenceState.connected(0);
        var told = new StringBuilder();
        for (int poll = 0; poll < 10; poll++) {
            var number = new CardId("08A1B2%02X".formatted(poll));
            var seen = Presence.step(state, phone(number, 100 + 50 * poll), ASKED);
            state = seen.state();
            told.append(letter(seen.meaning()));
        }
        told.append(
                letter(Presence.step(state, phone(new CardId("08000001"), 900), ASKED).meaning()));
        assertThat(told).hasToString("m.........m");
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource({
        "08A1B2C3, ISO_14443_A, UID, true",
        "09A1B2C3, ISO_14443_A, UID, false",
        "08A1B2C3D4E5F6, ISO_14443_A, UID, false", // fixed: seven bytes
        "08A1B2C3, EM4100, UID, false",
        "08A1B2C3, ISO_14443_A, DECIMAL_10, false", // a part of a number
    })
    void isMadeUp_onlyOfFourBytesThatTypeACardsMakeUp(
            CardId number, CardFamily family, CardForm form, boolean expected) {
        var read = new CardRead(number, form, family, OptionalInt.empty());
        assertThat(read.isMadeUp()).isEqualTo(expected);
        var refuted = new TagSeen(read, 0, true, new Assurance.Refuted("no key of ours"));
        assertThat(refuted.isMadeUp()).as("a forgery stays one").isFalse();
    }

    private static TagSeen phone(CardId number, long ms) {
        return new TagSeen(CardRead.uid(number, CardFamily.ISO_14443_A), ms * MS, true);
    }

    @Test
    void step_gradesTheSignal() {
        var strong = CardRead.uid(A, CardFamily.ISO_14443_A).at(-37.5);
        var read = new TagSeen(strong, 100 * MS, false);
        var seen = Presence.step(PresenceState.connected(0), read, RULES);
        assertThat(((Meaning.Arrived) seen.meaning()).arrival().quality())
                .isEqualTo(SignalQuality.EXCELLENT);
    }

    @Test
    void tick_letsArrivedCardsDepartOnce() {
        var state = Presence.step(PresenceState.connected(0), read("A@100"), RULES).state();
        state = Presence.step(state, read("B?@100"), RULES).state();
        assertThat(Presence.tick(state, 400 * MS, RULES).departed()).isEmpty();
        var looked = Presence.tick(state, 401 * MS, RULES);
        assertThat(looked.departed()).containsExactly(A);
        assertThat(Presence.tick(looked.state(), 402 * MS, RULES).departed()).isEmpty();
    }

    @ParameterizedTest(name = "{0}: {1} -> {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            it is still there                           | A@700                    | .
            also with its depart time just used up      | A@1000                   | .
            it left if it is not read once we listen    | A@1001                   | T
            a read that waited on the line does no harm | A@150 A@1000             | ..
            another card arrives                        | B@700 A@710              | T.
            """)
    void notListening_doesNotCountAsAbsenceWhereReadsAreAsked(
            String why, String reads, String meanings) {
        var state = Presence.step(PresenceState.connected(0), read("A@100"), ASKED).state();
        state = Presence.notListening(state, 600 * MS, ASKED);
        var told = new StringBuilder();
        for (String read : reads.split(" ", -1)) {
            var seen = Presence.step(state, read(read), ASKED);
            state = seen.state();
            told.append(letter(seen.meaning()));
        }
        assertThat(told).as(why).hasToString(meanings);
    }

    @Test
    void notListening_changesNothingWhereTheReaderReadsByItself() {
        var state = Presence.step(PresenceState.connected(0), read("A@100"), RULES).state();
        assertThat(Presence.notListening(state, 600 * MS, RULES)).isEqualTo(state);
    }

    @Test
    void step_followsABoundedNumberOfCards() {
        var state = PresenceState.connected(0);
        for (int i = 0; i < Presence.CARDS; i++) {
            var card = new CardId("%08X".formatted(i));
            state = Presence.step(state, read(card, 100, false), RULES).state();
        }
        assertThat(Presence.step(state, read("A@100"), RULES).meaning())
                .isInstanceOf(Meaning.Crowded.class);
        assertThat(Presence.step(state, read("A@401"), RULES).meaning())
                .isInstanceOf(Meaning.Arrived.class);
    }

    @Test
    void step_survivesAClockThatWrapsRound() {
        long nearEnd = Long.MAX_VALUE - 50 * MS;
        var state = PresenceState.connected(nearEnd);
        var read = new TagSeen(CardRead.uid(A, CardFamily.EM4100), nearEnd + 100 * MS, false);
        var seen = Presence.step(state, read, RULES);
        assertThat(seen.meaning()).isInstanceOf(Meaning.Arrived.class);
        assertThat(Presence.tick(seen.state(), nearEnd + 200 * MS, RULES).departed()).isEmpty();
    }

    /** Reads as tag/strength@ms: two tags read from afar. Least 50, margin 12, 400 ms, 4 reads. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    alone and close decides after dwell and reads  | A/80@100 A/80@200 A/80@300 A/80@400 A/80@500 | ooooT
                    time alone is not enough                       | A/80@100 A/80@300 A/80@520                   | ooo
                    reads alone are not enough                     | A/80@100 A/80@110 A/80@120 A/80@130 A/80@140 | ooooo
                    a tag too far never decides                    | A/49@100 A/49@200 A/49@300 A/49@400 A/49@500 A/49@600 | oooooo
                    the clearly stronger of two decides            | A/80@100 B/60@101 A/80@200 B/60@201 A/80@300 B/60@301 A/80@400 A/80@500 | oooooooT
                    two alike: nobody                              | A/80@100 B/70@101 A/80@200 B/70@201 A/80@300 B/70@301 A/80@400 B/70@401 A/80@500 A/80@600 | oooooooooo
                    a rival coming close ends the lead             | A/80@100 A/80@200 A/80@300 B/75@350 A/80@400 A/80@500 | oooooo
                    the lead begins anew when the rival has gone   | A/80@100 B/75@101 A/80@1200 A/80@1300 A/80@1400 A/80@1500 A/80@1600 | ooooooT
                    a lead ends when the tag is not read           | A/80@100 A/80@120 A/80@140 A/80@900 A/80@1000 A/80@1100 A/80@1300 | ooooooT
                    no strength: alone it decides                  | A@100 A@200 A@300 A@400 A@500                | ooooT
                    no strength: never beside another              | A@100 B@101 A@200 B@201 A@300 A@400 A@500 A@600 | oooooooo
                    one that was served and stays blocks a like one | A/80@100 A/80@200 A/80@300 A/80@400 A/80@500 B/80@510 B/80@600 A/80@610 B/80@700 B/80@800 B/80@950 | ooooToo.ooo
                    """)
    void step_letsOnlyTheStrongestTagDecide(String why, String reads, String meanings) {
        var rules =
                new PresenceRules(
                        Duration.ofSeconds(1),
                        Duration.ZERO,
                        Reads.BY_ITSELF,
                        Optional.of(Dominance.USUAL));
        var state = PresenceState.connected(0);
        var told = new StringBuilder();
        for (String read : reads.split(" ", -1)) {
            var seen = Presence.step(state, tag(read), rules);
            state = seen.state();
            told.append(letter(seen.meaning()));
        }
        assertThat(told).as(why).hasToString(meanings);
    }

    @Test
    void step_letsNobodyDecideInACrowdWhileAStrongerTagFindsNoRoom() {
        var rules =
                new PresenceRules(
                        Duration.ofSeconds(10),
                        Duration.ZERO,
                        Reads.BY_ITSELF,
                        Optional.of(Dominance.USUAL));
        var state = PresenceState.connected(0);
        for (int i = 0; i < Presence.CARDS; i++) {
            var far = new CardId("E2%06X".formatted(i));
            state = Presence.step(state, tagSeen(far, i == 0 ? 62 : 50, 10 + i), rules).state();
        }
        var neighbour = new CardId("E2000000");
        var near = new CardId("E2FFFFFF");
        var first = new ArrayList<CardId>();
        for (int ms = 100; ms <= 1_000; ms += 50) {
            for (var read : List.of(tagSeen(neighbour, 62, ms), tagSeen(near, 80, ms + 1))) {
                var seen = Presence.step(state, read, rules);
                state = seen.state();
                if (seen.meaning() instanceof Meaning.Arrived(var arrival)) {
                    first.add(arrival.card());
                }
            }
        }
        assertThat(first).containsExactly(near);
    }

    @Test
    void step_endsEveryLeadWhenATagNobodyHasRoomForIsNearIt() {
        var rules =
                new PresenceRules(
                        Duration.ofSeconds(10),
                        Duration.ZERO,
                        Reads.BY_ITSELF,
                        Optional.of(Dominance.USUAL));
        var state = PresenceState.connected(0);
        for (int i = 0; i < Presence.CARDS; i++) {
            var card = new CardId("E2%06X".formatted(i));
            state = Presence.step(state, tagSeen(card, i == 0 ? 80 : 68, 10 + i), rules).state();
        }
        for (int ms = 100; ms <= 1_000; ms += 50) {
            var leader = Presence.step(state, tagSeen(new CardId("E2000000"), 80, ms), rules);
            assertThat(leader.meaning()).isInstanceOf(Meaning.Outshone.class);
            var late =
                    Presence.step(
                            leader.state(), tagSeen(new CardId("E2FFFFFF"), 68, ms + 1), rules);
            assertThat(late.meaning()).isInstanceOf(Meaning.Crowded.class);
            state =
                    Presence.step(late.state(), tagSeen(new CardId("E2FFFFFE"), 68, ms + 2), rules)
                            .state();
            state =
                    Presence.step(state, tagSeen(new CardId("E2000001"), 70, ms + 3), rules)
                            .state();
        }
    }

    private static TagSeen tagSeen(CardId card, int strength, long ms) {
        var read =
                new CardRead(
                        card,
                        CardRead.epc(card).form(),
                        CardFamily.EPC_GEN2,
                        OptionalInt.of(strength));
        return new TagSeen(read, ms * MS, false);
    }

    private static TagSeen tag(String text) {
        String[] parts = text.split("[/@]", -1);
        var tag = CardRead.epc(parts[0].equals("A") ? A : B);
        if (parts.length == 3) {
            tag =
                    new CardRead(
                            tag.card(),
                            tag.form(),
                            tag.family(),
                            OptionalInt.of(Integer.parseInt(parts[1])));
        }
        return new TagSeen(tag, Long.parseLong(parts[parts.length - 1]) * MS, false);
    }

    private static TagSeen read(String text) {
        String[] parts = text.split("@", -1);
        boolean weak = parts[0].endsWith("?");
        return read(parts[0].startsWith("A") ? A : B, Long.parseLong(parts[1]), weak);
    }

    private static TagSeen read(CardId card, long ms, boolean weak) {
        return new TagSeen(CardRead.uid(card, CardFamily.EM4100), ms * MS, weak);
    }

    private static String letter(Meaning meaning) {
        return switch (meaning) {
            case Meaning.Arrived arrived -> "T";
            case Meaning.StillThere still -> ".";
            case Meaning.Unconfirmed unconfirmed -> "u";
            case Meaning.Outshone outshone -> "o";
            case Meaning.History history -> "h";
            case Meaning.Crowded crowded -> "c";
            case Meaning.MadeUp madeUp -> "m";
        };
    }
}
