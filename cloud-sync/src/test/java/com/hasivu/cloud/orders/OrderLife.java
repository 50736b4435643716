package com.hasivu.cloud.orders;

import static org.awaitility.Awaitility.await;

import com.hasivu.cloud.CloudFixture;
import com.hasivu.cloud.Engine;
import com.hasivu.cloud.SchoolFixture;
import com.hasivu.cloud.TestClock;
import com.hasivu.cloud.Web;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.menus.Dishes;
import com.hasivu.cloud.menus.Menus;
import com.hasivu.cloud.outbox.Outbox;
import com.hasivu.cloud.schools.Schools;
import com.hasivu.cloud.schools.Students;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.StudentId;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A school whose families order meals of their own, through the whole service; unpaid orders wait
 * 15 minutes.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OrderLife {
    static final String DAY = "2026-11-24";
    static final SchoolId SCHOOL = new SchoolId("greenfield");
    static final Instant MORNING = Instant.parse("2026-11-23T04:30:00Z");
    static final Instant NOON = Instant.parse("2026-11-24T06:30:00Z");
    static final long PRICE = 4_500;
    private static final AtomicInteger KEYS = new AtomicInteger();

    final TestClock clock = new TestClock(MORNING);
    final CloudFixture cloud;
    final SchoolFixture school;
    final Database database;
    final Outbox outbox;
    final Orders orders;

    OrderLife(Engine engine) throws Exception {
        cloud = CloudFixture.start(engine, clock, "orders: {pay-within: 15m}\n");
        school = cloud.school("greenfield");
        database = Database.open(cloud.config().database());
        outbox = new Outbox(clock);
        orders =
                new Orders(
                        new Schools(outbox, clock),
                        new Students(outbox, clock),
                        new Menus(new Dishes(clock)),
                        outbox,
                        clock);
    }

    @AfterAll
    void stop() throws Exception {
        database.close();
        cloud.close();
    }

    /** A family and a meal of its own, so that tests do not meet. */
    record Family(String window, long child, Web parent, long idli, long vada) {
        String lines(int idlis, int vadas) {
            var lines = new ArrayList<String>();
            if (idlis > 0) {
                lines.add("{\"dish\":%d,\"quantity\":%d}".formatted(idli, idlis));
            }
            if (vadas > 0) {
                lines.add("{\"dish\":%d,\"quantity\":%d}".formatted(vada, vadas));
            }
            return "[" + String.join(",", lines) + "]";
        }

        Web.Answer place(int idlis, String more) {
            return parent.with("Idempotency-Key", key())
                    .call(
                            "POST",
                            "/v1/orders",
                            "{\"student\":%d,\"date\":\"%s\",\"window\":\"%s\",\"lines\":%s%s}"
                                    .formatted(child, DAY, window, lines(idlis, 0), more));
        }

        Web.Answer replace(long order, int idlis, int vadas) {
            return parent.with("Idempotency-Key", key())
                    .call(
                            "POST",
                            "/v1/orders/%d/replacement".formatted(order),
                            "{\"lines\":%s}".formatted(lines(idlis, vadas)));
        }

        long paid(int idlis) {
            long order = place(idlis, "").expect(201).id();
            parent.with("Idempotency-Key", key())
                    .post("/v1/orders/%d/wallet-payment".formatted(order))
                    .expect(201);
            return order;
        }

        String state(long order) {
            return parent.get("/v1/orders/" + order).expect(200).json().path("state").asText();
        }

        void awaitState(long order, String state) {
            await().atMost(Duration.ofSeconds(60)).until(() -> state(order).equals(state));
        }
    }

    static String key() {
        return "life-" + KEYS.incrementAndGet();
    }

    Family family(String window) {
        return family(window, 1, "20:00");
    }

    Family family(String window, int daysBefore, String deadline) {
        clock.set(MORNING);
        school.window(window, "11:30", "14:00", daysBefore, deadline);
        long idli = school.dish("Idli", PRICE);
        long vada = school.dish("Vada", 2_000);
        school.admin()
                .put(
                        school.path("/menus/%s/%s".formatted(DAY, window)),
                        "{'items':[{'dish':%d,'portions':20,'perOrderLimit':5},{'dish':%d,'portions':20,'perOrderLimit':5}]}",
                        idli,
                        vada)
                .expect(200);
        long child = school.student();
        return new Family(window, child, school.parent(child), idli, vada);
    }

    int left(Family family, int item) {
        return school.admin()
                .get(school.path("/menus/%s/%s".formatted(DAY, family.window())))
                .json()
                .at("/items/%d/portionsLeft".formatted(item))
                .asInt();
    }

    long balance(Family family) {
        cloud.settle();
        return SchoolFixture.balance(family.parent());
    }

    Delivery deliver(Family family, long order) {
        return database.transaction(
                tx ->
                        orders.deliver(
                                        tx,
                                        List.of(
                                                new Handover(
                                                        SCHOOL,
                                                        new StationId("c1"),
                                                        new OrderId(order),
                                                        new StudentId(family.child()),
                                                        NOON)))
                                .getFirst());
    }
}
