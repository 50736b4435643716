package com.hasivu.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.hasivu.cloud.rfid.TapChain;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.wire.Reason;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Every list of openapi.yaml that takes a cursor: page by page no row comes twice and none that was
 * there at the beginning is left out, while rows are added.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PagingTest {
    private static final int ROWS = 7;
    private static final int PAGE = 2;

    /** How to add a row to a list, and who reads it where. */
    private record Listed(Web reader, String path, Runnable add) {}

    private static final String DAY = "2026-11-24";

    private final CloudFixture cloud;
    private final SchoolFixture school;
    private final Web admin;
    private final Web parent;
    private final TapNode node;
    private final Topics station;
    private final long child;
    private final long dish;
    private final Map<String, Listed> lists = new TreeMap<>();
    private int made;

    PagingTest() throws Exception {
        var clock = TestClock.at("2026-11-23T04:30:00Z");
        cloud = CloudFixture.start(Engine.H2, clock);
        school = cloud.school("greenfield");
        admin = school.admin();
        child = school.student();
        parent = school.parent(child);
        node = new TapNode(cloud, clock);
        station = new Topics(new SchoolId(school.id()), new StationId("counter-1"));
        dish = school.dish("Dosa", 3_000);
        school.menu(DAY, dish, 500, 2);
        ofPeople();
        ofMenus();
        ofOrders();
        ofMoney();
        ofTaps();
        ofReview();
    }

    private void list(String id, Web reader, String path, Runnable add) {
        lists.put(id, new Listed(reader, path, add));
    }

    private Web once() {
        return parent.with("Idempotency-Key", "paging-" + ++made);
    }

    private void ofPeople() {
        list(
                "listSchools",
                cloud.root(),
                "/v1/schools",
                () ->
                        cloud.root()
                                .post(
                                        "/v1/schools",
                                        "{'id':'s%d','name':'S','zone':'Asia/Kolkata'}",
                                        ++made)
                                .expect(201));
        list("listStudents", admin, school.path("/students"), school::student);
        list("listErasures", admin, school.path("/erasures"), this::erased);
        Runnable dishes = () -> school.dish("D" + ++made, 100);
        list("listAuditEntries", admin, school.path("/audit"), dishes);
        list("listAllAuditEntries", cloud.root(), "/v1/platform/audit", dishes);
        list(
                "listCards",
                admin,
                school.path("/cards"),
                () ->
                        admin.post(
                                        school.path("/cards"),
                                        "{'uid':'04A1%04X','type':'mifare','form':'card'}",
                                        ++made)
                                .expect(201));
        list(
                "listSupervisors",
                admin,
                school.path("/supervisors"),
                () ->
                        admin.post(
                                        school.path("/supervisors"),
                                        "{'name':'S%d','pin':'493817'}",
                                        ++made)
                                .expect(201));
    }

    private void erased() {
        long gone = school.student();
        admin.patch(school.path("/students/" + gone), "{'active':false}").expect(200);
        JsonNode asked =
                admin.post(school.path("/students/%d/erasure".formatted(gone))).expect(201).json();
        admin.post(
                        school.path("/erasures/%d/confirm".formatted(asked.path("id").asLong())),
                        "{'code':'%s'}",
                        asked.path("code").asText())
                .expect(200);
    }

    private void ofMenus() {
        String menus =
                "'menus':[{'%s':'%s','window':'lunch','items':[{'dish':%d,'portions':9,'perOrderLimit':2}]}]";
        list("listDishes", admin, school.path("/dishes"), () -> school.dish("D" + ++made, 100));
        list(
                "listMenuPlans",
                admin,
                school.path("/menu-plans"),
                () ->
                        admin.post(
                                        school.path("/menu-plans"),
                                        "{'name':'P'," + menus + "}",
                                        "date",
                                        "2026-12-01",
                                        dish)
                                .expect(201));
        list(
                "listMenuTemplates",
                admin,
                school.path("/menu-templates"),
                () ->
                        admin.post(
                                        school.path("/menu-templates"),
                                        "{'name':'T%d'," + menus + "}",
                                        ++made,
                                        "weekday",
                                        "tuesday",
                                        dish)
                                .expect(201));
        list(
                "listDayCancellations",
                admin,
                school.path("/day-cancellations"),
                () ->
                        admin.put(
                                        school.path(
                                                "/calendar/days/"
                                                        + LocalDate.parse("2027-01-01")
                                                                .plusDays(++made)),
                                        "{'kind':'holiday','name':'Holiday'}")
                                .expect(200));
    }

    private long ordered() {
        return SchoolFixture.order(parent, child, DAY, dish, 1).expect(201).id();
    }

    private long paid() {
        long order = ordered();
        school.pay(order, 3_000).expect(201);
        return order;
    }

    private void ofOrders() {
        list("listOwnOrders", parent, "/v1/orders", this::ordered);
        list("listSchoolOrders", admin, school.path("/orders"), this::ordered);
        list(
                "listKitchenQueue",
                admin,
                school.path("/kitchen/%s/lunch/queue".formatted(DAY)),
                this::paid);
        long order = ordered();
        list(
                "listFavourites",
                parent,
                "/v1/favourites",
                () ->
                        once().post("/v1/favourites", "{'name':'F%d','order':%d}", ++made, order)
                                .expect(201));
        list("listRecurringOrders", parent, "/v1/recurring-orders", this::recurring);
        long rule = recurring();
        list(
                "listRecurringDays",
                parent,
                "/v1/recurring-orders/%d/days".formatted(rule),
                () ->
                        cloud.execute(
                                "insert into recurring_days (recurring, school_day, window_id, state, changed) values (%d, date '%s', 'lunch', 'missed', current_timestamp)"
                                        .formatted(
                                                rule,
                                                LocalDate.parse("2027-01-01").plusDays(++made))));
    }

    private long recurring() {
        return once().post(
                        "/v1/recurring-orders",
                        "{'student':%d,'window':'lunch','weekdays':['fri'],'paused':true,'lines':[{'dish':%d,'quantity':1}]}",
                        child,
                        dish)
                .expect(201)
                .id();
    }

    private void ofMoney() {
        long guardian =
                cloud.count("select max(id) from users where email like 'parent%'"); // the only one
        Runnable topUp = () -> SchoolFixture.topUp(parent, 500);
        list("listWalletLines", parent, "/v1/wallet/lines", topUp);
        list(
                "listGuardianWalletLines",
                admin,
                school.path("/wallets/%d/lines".formatted(guardian)),
                topUp);
        list(
                "listOfficeRefunds",
                admin,
                school.path("/refunds"),
                () -> {
                    parent.post("/v1/orders/%d/cancel".formatted(paid())).expect(200);
                    cloud.settle(); // before the sagas below, which do not end
                });
        list(
                "listOpenSagas",
                cloud.root(),
                "/v1/platform/sagas",
                () ->
                        cloud.execute(
                                "insert into sagas (definition, subject, state, step, attempt, failure, due, created, changed)"
                                        + " values ('order-pay', 'p%d', 'running', 1, 9, 'the disk is full', timestamp with time zone '2030-01-01 00:00:00+00',"
                                                .formatted(++made)
                                        + " current_timestamp, current_timestamp)"));
    }

    private void ofTaps() {
        var chain = new TapChain(station, 1);
        node.enrolled(station);
        list(
                "listTaps",
                admin,
                school.path("/taps"),
                () -> {
                    chain.refuse(Reason.UNKNOWN_CARD);
                    node.send(station, chain);
                });
        Runnable twice =
                () -> {
                    var order = new OrderId(paid());
                    for (int i = 0; i < 2; i++) {
                        chain.serve(order, new StudentId(child), 0);
                    }
                    node.send(station, chain);
                };
        list("listDeliveries", admin, school.path("/deliveries"), twice);
        list("listConflicts", admin, school.path("/review/conflicts"), twice);
    }

    /** What is in doubt about a station's journals, and what it is told to do. */
    private void ofReview() {
        Runnable fork =
                () -> {
                    long epoch = 1_000 + ++made;
                    for (Reason reason : List.of(Reason.UNKNOWN_CARD, Reason.CARD_LOST)) {
                        var journal = new TapChain(station, epoch);
                        journal.refuse(reason);
                        node.send(station, journal);
                    }
                };
        String ofStation = "/stations/" + station.station();
        list("listChains", admin, school.path(ofStation + "/chains"), fork);
        list("listOpenChains", admin, school.path("/review/chains"), fork);
        list("listQuarantine", admin, school.path("/review/quarantine"), fork);
        list("listKeptPayloads", admin, school.path("/review/payloads"), fork);
        var poisoned = new TapChain(station, 2);
        list(
                "listSetAside",
                admin,
                school.path("/review/set-aside"),
                () -> {
                    poisoned.add(9, new byte[] {1});
                    node.send(station, poisoned);
                });
        var takenBack = new TapChain(station, 3);
        list(
                "listCorrections",
                admin,
                school.path("/review/corrections"),
                () -> {
                    var order = new OrderId(paid());
                    long serve = takenBack.serve(order, new StudentId(child), 0);
                    takenBack.undo(serve, order, new StudentId(child), 0);
                    node.send(station, takenBack);
                });
        String commands = school.path(ofStation + "/commands");
        list(
                "listCommands",
                admin,
                commands,
                () -> admin.post(commands, "{'kind':'reload'}").expect(201));
    }

    @AfterAll
    void stop() throws Exception {
        node.close();
        cloud.close();
    }

    @Test
    void everyList_isPagedThroughHere() throws Exception {
        Set<String> paged = new TreeSet<>();
        JsonNode paths =
                new YAMLMapper().readTree(cloud.web().get("/openapi.yaml").text()).path("paths");
        for (JsonNode path : paths) {
            for (JsonNode operation : path) {
                String parameters = operation.path("parameters").toString();
                if (parameters.contains("parameters/Cursor")
                        || parameters.contains("\"name\":\"cursor\"")) {
                    paged.add(operation.path("operationId").asText());
                }
            }
        }
        assertThat(lists.keySet())
                .as("PagingTest: add a line for the list, with how to add a row to it")
                .isEqualTo(paged);
        assertThat(paged).hasSizeGreaterThan(10);
    }

    @Test
    void cursorOrLimitThatCannotBe_isRefused() {
        lists.forEach(
                (id, list) -> {
                    for (String query :
                            List.of("cursor=a%20b", "cursor=", "limit=0", "limit=501")) {
                        Web.Answer answer = list.reader().get(list.path() + "?" + query);
                        assertThat(answer.code()).as(id + " " + query).isEqualTo("invalid-query");
                        assertThat(answer.status()).isEqualTo(400);
                    }
                });
    }

    @Test
    void foreignSchool_hasNoListHere() {
        Web foreign = cloud.school("bluehill").admin();
        int tried = 0;
        for (Listed list : lists.values()) {
            if (list.path().startsWith(school.path(""))) {
                String nowhere = list.path().replace(school.id(), "nowhere");
                assertThat(
                                Web.withoutRequest(
                                        foreign.get(list.path() + "?limit=2").expect(404).text()))
                        .isEqualTo(Web.withoutRequest(foreign.get(nowhere + "?limit=2").text()));
                tried++;
            }
        }
        assertThat(tried).isGreaterThan(20);
    }

    @Test
    void pages_holdEachRowOnceWhileRowsAreAdded() {
        lists.forEach(
                (id, list) -> {
                    for (int i = 0; i < ROWS; i++) {
                        list.add().run();
                    }
                    List<String> before = ids(list, "?limit=500", id, new ArrayList<>());
                    assertThat(before).as(id).hasSizeGreaterThanOrEqualTo(ROWS);
                    List<String> seen = new ArrayList<>();
                    String next = "?limit=" + PAGE;
                    int pages = 0;
                    while (!next.isEmpty()) {
                        List<String> cursor = new ArrayList<>();
                        List<String> page = ids(list, next, id, cursor);
                        assertThat(page).as(id).hasSizeLessThanOrEqualTo(PAGE);
                        seen.addAll(page);
                        if (pages++ < 2 * ROWS) {
                            list.add().run(); // between two pages
                        }
                        next =
                                cursor.isEmpty()
                                        ? ""
                                        : "?limit=%d&cursor=%s".formatted(PAGE, cursor.getFirst());
                    }
                    assertThat(seen).as(id).doesNotHaveDuplicates().containsAll(before);
                });
    }

    private static List<String> ids(Listed list, String query, String id, List<String> cursor) {
        JsonNode page = list.reader().get(list.path() + query).expect(200).json();
        List<String> ids = new ArrayList<>();
        page.path("items")
                .forEach(row -> ids.add(row.path(row.has("id") ? "id" : "order").asText()));
        assertThat(ids).as(id).doesNotContain("");
        if (page.has("nextCursor")) {
            cursor.add(page.path("nextCursor").asText());
        }
        return ids;
    }
}
