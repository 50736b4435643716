package com.hasivu.cloud.orders;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.cloud.CloudFixture;
import com.hasivu.cloud.Engine;
import com.hasivu.cloud.SchoolFixture;
import com.hasivu.cloud.Statements;
import com.hasivu.cloud.TestClock;
import com.hasivu.cloud.Web;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * How often the common requests go to the database and back. A number that grows is a request that
 * became slower for everybody: say why, or ask once for what is asked twice.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class StatementsOfRequests {
    private static final String DAY = "2026-11-24";

    private final CloudFixture cloud;
    private final SchoolFixture school;
    private final long child;
    private final Web parent;
    private final long idli;
    private final long vada;

    StatementsOfRequests(Engine engine) throws Exception {
        Statements.listen();
        cloud = CloudFixture.start(engine, TestClock.at("2026-11-23T04:30:00Z"));
        school = cloud.school("greenfield");
        child = school.student();
        parent = school.parent(child);
        idli = school.dish("Idli", 4_500);
        vada = school.dish("Vada", 2_000);
        school.admin()
                .put(
                        school.path("/menus/%s/lunch".formatted(DAY)),
                        "{'items':[{'dish':%d,'portions':50,'perOrderLimit':5},{'dish':%d,'portions':50,'perOrderLimit':5}]}",
                        idli,
                        vada)
                .expect(200);
        SchoolFixture.topUp(parent, 100_000);
    }

    @AfterAll
    void stop() throws Exception {
        cloud.close();
    }

    /** What is placed here is paid by a saga, a moment later. */
    @AfterEach
    void atRest() {
        cloud.settle();
    }

    private Web.Answer place(String key) {
        return parent.with("Idempotency-Key", key)
                .post(
                        "/v1/orders",
                        "{'student':%d,'date':'%s','window':'lunch','payFrom':'wallet','lines':[{'dish':%d,'quantity':1},{'dish':%d,'quantity':2}]}",
                        child,
                        DAY,
                        idli,
                        vada);
    }

    private static void assertTrips(
            String operation, int most, int status, Supplier<Web.Answer> request) {
        request.get().expect(status); // once before: what is asked at the first time only
        Statements.note("http-" + operation);
        request.get().expect(status);
        assertTrips(seen("http-" + operation), most);
    }

    private static void assertTrips(List<String> trips, int most) {
        assertThat(trips).as(String.join("\n", trips)).hasSize(most);
    }

    private static List<String> seen(String thread) {
        var trips = new ArrayList<>(Statements.noted(thread));
        int checkpoint;
        while ((checkpoint = trips.indexOf("CHECKPOINT SYNC")) >= 0) {
            int behind = Math.min(checkpoint + 2, trips.size()); // it may be at work on it yet
            trips.subList(checkpoint, behind).clear(); // H2's and its commit, for all who wait
        }
        return trips;
    }

    @Test
    void oneOrder() {
        long order = place("read").expect(201).id();
        assertTrips("getOrder", 2, 200, () -> parent.get("/v1/orders/" + order));
    }

    @Test
    void menuOfAMeal() {
        String path = school.path("/menus/%s/lunch".formatted(DAY));
        assertTrips("getMenu", 2, 200, () -> parent.get(path));
    }

    @Test
    void menusForAChild() {
        String path = school.path("/menus?from=%s&to=%s&student=%d".formatted(DAY, DAY, child));
        assertTrips("listMenus", 3, 200, () -> parent.get(path));
    }

    @Test
    void ownOrders() {
        assertTrips("listOwnOrders", 2, 200, () -> parent.get("/v1/orders"));
    }

    @Test
    void orderPlacedAndPaidFromTheWallet() {
        int[] keys = {0};
        assertTrips("placeOrder", 15, 201, () -> place("place-" + keys[0]++));
    }

    @Test
    void orderPaidByItsSaga() {
        place("saga-0").expect(201);
        cloud.settle();
        Statements.note("sagas");
        place("saga-1").expect(201);
        cloud.settle();
        List<String> work = new ArrayList<>();
        List<String> transaction = new ArrayList<>();
        for (String trip : seen("sagas")) {
            transaction.add(trip);
            if (trip.equals(Statements.COMMIT)) {
                if (transaction.size() > 2) { // else it looked and found nothing to do
                    work.addAll(transaction);
                }
                transaction.clear();
            }
        }
        assertTrips(work, 38);
    }
}
