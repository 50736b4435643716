package com.hasivu.simulator.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.hasivu.simulator.school.Child;
import com.hasivu.simulator.school.Part;
import com.hasivu.simulator.school.School;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Puts a made-up school into the cloud as people would: the platform opens the school, the office
 * registers children and cards and takes cash, parents order. Everything goes through HTTP with a
 * sign-in of the right role.
 */
public final class SchoolDay {
    /** The id of the school. */
    public static final String SCHOOL = "greenfield";

    /** The id of its station. */
    public static final String STATION = "greenfield-c1";

    static final String LUNCH = "lunch";
    private static final String SNACK = "snack";
    private static final String PASSWORD = "a long enough demo password";
    private static final int CHILDREN_PER_GUARDIAN = 10;
    private static final int PARALLEL = 12;
    private static final long FILLED = 200_000;
    private static final Duration PAID = Duration.ofSeconds(60);

    private final String base;
    private final CloudApi platform;
    private final CloudApi office;
    private final ZoneId zone;
    private final LocalDate today;
    private final Map<Child, Long> students = new ConcurrentHashMap<>();
    private final Map<Child, Long> cards = new ConcurrentHashMap<>();
    private final Map<Child, Long> orders = new ConcurrentHashMap<>();
    private final Map<Child, CloudApi> parents = new ConcurrentHashMap<>();
    private final Queue<Child> wallets = new ConcurrentLinkedQueue<>();
    private boolean walletsToo;
    private long pulao;
    private long chikki;

    private SchoolDay(String base, CloudApi platform, CloudApi office, ZoneId zone) {
        this.base = base;
        this.platform = platform;
        this.office = office;
        this.zone = zone;
        this.today = LocalDate.now(zone);
    }

    /**
     * A zone in which it is between 12:00 and 13:00 at {@code now}, so that a demo is always at
     * lunch time.
     */
    static ZoneId lunchTimeZone(Instant now) {
        int east = 12 - now.atOffset(ZoneOffset.UTC).getHour();
        return ZoneId.of(
                east == 0 ? "Etc/GMT" : "Etc/GMT" + (east > 0 ? "-" : "+") + Math.abs(east));
    }

    /** Opens the school; {@code email} and {@code password} are the platform administrator's. */
    public static SchoolDay open(String base, String email, String password) {
        CloudApi platform = CloudApi.signIn(base, email, password);
        ZoneId zone = lunchTimeZone(Instant.now());
        platform.post(
                "/v1/schools",
                Map.of("id", SCHOOL, "name", "Greenfield Public School", "zone", zone.getId()));
        platform.post(
                "/v1/schools/" + SCHOOL + "/staff",
                Map.of(
                        "email",
                        "office@greenfield.example",
                        "password",
                        PASSWORD,
                        "name",
                        "School office",
                        "role",
                        "school_admin"));
        CloudApi office = CloudApi.signIn(base, "office@greenfield.example", PASSWORD);
        return new SchoolDay(base, platform, office, zone);
    }

