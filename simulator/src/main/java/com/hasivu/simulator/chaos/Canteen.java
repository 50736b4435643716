package com.hasivu.simulator.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.hasivu.simulator.demo.CloudApi;
import com.hasivu.simulator.demo.Site;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A school of which only the money matters, as its people see it over HTTP: families with wallets,
 * a menu, orders. Whom a node answers no more gets a {@link
 * com.hasivu.simulator.demo.CloudException}. Thread-safe once open.
 */
final class Canteen {
    static final long PRICE = 4_500;

    private static final long FRESH_NANOS = 600_000_000_000L;
    private static final String SCHOOL = "greenfield";
    private static final String OFFICE = "office@greenfield.example";
    private static final String PASSWORD = "a long enough chaos password";

    private final Site site;
    private final String day = LocalDate.now(ZoneId.of("Asia/Kolkata")).plusDays(5).toString();
    private final long dish;
    private final Map<String, SignedIn> signedIn = new ConcurrentHashMap<>();

    private record SignedIn(CloudApi api, long since) {}

    /** A guardian and the child, known to every node. */
    record Family(String email, long child) {}

    private Canteen(Site site, long dish) {
        this.site = site;
        this.dish = dish;
    }

    /** Opens the school through the first node. */
    static Canteen open(Site site) {
        CloudApi platform = CloudApi.signIn(site.http(1), Site.ADMIN, Site.ADMIN_PASSWORD);
        platform.post(
                "/v1/schools", Map.of("id", SCHOOL, "name", "Greenfield", "zone", "Asia/Kolkata"));
        platform.post(
                "/v1/schools/" + SCHOOL + "/staff",
                Map.of(
                        "email",
                        OFFICE,
                        "password",
                        PASSWORD,
                        "name",
                        "Office",
                        "role",
                        "school_admin"));
        CloudApi office = CloudApi.signIn(site.http(1), OFFICE, PASSWORD);
        office.put( // it runs on a Sunday as well
                "/v1/schools/" + SCHOOL + "/calendar",
                Map.of("weekdays", List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun")));
        office.put(
                "/v1/schools/" + SCHOOL + "/windows/lunch",
                Map.of(
                        "name",
                        "Lunch",
                        "opens",
                        "11:30",
                        "closes",
                        "14:00",
                        "deadline",
                        Map.of("daysBefore", 1, "time", "20:00")));
        long dish =
                CloudApi.id(
                        office.post(
                                "/v1/schools/" + SCHOOL + "/dishes",
                                Map.of("name", "Idli", "pricePaise", PRICE, "diet", "veg")));
        var canteen = new Canteen(site, dish);
        office.put(
                "/v1/schools/%s/menus/%s/lunch".formatted(SCHOOL, canteen.day),
                Map.of(
                        "items",
                        List.of(Map.of("dish", dish, "portions", 100_000, "perOrderLimit", 5))));
        return canteen;
    }

    /** A new family that consents for its child, with so much in its wallet. */
    Family family(int node, String name, long paise) {
        CloudApi office = person(node, OFFICE);
        long child =
                CloudApi.id(
                        office.post(
                                "/v1/schools/" + SCHOOL + "/students",
                                Map.of("name", name, "className", "4B", "rollNumber", name)));
        var family = new Family(name + "@greenfield.example", child);
        office.post(
                "/v1/schools/" + SCHOOL + "/guardians",
                Map.of(
                        "email",
                        family.email(),
                        "password",
                        PASSWORD,
                        "name",
                        name,
                        "students",
                        List.of(Map.of("id", child, "mayOrder", true))));
        CloudApi guardian = guardian(node, family);
        guardian.post(
                "/v1/schools/%s/students/%d/consents".formatted(SCHOOL, child),
                Map.of(
                        "notice",
                        guardian.get("/v1/consent-notice").path("version").asInt(),
                        "language",
                        "en"));
        if (paise > 0) {
            fill(guardian, paise);
        }
        return family;
    }

    /** The guardian, signed in at a node. */
    CloudApi guardian(int node, Family family) {
        return person(node, family.email());
    }

    /** Signed in again long before the token's end: hashing a password is dear on purpose. */
    private CloudApi person(int node, String email) {
        return signedIn.compute(
                        site.http(node) + " " + email,
                        (key, known) ->
                                known != null && System.nanoTime() - known.since() < FRESH_NANOS
                                        ? known
                                        : new SignedIn(
                                                CloudApi.signIn(site.http(node), email, PASSWORD),
                                                System.nanoTime()))
                .api();
    }

    void fill(CloudApi guardian, long paise) {
        JsonNode begun = guardian.post("/v1/wallet/top-ups", Map.of("amountPaise", paise));
        JsonNode paid =
                guardian.post(
                        "/v1/sandbox/orders/%s/pay".formatted(begun.path("gatewayOrder").asText()),
                        Map.of());
        guardian.post(
                "/v1/wallet/top-ups/%d/confirm".formatted(CloudApi.id(begun)),
                Map.of(
                        "payment", paid.path("payment").asText(),
                        "signature", paid.path("signature").asText()));
    }

    /** Placed, to be paid at once from the wallet. */
    long orderAndPay(CloudApi guardian, Family family) {
        return place(guardian, Map.of("payFrom", "wallet"), family);
    }

    /** Placed and pending. */
    long order(CloudApi guardian, Family family) {
        return place(guardian, Map.of(), family);
    }

    private long place(CloudApi guardian, Map<String, String> more, Family family) {
        var wish = new HashMap<String, Object>(more);
        wish.put("student", family.child());
        wish.put("date", day);
        wish.put("window", "lunch");
        wish.put("lines", List.of(Map.of("dish", dish, "quantity", 1)));
        return CloudApi.id(guardian.post("/v1/orders", wish));
    }

    static void pay(CloudApi guardian, long order) {
        guardian.post("/v1/orders/%d/wallet-payment".formatted(order), Map.of());
    }

    static void cancel(CloudApi guardian, long order) {
        guardian.post("/v1/orders/%d/cancel".formatted(order), Map.of());
    }

    /** The wallet fills itself below {@code below}; its saved payment method is good, or not. */
    static void autoTopUp(CloudApi guardian, long below, long fill, boolean good) {
        JsonNode wish =
                guardian.put(
                        "/v1/wallet/auto-top-up",
                        Map.of("belowPaise", below, "fillPaise", fill, "timesADay", 5));
        if (!good) {
            guardian.post(
                    "/v1/sandbox/tokens/%s/revoke".formatted(wish.path("token").asText()),
                    Map.of());
        }
    }
}
