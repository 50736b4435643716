package com.hasivu.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Every operation of openapi.yaml x every role x own and foreign school. The table says who may; it
 * is written from the contract's prose, and an operation that is not in it fails the test.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessMatrixTest {
    private static final String ADMINS = "platform_admin school_admin";
    private static final String STAFF = ADMINS + " teacher kitchen_staff nutritionist principal";
    private static final String KITCHEN = ADMINS + " kitchen_staff";
    private static final String PLANNERS = ADMINS + " nutritionist kitchen_staff";
    private static final String EVERYBODY = STAFF + " parent";
    private static final String OPEN = "open";

    private static final Map<String, String> MAY =
            Map.ofEntries(
                    Map.entry("getContract", OPEN),
                    Map.entry("getHealth", OPEN),
                    Map.entry("getDocs", OPEN),
                    Map.entry("getDocsStyle", OPEN),
                    Map.entry("getProblemList", OPEN),
                    Map.entry("getProblemPage", OPEN),
                    Map.entry("getLiveness", OPEN),
                    Map.entry("signIn", OPEN),
                    Map.entry("signInWithCode", OPEN),
                    Map.entry("refresh", OPEN),
                    Map.entry("registerParent", OPEN),
                    Map.entry("verifyRegistration", OPEN),
                    Map.entry("forgotPassword", OPEN),
                    Map.entry("resetPassword", OPEN),
                    Map.entry("changePassword", EVERYBODY),
                    Map.entry("listSessions", EVERYBODY),
                    Map.entry("endSession", EVERYBODY),
                    Map.entry("beginSecondFactor", STAFF),
                    Map.entry("confirmSecondFactor", STAFF),
                    Map.entry("removeSecondFactor", ADMINS),
                    Map.entry("getSchoolAccess", ADMINS),
                    Map.entry("putSchoolAccess", ADMINS),
                    Map.entry("renewSchoolCode", ADMINS),
                    Map.entry("listAuditEntries", ADMINS),
                    Map.entry("listAllAuditEntries", "platform_admin"),
                    Map.entry("enrol", OPEN),
                    Map.entry("signOut", EVERYBODY),
                    Map.entry("createSchool", "platform_admin"),
                    Map.entry("listSchools", "platform_admin"),
                    Map.entry("getSchoolSettings", STAFF),
                    Map.entry("putSchoolSettings", ADMINS),
                    Map.entry("getStudent", EVERYBODY),
                    Map.entry("listChildren", "parent"),
                    Map.entry("listGuardians", ADMINS),
                    Map.entry("linkGuardian", ADMINS),
                    Map.entry("putGuardian", ADMINS),
                    Map.entry("unlinkGuardian", ADMINS),
                    Map.entry("listStudentsOfGuardian", ADMINS),
                    Map.entry("getConsentNotice", OPEN),
                    Map.entry("listConsents", ADMINS + " parent"),
                    Map.entry("giveConsent", "parent"),
                    Map.entry("withdrawConsent", "parent"),
                    Map.entry("recordConsent", ADMINS),
                    Map.entry("exportOwnData", "parent"),
                    Map.entry("exportStudentData", ADMINS + " parent"),
                    Map.entry("exportGuardianData", ADMINS),
                    Map.entry("askStudentErasure", ADMINS),
                    Map.entry("askGuardianErasure", ADMINS),
                    Map.entry("confirmErasure", ADMINS),
                    Map.entry("listErasures", ADMINS),
                    Map.entry("checkStudentSheet", ADMINS),
                    Map.entry("applyStudentSheet", ADMINS),
                    Map.entry("exportStudentSheet", ADMINS),
                    Map.entry("getSchool", EVERYBODY),
                    Map.entry("createStaff", ADMINS),
                    Map.entry("putWindow", ADMINS),
                    Map.entry("getCalendar", EVERYBODY),
                    Map.entry("putCalendar", ADMINS),
                    Map.entry("putCalendarDay", ADMINS),
                    Map.entry("deleteCalendarDay", ADMINS),
                    Map.entry("cancelMeal", ADMINS),
                    Map.entry("reopenMeal", ADMINS),
                    Map.entry("listDayCancellations", STAFF),
                    Map.entry("createStudent", ADMINS),
                    Map.entry("listStudents", STAFF),
                    Map.entry("updateStudent", ADMINS),
                    Map.entry("createGuardian", ADMINS),
                    Map.entry("createSupervisor", ADMINS),
                    Map.entry("listSupervisors", STAFF),
                    Map.entry("updateSupervisor", ADMINS),
                    Map.entry("listCorrections", STAFF),
                    Map.entry("createCard", ADMINS),
                    Map.entry("listCards", STAFF),
                    Map.entry("bindCard", ADMINS),
                    Map.entry("activateCard", ADMINS),
                    Map.entry("blockCard", ADMINS),
                    Map.entry("reportCardLost", ADMINS),
                    Map.entry("reportCardDamaged", ADMINS),
                    Map.entry("expireCard", ADMINS),
                    Map.entry("returnCard", ADMINS),
                    Map.entry("createDish", ADMINS + " nutritionist"),
                    Map.entry("updateDish", ADMINS + " nutritionist"),
                    Map.entry("getDish", EVERYBODY),
                    Map.entry("live", "school_admin teacher kitchen_staff parent"),
                    Map.entry("getLivePage", OPEN),
                    Map.entry("getLiveScript", OPEN),
                    Map.entry("getLiveStyle", OPEN),
                    Map.entry("listTaps", EVERYBODY),
                    Map.entry("exportTaps", STAFF),
                    Map.entry("exportEpcis", ADMINS),
                    Map.entry("getRegister", STAFF),
                    Map.entry("checkCardSheet", ADMINS),
                    Map.entry("applyCardSheet", ADMINS),
                    Map.entry("getStation", STAFF),
                    Map.entry("updateStation", ADMINS),
                    Map.entry("getDayStats", STAFF),
                    Map.entry("getCard", STAFF),
                    Map.entry("replaceCard", ADMINS),
                    Map.entry("openBinding", ADMINS),
                    Map.entry("getBinding", STAFF),
                    Map.entry("cancelBinding", ADMINS),
                    Map.entry("listDishes", EVERYBODY),
                    Map.entry("putMenu", ADMINS),
                    Map.entry("getMenu", EVERYBODY),
                    Map.entry("listMenus", EVERYBODY),
                    Map.entry("getMenuPolicy", STAFF),
                    Map.entry("setMenuPolicy", "platform_admin principal"),
                    Map.entry("createMenuPlan", PLANNERS),
                    Map.entry("listMenuPlans", STAFF),
                    Map.entry("getMenuPlan", STAFF),
                    Map.entry("updateMenuPlan", PLANNERS),
                    Map.entry("submitMenuPlan", PLANNERS),
                    Map.entry("approveMenuPlan", "nutritionist school_admin principal"),
                    Map.entry("rejectMenuPlan", "nutritionist school_admin principal"),
                    Map.entry("publishMenuPlan", ADMINS + " principal"),
                    Map.entry("discardMenuPlan", PLANNERS),
                    Map.entry("cloneMenuPlan", PLANNERS),
                    Map.entry("createMenuTemplate", PLANNERS),
                    Map.entry("listMenuTemplates", STAFF),
                    Map.entry("getMenuTemplate", STAFF),
                    Map.entry("updateMenuTemplate", PLANNERS),
                    Map.entry("applyMenuTemplate", PLANNERS),
                    Map.entry("placeOrder", "parent"),
                    Map.entry("listOwnOrders", "parent"),
                    Map.entry("getOrder", EVERYBODY),
                    Map.entry("getOrderHistory", EVERYBODY),
                    Map.entry("replaceOrder", "parent"),
                    Map.entry("reorder", "parent"),
                    Map.entry("createFavourite", "parent"),
                    Map.entry("listFavourites", "parent"),
                    Map.entry("deleteFavourite", "parent"),
                    Map.entry("createRecurringOrder", "parent"),
                    Map.entry("listRecurringOrders", "parent"),
                    Map.entry("getRecurringOrder", "parent"),
                    Map.entry("putRecurringOrder", "parent"),
                    Map.entry("deleteRecurringOrder", "parent"),
                    Map.entry("listRecurringDays", "parent"),
                    Map.entry("getProductionSheet", KITCHEN),
                    Map.entry("getProductionSheetCsv", KITCHEN),
                    Map.entry("listKitchenQueue", KITCHEN),
                    Map.entry("moveKitchenBatch", KITCHEN),
                    Map.entry("cancelOrder", ADMINS + " parent"),
                    Map.entry("payOrder", "school_admin"),
                    Map.entry("payOrderFromWallet", "parent"),
                    Map.entry("getWalletPayment", EVERYBODY),
                    Map.entry("refundOrder", "school_admin"),
                    Map.entry("listOfficeRefunds", ADMINS),
                    Map.entry("payOutRefund", "school_admin"),
                    Map.entry("getWalletStatement", "parent"),
                    Map.entry("getGuardianWalletStatement", ADMINS),
                    Map.entry("getAutoTopUp", "parent"),
                    Map.entry("setAutoTopUp", "parent"),
                    Map.entry("revokeSandboxToken", "parent"),
                    Map.entry("receiveGatewayEvent", OPEN),
                    Map.entry("listOpenSagas", "platform_admin"),
                    Map.entry("retrySaga", "platform_admin"),
                    Map.entry("getWallet", "parent"),
                    Map.entry("listWalletLines", "parent"),
                    Map.entry("createTopUp", "parent"),
                    Map.entry("getTopUp", "parent"),
                    Map.entry("confirmTopUp", "parent"),
                    Map.entry("paySandboxOrder", "parent"),
                    Map.entry("setDailyLimit", "parent"),
                    Map.entry("setBudget", "parent"),
                    Map.entry("listGuardianWalletLines", ADMINS),
                    Map.entry("listSchoolOrders", STAFF),
                    Map.entry("createStation", ADMINS),
                    Map.entry("listStations", STAFF),
                    Map.entry("revokeStation", ADMINS),
                    Map.entry("createCommand", ADMINS),
                    Map.entry("listCommands", ADMINS),
                    Map.entry("getCommand", ADMINS),
                    Map.entry("reopenStation", ADMINS),
                    Map.entry("getRevocations", OPEN),
                    Map.entry("listChains", STAFF),
                    Map.entry("closeChain", ADMINS),
                    Map.entry("listOpenChains", STAFF),
                    Map.entry("listQuarantine", STAFF),
                    Map.entry("listKeptPayloads", STAFF),
                    Map.entry("getKeptPayload", STAFF),
                    Map.entry("listSetAside", STAFF),
                    Map.entry("listConflicts", STAFF),
                    Map.entry("resolveConflict", ADMINS),
                    Map.entry("listDeliveries", EVERYBODY),
                    Map.entry("getBroker", "platform_admin"),
                    Map.entry("setBroker", "platform_admin"));

    private record Operation(String id, String method, String path) {}

    private final CloudFixture cloud;
    private final Map<String, Web> roles = new TreeMap<>();
    private final List<Operation> operations = new ArrayList<>();
    private final long foreignOrder;

    AccessMatrixTest() throws Exception {
        cloud = CloudFixture.start(Engine.H2, TestClock.at("2026-11-23T04:30:00Z"));
        SchoolFixture own = cloud.school("greenfield");
        SchoolFixture foreign = cloud.school("bluehill");
        roles.put("platform_admin", cloud.root());
        roles.put("school_admin", own.admin());
        roles.put("teacher", own.staff("teacher"));
        roles.put("kitchen_staff", own.staff("kitchen_staff"));
        roles.put("nutritionist", own.staff("nutritionist"));
        roles.put("principal", own.staff("principal"));
        roles.put("parent", own.parent(own.student()));
        long child = foreign.student();
        long dish = foreign.dish("Dosa", 3000);
        foreign.menu("2026-11-24", dish, 9, 2);
        foreignOrder =
                SchoolFixture.order(foreign.parent(child), child, "2026-11-24", dish, 1)
                        .expect(201)
                        .id();
        new YAMLMapper()
                .readTree(cloud.web().get("/openapi.yaml").text())
                .path("paths")
                .properties()
                .forEach(
                        path ->
                                path.getValue()
                                        .properties()
                                        .forEach(
                                                e -> {
                                                    if (e.getValue().has("operationId")) {
                                                        operations.add(
                                                                new Operation(
                                                                        e.getValue()
                                                                                .path("operationId")
                                                                                .asText(),
                                                                        e.getKey()
                                                                                .toUpperCase(
                                                                                        Locale
                                                                                                .ROOT),
                                                                        path.getKey()));
                                                    }
                                                }));
    }

    @AfterAll
    void stop() throws Exception {
        cloud.close();
    }

    private static String path(Operation operation, String school) {
        return operation
                .path()
                .replace("{school}", school)
                .replace("{window}", "lunch")
                .replace("{command}", "no-command")
                .replace("{code}", "sold-out")
                .replace("{guardian}", "999999")
                .replace("{digest}", "0".repeat(64))
                .replace("{gatewayOrder}", "order_none")
                .replace("{token}", "token_none")
                .replace("{month}", "2026-11")
                .replace("{session}", "no-session")
                .replace("{date}", "2026-11-25")
                .replace("{epoch}", "c0de000000000001")
                .replace(
                        "{id}",
                        List.of("revokeStation", "reopenStation").contains(operation.id())
                                ? "no-station"
                                : "999999")
                .concat(operation.id().equals("live") ? "?once=true" : "");
    }

    @Test
    void matrix_namesEveryOperation() {
        assertThat(operations)
                .extracting(Operation::id)
                .containsExactlyInAnyOrderElementsOf(MAY.keySet());
    }

    /** Bodies are left out: who may pass is told 400 or 404, or gets the list. */
    @Test
    void role_decidesInTheOwnSchool() {
        for (Operation operation : operations) {
            String may = MAY.getOrDefault(operation.id(), "");
            if (may.equals(OPEN) || operation.id().equals("signOut")) {
                continue;
            }
            roles.forEach(
                    (role, web) -> {
                        int status =
                                web.call(operation.method(), path(operation, "greenfield"), "")
                                        .status();
                        String what = operation.id() + " as " + role;
                        if (List.of(may.split(" ")).contains(role)) {
                            assertThat(status).as(what).isIn(200, 400, 404, 409);
                        } else {
                            assertThat(status).as(what).isEqualTo(403);
                        }
                    });
        }
    }

    @Test
    void token_isNeededEverywhereButOnOpenRoutes() {
        for (Operation operation : operations) {
            int status =
                    cloud.web()
                            .call(operation.method(), path(operation, "greenfield"), "")
                            .status();
            if (OPEN.equals(MAY.get(operation.id()))) {
                assertThat(status).as(operation.id()).isIn(200, 400);
            } else {
                assertThat(status).as(operation.id()).isEqualTo(401);
            }
        }
    }

    @Test
    void foreignSchool_looksLikeNoSchool() {
        for (Operation operation : operations) {
            if (!operation.path().contains("{school}")) {
                continue;
            }
            roles.forEach(
                    (role, web) -> {
                        if (role.equals("platform_admin")) {
                            return;
                        }
                        var foreign = web.call(operation.method(), path(operation, "bluehill"), "");
                        var nowhere = web.call(operation.method(), path(operation, "nowhere"), "");
                        String what = operation.id() + " as " + role;
                        assertThat(foreign.status()).as(what).isEqualTo(404);
                        assertThat(foreign.text()).as(what).isEqualTo(nowhere.text());
                    });
        }
    }

    @Test
    void foreignOrder_looksLikeNoOrder() {
        String payment = "{\"method\":\"cash\",\"amountPaise\":3000,\"reference\":\"x\"}";
        for (String role : List.of("school_admin", "parent")) {
            Web web = roles.getOrDefault(role, cloud.web());
            assertThat(web.get("/v1/orders/" + foreignOrder).text())
                    .isEqualTo(web.get("/v1/orders/999999").expect(404).text());
            assertThat(web.post("/v1/orders/%d/cancel".formatted(foreignOrder)).status())
                    .isEqualTo(404);
        }
        assertThat(
                        roles.getOrDefault("school_admin", cloud.web())
                                .call(
                                        "POST",
                                        "/v1/orders/%d/payments".formatted(foreignOrder),
                                        payment)
                                .status())
                .isEqualTo(404);
        assertThat(cloud.count("select count(*) from orders where state = 'pending_payment'"))
                .isEqualTo(1);
    }
}
