package com.hasivu.cloud.cards;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.cloud.CloudFixture;
import com.hasivu.cloud.Engine;
import com.hasivu.cloud.Parallel;
import com.hasivu.cloud.SchoolFixture;
import com.hasivu.cloud.TestClock;
import com.hasivu.cloud.Web;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.util.List;

/** Cards through the whole service. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class CardsOverHttp {
    private final CloudFixture cloud;
    private final SchoolFixture school;
    private int uids = 0x10;

    CardsOverHttp(Engine engine) throws Exception {
        cloud = CloudFixture.start(engine, TestClock.at("2026-11-23T04:30:00Z"));
        school = cloud.school("greenfield");
    }

    @AfterAll
    void stop() throws Exception {
        cloud.close();
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
