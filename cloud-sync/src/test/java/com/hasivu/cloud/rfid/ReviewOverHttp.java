package com.hasivu.cloud.rfid;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.hasivu.cloud.CloudFixture;
import com.hasivu.cloud.Engine;
import com.hasivu.cloud.SchoolFixture;
import com.hasivu.cloud.TestClock;
import com.hasivu.cloud.Web;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.menus.Dishes;
import com.hasivu.cloud.menus.Menus;
import com.hasivu.cloud.orders.Orders;
import com.hasivu.cloud.outbox.Outbox;
import com.hasivu.cloud.schools.Schools;
import com.hasivu.cloud.schools.Students;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.Wire;
import com.hasivu.protocol.wire.Reason;
import com.hasivu.protocol.wire.StationStatus;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.util.ArrayList;
import java.util.List;

/** The findings of a school through the whole service; the taps come in by the real intake. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ReviewOverHttp {
    private static final long EPOCH = 0xC0DE000000000001L;
    private static final String NOTE = "{'note':'looked, told the kitchen'}";

    private final TestClock clock = TestClock.at("2026-11-23T04:30:00Z");
    private final CloudFixture cloud;
    private final SchoolFixture school;
    private final SchoolFixture other;
    private final Database intakeNode;

    ReviewOverHttp(Engine engine) throws Exception {
        cloud = CloudFixture.start(engine, clock);
        school = cloud.school("greenfield");
        other = cloud.school("bluehill");
        intakeNode = Database.open(cloud.config().database()); // another node on the same database
        plant();
    }

    @AfterAll
    void stop() throws Exception {
        cloud.close();
        intakeNode.close();
    }

    /**
     * Station c1: poison, a conflict, then a fork; afterwards a new card whose old one told more.
     */
    private void plant() {
        school.admin().post(school.path("/stations"), "{'id':'c1','name':'One'}").expect(201);
        cloud.execute("update stations set state = 'enrolled'");
        var outbox = new Outbox(clock);
        var students = new Students(outbox, clock);
        var orders =
                new Orders(
                        new Schools(outbox, clock),
                        students,
                        new Menus(new Dishes(clock)),
                        outbox,
                        clock);
        var intake =
                new TapIntake(
                        intakeNode,
                        new TapEffects(orders, new Deliveries()),
                        (topic, payload, delivery) -> true,
                        clock);
        var beats = new Heartbeats(intakeNode, clock);
        var station = new Topics(new SchoolId("greenfield"), new StationId("c1"));
        var taps = ReviewDesk.from(station, "up/taps");

        var chain = new TapChain(station, EPOCH);
        for (int i = 0; i < 5; i++) {
            chain.add(9, new byte[] {(byte) i});
            chain.serve(new OrderId(900_000 + i), new StudentId(1), clock.millis());
        }
        intake.receive(taps, Wire.seal(chain.all()));
        var fork = new TapChain(station, EPOCH);
        fork.refuse(Reason.CARD_LOST, 1, ReviewDesk.CARD);
        intake.receive(taps, Wire.seal(fork.all()));
        beats.receive(taps, status(EPOCH, 12));
        clock.advance(java.time.Duration.ofMinutes(30));
        beats.receive(taps, status(EPOCH + 1, 3));
    }

    private StationStatus status(long epoch, long last) {
        return StationStatus.newBuilder()
                .setOnline(true)
                .setEpoch(epoch)
                .setLastSequence(last)
                .setWallMillis(clock.millis())
                .build();
    }

    private List<JsonNode> all(Web who, String path, int page) {
        List<JsonNode> items = new ArrayList<>();
        String cursor = "0";
        while (!cursor.isEmpty()) {
            String join = path.contains("?") ? "&" : "?";
            JsonNode answer =
                    who.get(school.path(path) + join + "limit=" + page + "&cursor=" + cursor)
                            .expect(200)
                            .json();
            assertThat(answer.path("items").size()).isLessThanOrEqualTo(page);
            answer.path("items").forEach(items::add);
            cursor = answer.path("nextCursor").asText();
        }
        return items;
    }

    @Test
    void lists_areTheSameInPagesOfAnySize() {
        for (String list :
                List.of("/review/set-aside", "/review/conflicts", "/stations/c1/chains")) {
            List<JsonNode> whole = all(school.admin(), list, 500);
            assertThat(whole).as(list).hasSizeGreaterThanOrEqualTo(2);
            for (int page : new int[] {1, 2, 3}) {
                assertThat(all(school.admin(), list, page)).as(list).isEqualTo(whole);
            }
        }
        assertThat(school.admin().get(school.path("/review/conflicts?limit=0")).status())
                .isEqualTo(400);
        assertThat(school.admin().get(school.path("/review/conflicts?state=odd")).status())
                .isEqualTo(400);
    }

    @Test
    void chains_tellTheForkAndTheLoss() {
        JsonNode old = all(school.staff("teacher"), "/stations/c1/chains", 10).getFirst();
        assertThat(old.path("epoch").asText()).isEqualTo("c0de000000000001");
        assertThat(old.path("current").asBoolean(true)).isFalse();
        assertThat(old.at("/quarantine/partedAt").asLong()).isEqualTo(1);
        assertThat(old.at("/loss/from").asLong()).isEqualTo(11);
        assertThat(old.at("/loss/to").asLong()).isEqualTo(12);
        assertThat(old.at("/loss/madeBefore").asText()).isEqualTo("2026-11-23T05:00:00Z");
        assertThat(all(school.admin(), "/review/quarantine", 10)).containsExactly(old);
        assertThat(all(school.admin(), "/review/quarantine?station=c9", 10)).isEmpty();
    }

    @Test
    void station_showsItsLinkAndWhatIsPending() {
        JsonNode shown =
                school.admin().get(school.path("/stations")).expect(200).json().at("/items/0");
        assertThat(shown.path("link").asText()).isEqualTo("online");
        assertThat(shown.path("pending").asLong()).isEqualTo(3);
        assertThat(shown.has("halted")).isFalse(); // of the journal in use
    }

    @Test
    void payload_isReadByStaffAndByNobodyElse() {
        JsonNode kept = all(school.admin(), "/review/payloads", 10).getFirst();
        String path = "/review/payloads/" + kept.path("id").asLong();
        JsonNode opened = school.staff("kitchen_staff").get(school.path(path)).expect(200).json();
        assertThat(opened.at("/records/0/committed").asText()).isEqualTo("differs");
        assertThat(opened.at("/records/0/card").asText()).isEqualTo("..B2C3");
        assertThat(opened.toString()).doesNotContain(ReviewDesk.CARD);
        assertThat(other.admin().get(other.path(path)).status()).isEqualTo(404);
        Web parent = school.parent(school.student());
        assertThat(parent.get(school.path(path)).status()).isEqualTo(403);
    }

    @Test
    void foreignStaff_seesNothing() {
        for (String list :
                List.of(
                        "/review/chains",
                        "/review/quarantine",
                        "/review/payloads",
                        "/review/set-aside",
                        "/review/conflicts")) {
            assertThat(other.admin().get(school.path(list)).text())
                    .isEqualTo(other.admin().get("/v1/schools/nowhere" + list).expect(404).text());
            assertThat(other.admin().get(other.path(list)).expect(200).json().path("items"))
                    .isEmpty();
        }
        assertThat(other.admin().get(other.path("/stations/c1/chains")).status()).isEqualTo(404);
        long conflict = all(school.admin(), "/review/conflicts", 1).getFirst().path("id").asLong();
        for (String act :
                List.of(
                        "/review/conflicts/%d/resolution".formatted(conflict),
                        "/stations/c1/chains/c0de000000000001/closure")) {
            assertThat(other.admin().post(other.path(act), NOTE).status()).isEqualTo(404);
            assertThat(other.admin().post(school.path(act), NOTE).status()).isEqualTo(404);
        }
    }

    @Test
    void conflict_isClosedOnceByAnAdministratorWithANote() {
        long id = all(school.admin(), "/review/conflicts", 9).getLast().path("id").asLong();
        String path = school.path("/review/conflicts/%d/resolution".formatted(id));
        assertThat(school.staff("kitchen_staff").post(path, NOTE).status()).isEqualTo(403);
        assertThat(school.admin().post(path, "{'note':' '}").status()).isEqualTo(400);
        JsonNode closed = school.admin().post(path, NOTE).expect(200).json();
        assertThat(closed.path("state").asText()).isEqualTo("closed");
        assertThat(closed.at("/closure/note").asText()).isEqualTo("looked, told the kitchen");
        assertThat(closed.at("/closure/by").asLong()).isPositive();
        assertThat(school.admin().post(path, NOTE).code()).isEqualTo("closed-already");
        assertThat(all(school.admin(), "/review/conflicts?state=open", 2)).hasSize(4);
        assertThat(all(school.admin(), "/review/conflicts?state=closed", 2))
                .containsExactly(closed);
    }

    @Test
    void chain_isClosedOnceAndOnlyIfItIsInDoubt() {
        assertThat(all(school.admin(), "/review/chains", 9)).hasSize(1);
        String chains = school.path("/stations/c1/chains/");
        assertThat(school.admin().post(chains + "c0de000000000002/closure", NOTE).code())
                .isEqualTo("nothing-to-close");
        assertThat(school.admin().post(chains + "c0de000000000009/closure", NOTE).status())
                .isEqualTo(404);
        assertThat(school.admin().post(chains + "x/closure", NOTE).status()).isEqualTo(404);
        JsonNode closed =
                school.admin().post(chains + "c0de000000000001/closure", NOTE).expect(200).json();
        assertThat(closed.at("/closure/note").asText()).isEqualTo("looked, told the kitchen");
        assertThat(closed.at("/quarantine/reason").asText()).isNotEmpty(); // stays quarantined
        assertThat(school.admin().post(chains + "c0de000000000001/closure", NOTE).code())
                .isEqualTo("closed-already");
        assertThat(all(school.admin(), "/review/chains", 9)).isEmpty();
    }
}
