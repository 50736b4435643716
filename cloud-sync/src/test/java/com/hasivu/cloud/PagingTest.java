package com.hasivu.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

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

    /** Their rows come from stations; the tests of the package rfid page through them. */
    private static final Set<String> OF_STATIONS =
            Set.of(
                    "listChains",
                    "listOpenChains",
                    "listQuarantine",
                    "listKeptPayloads",
                    "listSetAside",
                    "listConflicts",
                    "listCorrections",
                    "listDeliveries",
                    "listCommands");

    /** Their rows need a story of their own; only their order and bound are the others'. */
    private static final Set<String> WITH_A_STORY =
            Set.of(
                    "listDayCancellations",
                    "listErasures",
                    "listFavourites",
                    "listKitchenQueue",
                    "listMenuPlans",
                    "listMenuTemplates",
                    "listOfficeRefunds",
                    "listOpenSagas",
                    "listRecurringDays",
                    "listRecurringOrders",
                    "listTaps");

    /** How to add a row to a list, and who reads it where. */
    private record Listed(Web reader, String path, Runnable add) {}

    private final CloudFixture cloud;
    private final Map<String, Listed> lists = new TreeMap<>();
    private int made;

    PagingTest() throws Exception {
        cloud = CloudFixture.start(Engine.H2, TestClock.at("2026-11-23T04:30:00Z"));
        SchoolFixture school = cloud.school("greenfield");
        long child = school.student();
        long dish = school.dish("Dosa", 3_000);
        school.menu("2026-11-24", dish, 500, 2);
        Web admin = school.admin();
        Web parent = school.parent(child);
        long guardian =
                cloud.count("select max(id) from users where email like 'parent%'"); // the only one
        Runnable order =
                () -> SchoolFixture.order(parent, child, "2026-11-24", dish, 1).expect(201);
        Runnable topUp = () -> SchoolFixture.topUp(parent, 500);
        lists.put("listStudents", new Listed(admin, school.path("/students"), school::student));
        lists.put(
                "listDishes",
                new Listed(admin, school.path("/dishes"), () -> school.dish("D" + ++made, 100)));
        lists.put(
                "listCards",
                new Listed(
                        admin,
                        school.path("/cards"),
                        () ->
                                admin.post(
                                                school.path("/cards"),
                                                "{'uid':'04A1%04X','type':'mifare','form':'card'}",
                                                ++made)
                                        .expect(201)));
        lists.put(
                "listSupervisors",
                new Listed(
                        admin,
                        school.path("/supervisors"),
                        () ->
                                admin.post(
                                                school.path("/supervisors"),
                                                "{'name':'S%d','pin':'493817'}",
                                                ++made)
                                        .expect(201)));
        lists.put(
                "listAuditEntries",
                new Listed(admin, school.path("/audit"), () -> school.dish("D" + ++made, 100)));
        lists.put(
                "listAllAuditEntries",
                new Listed(
                        cloud.root(), "/v1/platform/audit", () -> school.dish("D" + ++made, 100)));
        lists.put("listOwnOrders", new Listed(parent, "/v1/orders", order));
        lists.put("listSchoolOrders", new Listed(admin, school.path("/orders"), order));
        lists.put("listWalletLines", new Listed(parent, "/v1/wallet/lines", topUp));
        lists.put(
                "listGuardianWalletLines",
                new Listed(admin, school.path("/wallets/%d/lines".formatted(guardian)), topUp));
    }

    @AfterAll
    void stop() throws Exception {
        cloud.close();
    }

    @Test
    void everyList_isPagedThroughHere() throws Exception {
        Set<String> paged = new TreeSet<>();
        JsonNode paths =
                new YAMLMapper().readTree(cloud.web().get("/openapi.yaml").text()).path("paths");
        for (JsonNode path : paths) {
            for (JsonNode operation : path) {
                if (operation.path("parameters").toString().contains("parameters/Cursor")) {
                    paged.add(operation.path("operationId").asText());
                }
            }
        }
        Set<String> known = new TreeSet<>(lists.keySet());
        known.addAll(OF_STATIONS);
        known.addAll(WITH_A_STORY);
        assertThat(known)
                .as("PagingTest: add a line for the list, with how to add a row to it")
                .containsAll(paged);
        assertThat(paged).hasSizeGreaterThan(10);
    }

    @Test
    void pages_holdEachRowOnceWhileRowsAreAdded() {
        lists.forEach(
                (id, list) -> {
                    for (int i = 0; i < ROWS; i++) {
                        list.add().run();
                    }
                    List<Long> before = ids(list, "?limit=500", id, new ArrayList<>());
                    assertThat(before).as(id).hasSizeGreaterThanOrEqualTo(ROWS);
                    List<Long> seen = new ArrayList<>();
                    String next = "?limit=" + PAGE;
                    int pages = 0;
                    while (!next.isEmpty()) {
                        List<String> cursor = new ArrayList<>();
                        List<Long> page = ids(list, next, id, cursor);
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

    private static List<Long> ids(Listed list, String query, String id, List<String> cursor) {
        JsonNode page = list.reader().get(list.path() + query).expect(200).json();
        List<Long> ids = new ArrayList<>();
        page.path("items").forEach(row -> ids.add(row.path("id").asLong()));
        assertThat(ids).as(id).doesNotContain(0L);
        if (page.has("nextCursor")) {
            cursor.add(page.path("nextCursor").asText());
        }
        return ids;
    }
}