    /** Registers children, cards, menu and orders. */
    public void fill(School school) {
        office.put( // the demo may be shown on a Sunday
                "/v1/schools/" + SCHOOL + "/calendar",
                Map.of("weekdays", List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun")));
        window(LUNCH, "Lunch", "11:00", "14:00", "13:30");
        window(SNACK, "Afternoon snack", "15:00", "16:30", "14:45");
        pulao = dish("Vegetable pulao", 4_500, List.of());
        chikki = dish("Peanut chikki", 1_500, List.of("peanut"));
        menus();
        inParallel(school.children(), this::register);
        List<List<Child>> families = new ArrayList<>();
        for (int i = 0; i < school.children().size(); i += CHILDREN_PER_GUARDIAN) {
            families.add(
                    school.children()
                            .subList(
                                    i,
                                    Math.min(i + CHILDREN_PER_GUARDIAN, school.children().size())));
        }
        inParallel(families, this::guardian);
        inParallel(school.children(), this::order);
        wallets.forEach(this::awaitPaid);
        inParallel(school.children(), this::misfortune);
    }

    /** A plan of today's meals: three people approve it before it is published. */
    private void menus() {
        String plans = "/v1/schools/" + SCHOOL + "/menu-plans";
        List<Map<String, Object>> menus =
                List.of(LUNCH, SNACK).stream()
                        .map(
                                window ->
                                        Map.<String, Object>of(
                                                "date", today.toString(),
                                                "window", window,
                                                "items", List.of(item(pulao), item(chikki))))
                        .toList();
        CloudApi nutritionist = staff("nutritionist");
        CloudApi principal = staff("principal");
        String plan =
                plans
                        + "/"
                        + CloudApi.id(
                                nutritionist.post(plans, Map.of("name", "Today", "menus", menus)));
        nutritionist.post(plan + "/submit", Map.of());
        List.of(nutritionist, office, principal)
                .forEach(who -> who.post(plan + "/approve", Map.of()));
        principal.post(plan + "/publish", null);
    }

    private CloudApi staff(String role) {
        String email = role + "@greenfield.example";
        office.post(
                "/v1/schools/" + SCHOOL + "/staff",
                Map.of("email", email, "password", PASSWORD, "name", role, "role", role));
        return CloudApi.signIn(base, email, PASSWORD);
    }

    /** From now on every second family pays from its wallet, the others at the office. */
    void withWallets() {
        walletsToo = true;
    }

    private boolean paysFromWallet(Child child) {
        return walletsToo && child.part().pays() && child.index() / CHILDREN_PER_GUARDIAN % 2 == 0;
    }

    private void topUp(CloudApi parent, long paise) {
        JsonNode topUp = parent.post("/v1/wallet/top-ups", Map.of("amountPaise", paise));
        JsonNode paid =
                parent.post(
                        "/v1/sandbox/orders/%s/pay".formatted(topUp.path("gatewayOrder").asText()),
                        null);
        parent.post(
                "/v1/wallet/top-ups/%d/confirm".formatted(CloudApi.id(topUp)),
                Map.of(
                        "payment", paid.path("payment").asText(),
                        "signature", paid.path("signature").asText()));
    }

    /** The saga that pays goes on behind the answer. */
    private void awaitPaid(Child child) {
        long until = System.nanoTime() + PAID.toNanos();
        while (!parentsView(child).path("state").asText().equals("confirmed")) {
            if (System.nanoTime() > until) {
                throw new CloudException(
                        0, "order %d was not paid from the wallet".formatted(orderOf(child)));
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    private void window(String id, String name, String opens, String closes, String deadline) {
        office.put(
                "/v1/schools/" + SCHOOL + "/windows/" + id,
                Map.of(
                        "name",
                        name,
                        "opens",
                        opens,
                        "closes",
                        closes,
                        "deadline",
                        Map.of("daysBefore", 0, "time", deadline)));
    }

    private long dish(String name, long paise, List<String> allergens) {
        return CloudApi.id(
                office.post(
                        "/v1/schools/" + SCHOOL + "/dishes",
                        Map.of(
                                "name",
                                name,
                                "pricePaise",
                                paise,
                                "allergens",
                                allergens,
                                "diet",
                                "veg")));
    }

    private static Map<String, Object> item(long dish) {
        return Map.of("dish", dish, "portions", 5_000, "perOrderLimit", 2);
    }

    private void register(Child child) {
        long student =
                CloudApi.id(
                        office.post(
                                "/v1/schools/" + SCHOOL + "/students",
                                Map.of(
                                        "name", child.name(),
                                        "className", child.className(),
                                        "rollNumber", "R%04d".formatted(child.index() + 1))));
        students.put(child, student);
        consent(child);
        long card =
                CloudApi.id(
                        office.post(
                                "/v1/schools/" + SCHOOL + "/cards",
                                Map.of(
                                        "uid",
                                        child.card().hex(),
                                        "type",
                                        child.cardType(),
                                        "form",
                                        "card")));
        cards.put(child, card);
        card(child, "bind", Map.of("student", student));
        if (child.part() != Part.INACTIVE) {
            card(child, "activate", Map.of());
        }
    }

    /** The parents signed at the school's desk. */
    private void consent(Child child) {
        office.post(
                "/v1/schools/%s/students/%d/consents/paper".formatted(SCHOOL, studentOf(child)),
                Map.of(
                        "kind",
                        "given",
                        "notice",
                        1,
                        "language",
                        child.index() % 3 == 0 ? "kn" : "en",
                        "reference",
                        "2026/%04d".formatted(child.index() + 1)));
    }

    private void guardian(List<Child> family) {
        String email = "family%d@greenfield.example".formatted(family.getFirst().index());
        office.post(
                "/v1/schools/" + SCHOOL + "/guardians",
                Map.of(
                        "email",
                        email,
                        "password",
                        PASSWORD,
                        "name",
                        "Guardian of " + family.getFirst().name(),
                        "students",
                        family.stream()
                                .map(
                                        c ->
                                                Map.of(
                                                        "id",
                                                        studentOf(c),
                                                        "mayOrder",
                                                        true,
                                                        "mayCollect",
                                                        true))
                                .toList()));
        CloudApi parent = CloudApi.signIn(base, email, PASSWORD);
        if (walletsToo) {
            topUp(parent, FILLED);
        }
        family.forEach(child -> parents.put(child, parent));
    }

    private void order(Child child) {
        if (!child.part().ordersLunch() && child.part() != Part.SNACK_ONLY) {
            return;
        }
        long dish = child.part() == Part.ALLERGIC ? chikki : pulao;
        boolean wallet = paysFromWallet(child);
        Map<String, Object> wish =
                new HashMap<>(
                        Map.of(
                                "student", studentOf(child),
                                "date", today.toString(),
                                "window", child.part() == Part.SNACK_ONLY ? SNACK : LUNCH,
                                "lines", List.of(Map.of("dish", dish, "quantity", 1))));
        if (wallet) {
            wish.put("payFrom", "wallet");
        }
        JsonNode order = parentOf(child).post("/v1/orders", wish);
        long id = CloudApi.id(order);
        orders.put(child, id);
        if (wallet) {
            wallets.add(child);
        } else if (child.part().pays()) {
            office.post(
                    "/v1/orders/" + id + "/payments",
                    Map.of(
                            "method",
                            "cash",
                            "amountPaise",
                            order.path("totalPaise").asLong(),
                            "reference",
                            "receipt " + id));
        }
    }

    private void misfortune(Child child) {
        switch (child.part()) {
            case CANCELLED -> cancelOrder(child);
            case BLOCKED -> blockCard(child);
            case LOST -> card(child, "report-lost", Map.of());
            case EXPIRED -> card(child, "expire", Map.of());
            case ALLERGIC -> // told after it ordered: the cloud would refuse it now
                    office.patch(
                            "/v1/schools/" + SCHOOL + "/students/" + studentOf(child),
                            Map.of("allergens", List.of("peanut")));
            case LEFT_SCHOOL ->
                    office.patch(
                            "/v1/schools/" + SCHOOL + "/students/" + studentOf(child),
                            Map.of("active", false));
            default -> {}
        }
    }

    /** Blocks a child's card by API. */
    public void blockCard(Child child) {
        card(child, "block", Map.of("reason", "found in the playground"));
    }

    /** Cancels a child's order by API, as the parent. */
    public void cancelOrder(Child child) {
        parentOf(child).post("/v1/orders/" + orderOf(child) + "/cancel", Map.of());
    }

    /** Registers the station and returns its claim code. */
    public String claimCode() {
        return claimCode(STATION);
    }

    /** Registers a station by this id and returns its claim code. */
    public String claimCode(String station) {
        return office.post(
                        "/v1/schools/" + SCHOOL + "/stations",
                        Map.of("id", station, "name", "Counter " + station))
                .path("claimCode")
                .asText();
    }

    /** Revokes the station, opens it for another device, and returns the new claim code. */
    String stationOpenedAgain() {
        String station = "/v1/schools/" + SCHOOL + "/stations/" + STATION;
        office.post(station + "/revoke", Map.of());
        return office.post(station + "/reopen", Map.of()).path("claimCode").asText();
    }

    /** The station's journals as the cloud's review shows them. */
    public List<JsonNode> chains() {
        List<JsonNode> chains = new ArrayList<>();
        items(office.get("/v1/schools/" + SCHOOL + "/review/chains?station=" + STATION))
                .forEach(chains::add);
        return chains;
    }

    /** What the cloud's page says of the station. */
    public JsonNode station() {
        for (JsonNode station : items(office.get("/v1/schools/" + SCHOOL + "/stations"))) {
            if (station.path("id").asText().equals(STATION)) {
                return station;
            }
        }
        throw new IllegalStateException("the cloud knows no station " + STATION);
    }

    /** What its office sees of the station: how it does and why, and its readers. */
    public JsonNode stationStory() {
        return office.get("/v1/schools/" + SCHOOL + "/stations/" + STATION);
    }

    /** Takes the embedded broker away, or brings it back. */
    public void broker(boolean running) {
        platform.put("/v1/platform/broker", Map.of("running", running));
    }

    /** Today's deliveries, as the school sees them. */
    public List<JsonNode> deliveries() {
        List<JsonNode> all = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page =
                    office.get(
                            "/v1/schools/"
                                    + SCHOOL
                                    + "/deliveries?date="
                                    + today
                                    + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
            items(page).forEach(all::add);
            cursor = page.path("nextCursor").asText("");
        } while (!cursor.isEmpty() && !cursor.equals("null"));
        return all;
    }

    /** What the child's parent sees of the order. */
    public JsonNode parentsView(Child child) {
        return parentOf(child).get("/v1/orders/" + orderOf(child));
    }

    ZoneId zone() {
        return zone;
    }

    /** The order of a child, for the checks. */
    public long orderOf(Child child) {
        return known(orders.get(child), "order", child);
    }

    private long studentOf(Child child) {
        return known(students.get(child), "student", child);
    }

    /** The children of the same parent. */
    List<Child> familyOf(Child child) {
        CloudApi parent = parentOf(child);
        return parents.entrySet().stream()
                .filter(entry -> entry.getValue() == parent)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The orders of these children that the cloud calls delivered. */
    Set<Long> served(List<Child> children) {
        return children.stream()
                .filter(orders::containsKey)
                .filter(child -> parentsView(child).path("state").asText().equals("delivered"))
                .map(this::orderOf)
                .collect(Collectors.toSet());
    }

    CloudApi parentOf(Child child) {
        return known(parents.get(child), "guardian", child);
    }

    private void card(Child child, String action, Map<String, ?> body) {
        office.post(
                "/v1/schools/%s/cards/%d/%s"
                        .formatted(SCHOOL, known(cards.get(child), "card", child), action),
                body);
    }

    private static JsonNode items(JsonNode page) {
        return page.isArray() ? page : page.path("items");
    }

    private static <T> T known(
            @org.jspecify.annotations.Nullable T value, String what, Child child) {
        if (value == null) {
            throw new IllegalStateException("child %d has no %s".formatted(child.index(), what));
        }
        return value;
    }

    private interface Work<T> {
        void on(T thing);
    }

    private static <T> void inParallel(List<T> things, Work<T> work) {
        try (ExecutorService workers = Executors.newFixedThreadPool(PARALLEL)) {
            List<Future<?>> running = new ArrayList<>();
            for (T thing : things) {
                running.add(workers.submit(() -> work.on(thing)));
            }
            for (Future<?> one : running) {
                one.get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CloudException refused) {
                throw refused;
            }
            throw new IllegalStateException("while filling the school", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while filling the school", e);
        }
    }
}
