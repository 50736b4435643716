package com.hasivu.cloud.cards;

import static com.hasivu.cloud.schema.Tables.CARDS;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.cloud.Beside;
import com.hasivu.cloud.CloudFixture;
import com.hasivu.cloud.Engine;
import com.hasivu.cloud.Parallel;
import com.hasivu.cloud.SchoolFixture;
import com.hasivu.cloud.TestClock;
import com.hasivu.cloud.Web;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.UserId;
import com.hasivu.cloud.outbox.Outbox;
import com.hasivu.cloud.schools.Schools;
import com.hasivu.cloud.schools.Students;
import com.hasivu.protocol.CardId;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StudentId;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Cards through the whole service. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class CardsOverHttp {
    private final CloudFixture cloud;
    private final SchoolFixture school;
    private final TestClock clock = TestClock.at("2026-11-23T04:30:00Z");
    private final Database database;
    private final Students students;
    private final Cards cards;
    private final CardExpiry expiry;
    private int uids = 0x10;

    CardsOverHttp(Engine engine) throws Exception {
        cloud = CloudFixture.start(engine, clock);
        school = cloud.school("greenfield");
        database = Database.open(cloud.config().database());
        var outbox = new Outbox(clock);
        students = new Students(outbox, clock);
        cards = new Cards(students, outbox, clock);
        expiry = new CardExpiry(database, new Schools(outbox, clock), cards, clock);
    }

    @AfterAll
    void stop() throws Exception {
        cloud.close();
        database.close();
    }

    private long card() {
        return register("04A1B2%02X".formatted(uids++)).expect(201).id();
    }

    private Web.Answer register(String uid) {
        return school.admin()
                .post(school.path("/cards"), "{'uid':'%s','type':'mifare','form':'card'}", uid);
    }

    private Web.Answer act(long card, String action) {
        return school.admin().post(school.path("/cards/%d/%s".formatted(card, action)));
    }

    private Web.Answer bind(long card, long student) {
        return school.admin()
                .post(school.path("/cards/%d/bind".formatted(card)), "{'student':%d}", student);
    }

    private long activeCard(long student) {
        long card = card();
        bind(card, student).expect(200);
        act(card, "activate").expect(200);
        return card;
    }

    @Test
    void register_keepsOneFormOfAUidPerSchool() {
        Web.Answer first = register("04:d1:b2:c3").expect(201);
        assertThat(first.json().path("uid").asText()).isEqualTo("04D1B2C3");
        assertThat(register("04D1B2C3").code()).isEqualTo("card-exists");
        SchoolFixture other = cloud.school("bluehill");
        other.admin()
                .post(other.path("/cards"), "{'uid':'04D1B2C3','type':'mifare','form':'fob'}")
                .expect(201);
    }

    @Test
    void register_refusesAUidNoChipCarries() {
        Web.Answer answer = register("0012345678");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().at("/errors/0/pointer").asText()).isEqualTo("/uid");
    }

    @Test
    void activate_leavesOneActiveCardPerChildWhenTwoRace() throws Exception {
        for (int round = 0; round < 5; round++) {
            long child = school.student();
            long[] cards = {card(), card(), card()};
            for (long card : cards) {
                bind(card, child).expect(200);
            }
            List<Web.Answer> answers = Parallel.run(3, i -> () -> act(cards[i], "activate"));
            assertThat(answers).filteredOn(a -> a.status() == 200).hasSize(1);
            assertThat(answers)
                    .filteredOn(a -> a.status() != 200)
                    .allSatisfy(a -> assertThat(a.code()).isEqualTo("other-card-active"));
        }
    }

    @Test
    void lostCard_freesItsChildForAnotherAndNeverCountsAgain() {
        long child = school.student();
        long lost = activeCard(child);
        act(lost, "report-lost").expect(200);
        activeCard(child);
        assertThat(act(lost, "activate").code()).isEqualTo("card-state");
    }

    @Test
    void block_needsAReasonAndIsUndoneByActivate() {
        long card = activeCard(school.student());
        assertThat(act(card, "block").status()).isEqualTo(400);
        String path = school.path("/cards/%d/block".formatted(card));
        assertThat(
                        school.admin()
                                .post(path, "{'reason':'lent to a friend'}")
                                .expect(200)
                                .json()
                                .path("state")
                                .asText())
                .isEqualTo("blocked");
        assertThat(school.admin().post(path, "{'reason':'again'}").code()).isEqualTo("card-state");
        act(card, "activate").expect(200);
        assertThat(
                        cloud.count(
                                "select count(*) from card_history where reason = 'lent to a friend' and card = "
                                        + card))
                .isEqualTo(1);
    }

    @Test
    void returnedCard_belongsToNobodyAndCanBeGivenAgain() {
        long card = activeCard(school.student());
        assertThat(act(card, "return").expect(200).json().has("student")).isFalse();
        long next = school.student();
        assertThat(bind(card, next).expect(200).json().path("student").asLong()).isEqualTo(next);
    }

    @Test
    void bind_isForActiveChildrenOfTheSchool() {
        long card = card();
        SchoolFixture other = cloud.school("redrock");
        assertThat(bind(card, other.student()).code()).isEqualTo("unknown-student");
        long left = school.student();
        school.admin()
                .call("PATCH", school.path("/students/" + left), "{\"active\":false}")
                .expect(200);
        assertThat(bind(card, left).code()).isEqualTo("unknown-student");
        assertThat(other.admin().post(other.path("/cards/%d/activate".formatted(card))).status())
                .isEqualTo(404);
    }

    @Test
    void replace_endsTheOldCardAndActivatesTheNewOneOrDoesNeither() {
        long child = school.student();
        long old = activeCard(child);
        String path = school.path("/cards/%d/replace".formatted(old));
        Web.Answer impossible =
                school.admin()
                        .post(path, "{'uid':'0012345678AB','type':'mifare','endsOldAs':'lost'}");
        assertThat(impossible.code()).isEqualTo("impossible-uid");
        assertThat(state(old)).isEqualTo("active");

        Web.Answer fresh =
                school.admin().post(path, "{'uid':'04EE%02X11','endsOldAs':'lost'}", uids++);
        assertThat(fresh.expect(201).json().path("state").asText()).isEqualTo("active");
        assertThat(fresh.json().path("student").asLong()).isEqualTo(child);
        assertThat(state(old)).isEqualTo("lost");
    }

    /** Two at the desk: what the second says is of the old card, not of the one just given. */
    @Test
    void replace_ofACardThatIsBeingReplacedEndsNotTheNewOne() throws Exception {
        long child = school.student();
        long old = activeCard(child);
        CardId first = CardId.parse("04EE%02X22".formatted(uids++));
        var wish =
                new Cards.FirstTap(
                        new StudentId(child),
                        Optional.empty(),
                        "card",
                        Optional.of(CardAction.REPORT_LOST),
                        new UserId(1));
        String uid = "04EE%02X22".formatted(uids++);
        register(uid).expect(201);
        Web.Answer second =
                Beside.transaction(
                        database,
                        tx -> {
                            var unused = cards.firstTap(tx, new SchoolId(school.id()), first, wish);
                            // it is on the table of both: whoever takes it waits
                            return tx.selectFrom(CARDS)
                                    .where(CARDS.UID.eq(uid))
                                    .forUpdate()
                                    .fetchSingle();
                        },
                        () -> replaced(old, uid));
        assertThat(second.code()).isEqualTo("other-card-active");
        assertThat(
                        cloud.texts(
                                "select state from cards where student = %d order by id"
                                        .formatted(child)))
                .containsExactly("lost", "active");
    }

    @Test
    void replace_besideTheChildsLeavingGivesNoCard() throws Exception {
        long child = school.student();
        long old = activeCard(child);
        Web.Answer answer =
                Beside.transaction(
                        database,
                        tx ->
                                students.unconsented(
                                        tx,
                                        new SchoolId(school.id()),
                                        new StudentId(child),
                                        "test"),
                        () -> replaced(old, "04EE%02X22".formatted(uids++)));
        assertThat(answer.code()).isEqualTo("unknown-student");
        assertThat(state(old)).isEqualTo("active");
    }

    private Web.Answer replaced(long card, String uid) {
        return school.admin()
                .post(
                        school.path("/cards/%d/replace".formatted(card)),
                        "{'uid':'%s','endsOldAs':'lost'}",
                        uid);
    }

    private String state(long card) {
        return school.admin()
                .get(school.path("/cards/" + card))
                .expect(200)
                .json()
                .at("/card/state")
                .asText();
    }

    @Test
    void card_expiresByItselfAfterItsLastDayByTheSchoolsDate() {
        long card =
                school.admin()
                        .post(
                                school.path("/cards"),
                                "{'uid':'04EEEE%02X','type':'mifare','form':'card','lastDay':'2026-11-23'}",
                                uids++)
                        .expect(201)
                        .id();
        bind(card, school.student()).expect(200);
        act(card, "activate").expect(200);
        expiry.sweep(); // 10:00 in India on the last day
        assertThat(state(card)).isEqualTo("active");
        clock.set(Instant.parse("2026-11-23T18:29:00Z")); // 23:59 there
        expiry.sweep();
        assertThat(state(card)).isEqualTo("active");
        clock.set(Instant.parse("2026-11-23T18:30:00Z")); // the next day has begun
        expiry.sweep();
        assertThat(state(card)).isEqualTo("expired");
        assertThat(
                        school.admin()
                                .get(school.path("/cards/" + card))
                                .json()
                                .at("/history/3")
                                .has("actor"))
                .isFalse();
    }

    private Web.Answer checked(SchoolFixture at, String csv) {
        return csv(at).call("POST", at.path("/card-sheet/check"), csv);
    }

    private Web.Answer applied(SchoolFixture at, String csv, String digest) {
        return csv(at).call("POST", at.path("/card-sheet/apply/" + digest), csv);
    }

    private static Web csv(SchoolFixture at) {
        return at.admin().with("Content-Type", "text/csv; charset=utf-8");
    }

    @Test
    void sheet_of10000CardsIsLookedAtAppliedAndMayComeAgain() {
        SchoolFixture big = cloud.school("sheetside");
        var csv = new StringBuilder("number,type,last_day\n");
        for (int i = 0; i < 10_000; i++) {
            csv.append("%014X,mifare,2027-03-31\n".formatted(0x04000000000000L + i));
        }
        Web.Answer preview = checked(big, csv.toString()).expect(200);
        assertThat(preview.json().path("fresh").asInt()).isEqualTo(10_000);
        String count = "select count(*) from cards where school = 'sheetside'";
        assertThat(cloud.count(count)).isZero();
        String digest = preview.json().path("digest").asText();
        assertThat(applied(big, csv + "04A1B2C3\n", digest).code()).isEqualTo("other-file");

        assertThat(applied(big, csv.toString(), digest).expect(200).json().path("fresh").asInt())
                .isEqualTo(10_000);
        assertThat(cloud.count(count)).isEqualTo(10_000);
        var again = applied(big, csv.toString(), digest).expect(200).json();
        assertThat(again.path("fresh").asInt()).isZero();
        assertThat(again.path("unchanged").asInt()).isEqualTo(10_000);
        assertThat(
                        cloud.count(
                                "select count(*) from card_history h join cards c on c.id = h.card where c.school = 'sheetside'"))
                .isEqualTo(10_000);
    }

    @Test
    void sheet_withFaultsNamesEachAndAppliesNothing() {
        String csv =
                "number,type,number_form\n04AB0001,mifare,\n0004340098557,em4100,\n0045131261,em4100,\nxyz,,\n04AB0001,mifare,\n04AB0002,paper,\n";
        var answer = checked(school, csv).expect(200).json();
        assertThat(answer.path("fresh").asInt()).isEqualTo(2);
        assertThat(answer.path("errors"))
                .extracting(f -> f.path("line").asInt() + " " + f.path("column").asText())
                .containsExactly("4 number", "5 number", "6 number", "7 type");
        assertThat(applied(school, csv, answer.path("digest").asText()).code())
                .isEqualTo("sheet-has-faults");
        String good = "number,type\n0004340098557,em4100\n";
        String digest = checked(school, good).json().path("digest").asText();
        applied(school, good, digest).expect(200);
        assertThat(cloud.count("select count(*) from cards where uid = '0102B0A5FD'")).isEqualTo(1);
    }

    @Test
    void everyChange_leavesARowForTheStations() {
        long before = outboxMark();
        activeCard(school.student());
        assertThat(outboxMark() - before - 1)
                .isEqualTo(5); // student, consent, register, bind, activate
    }

    /** The number of a row of our own: a school without stations consumes its rows at once. */
    private long outboxMark() {
        cloud.execute(
                "insert into outbox (school, kind, payload, created) values ('greenfield', 'mark', '', current_timestamp)");
        return cloud.count("select max(id) from outbox where kind = 'mark'");
    }
}
