package com.hasivu.simulator.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hasivu.simulator.web.Answer;
import com.hasivu.simulator.web.HttpPerson;
import com.hasivu.simulator.web.HttpRequest;

import io.netty.channel.EventLoopGroup;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Makes a school as people would, by the API: the platform opens it, the office adds children and
 * parents, parents consent where that is asked. Each call may be told to come back later (429) and
 * does. One use.
 */
public final class Founder {
    private static final ZoneId ZONE = ZoneId.of("Asia/Kolkata");
    private static final String PASSWORD = "a long enough load password";
    private static final String WINDOW = "lunch";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int PARALLEL = 8;
    private static final int CHILDREN_EACH = 2;
    private static final int PORTIONS = 100_000;
    private static final int MOST_TRIES = 30;

    /** The nearest days are left out: their deadline may pass while the load runs. */
    private static final int FIRST_DAY = 2;

    private static final int DAYS = 14;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final EventLoopGroup loops;
    private final InetSocketAddress server;
    private final String school;
    private final Consumer<String> progress;
    private final AtomicInteger made = new AtomicInteger();

    /**
     * @param school its id
     * @param progress told of steps
     */
    public Founder(
            EventLoopGroup loops,
            InetSocketAddress server,
            String school,
            Consumer<String> progress) {
        this.loops = loops;
        this.server = server;
        this.school = school;
        this.progress = progress;
    }

    /** Somebody signed in. */
    private final class Person implements AutoCloseable {
        private final HttpPerson line = new HttpPerson(loops, server, PATIENCE);
        private Optional<String> token = Optional.empty();

        Person signIn(String email, String password) throws IOException, InterruptedException {
            JsonNode tokens =
                    post("/v1/auth/sign-in", Map.of("email", email, "password", password));
            token = Optional.of(tokens.path("accessToken").asText());
            return this;
        }

        JsonNode post(String path, Object body) throws IOException, InterruptedException {
            return call("POST", path, body);
        }

        JsonNode put(String path, Object body) throws IOException, InterruptedException {
            return call("PUT", path, body);
        }

        JsonNode get(String path) throws IOException, InterruptedException {
            return call("GET", path, Map.of());
        }

        private JsonNode call(String method, String path, Object body)
                throws IOException, InterruptedException {
            boolean creates = method.equals("POST") && token.isPresent();
            var request =
                    new HttpRequest(
                            method,
                            path,
                            token,
                            creates ? Optional.of(UUID.randomUUID().toString()) : Optional.empty(),
                            method.equals("GET") ? new byte[0] : bytes(body));
            Answer answer = line.ask(request);
            for (int i = 1; answer.status() == 429 && i < MOST_TRIES; i++) {
                TimeUnit.SECONDS.sleep(Math.max(1, answer.retryAfterSeconds())); // as it was told
                answer = line.ask(request);
            }
            if (answer.status() / 100 != 2) {
                throw new IOException(
                        "%s %s answered %d: %s"
                                .formatted(method, path, answer.status(), answer.text()));
            }
            return answer.json();
        }

        @Override
        public void close() {
            line.close();
        }
    }

    /**
     * Makes the school.
     *
     * @param parents how many parents, with two children each
     * @param others how many children more
     * @throws IOException naming the call that was refused
     */
    public LoadSchool found(Account admin, int parents, int others)
            throws IOException, InterruptedException {
        var kitchen = new Account("kitchen@%s.example".formatted(school), PASSWORD, List.of());
        var office = new Account("office@%s.example".formatted(school), PASSWORD, List.of());
        try (Person platform = new Person().signIn(admin.email(), admin.password())) {
            platform.post(
                    "/v1/schools",
                    Map.of("id", school, "name", "Load " + school, "zone", ZONE.getId()));
            staff(platform, office, "school_admin");
            staff(platform, kitchen, "kitchen_staff");
        }
        SortedMap<Long, Long> prices = new TreeMap<>();
        List<LocalDate> days = days();
        try (Person admins = new Person().signIn(office.email(), office.password())) {
            window(admins);
            for (int i = 0; i < 4; i++) {
                long paise = 3_000 + 500L * i;
                prices.put(dish(admins, "Dish " + (char) ('A' + i), paise), paise);
            }
            for (LocalDate day : days) {
                menu(admins, day, prices);
            }
        }
        progress.accept("school %s: %d menus".formatted(school, days.size()));
        List<Account> families = families(office, parents);
        everyone(office, others);
        return new LoadSchool(school, WINDOW, days, prices, PORTIONS, kitchen, office, families);
    }

    private static List<LocalDate> days() {
        LocalDate today = LocalDate.now(ZONE);
        List<LocalDate> days = new ArrayList<>();
        for (int i = 0; i < DAYS; i++) {
            days.add(today.plusDays(FIRST_DAY + i));
        }
        return days;
    }

    private void staff(Person platform, Account account, String role)
            throws IOException, InterruptedException {
        platform.post(
                at("/staff"),
                Map.of(
                        "email",
                        account.email(),
                        "password",
                        account.password(),
                        "name",
                        "Load " + role,
                        "role",
                        role));
    }

    private void window(Person office) throws IOException, InterruptedException {
        office.put( // it runs on a Sunday as well
                at("/calendar"),
                Map.of("weekdays", List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun")));
        office.put(
                at("/windows/" + WINDOW),
                Map.of(
                        "name",
                        "Lunch",
                        "opens",
                        "11:00",
                        "closes",
                        "14:00",
                        "deadline",
                        Map.of("daysBefore", 0, "time", "10:30")));
    }

    private long dish(Person office, String name, long paise)
            throws IOException, InterruptedException {
        return id(
                office.post(
                        at("/dishes"),
                        Map.of(
                                "name",
                                name,
                                "pricePaise",
                                paise,
                                "allergens",
                                List.of(),
                                "diet",
                                "veg")));
    }

    private void menu(Person office, LocalDate day, SortedMap<Long, Long> prices)
            throws IOException, InterruptedException {
        var items =
                prices.keySet().stream()
                        .map(dish -> Map.of("dish", dish, "portions", PORTIONS, "perOrderLimit", 3))
                        .toList();
        office.put(at("/menus/%s/%s".formatted(day, WINDOW)), Map.of("items", items));
    }

    private List<Account> families(Account office, int parents)
            throws IOException, InterruptedException {
        Account[] families = new Account[parents];
        inParallel(
                office,
                parents,
                "families",
                (admins, i) -> {
                    List<JsonNode> children = new ArrayList<>();
                    for (int c = 0; c < CHILDREN_EACH; c++) {
                        children.add(child(admins, "F%d-%d".formatted(i, c)));
                    }
                    families[i] = family(admins, i, children);
                });
        return List.of(families);
    }

    private void everyone(Account office, int others) throws IOException, InterruptedException {
        inParallel(office, others, "more children", (admins, i) -> child(admins, "M" + i));
    }

    private JsonNode child(Person office, String roll) throws IOException, InterruptedException {
        return office.post(
                at("/students"),
                Map.of("name", "Child " + roll, "className", "5B", "rollNumber", roll));
    }

    private Account family(Person office, int number, List<JsonNode> children)
            throws IOException, InterruptedException {
        var account =
                new Account(
                        "parent%d@%s.example".formatted(number, school),
                        PASSWORD,
                        children.stream().map(Founder::id).toList());
        office.post(
                at("/guardians"),
                Map.of(
                        "email",
                        account.email(),
                        "password",
                        account.password(),
                        "name",
                        "Parent " + number,
                        "students",
                        account.children().stream()
                                .map(id -> Map.of("id", id, "mayOrder", true, "mayCollect", true))
                                .toList()));
        for (JsonNode child : children) {
            if (child.path("state").asText().equals("awaiting-consent")) {
                consent(account, id(child));
            }
        }
        return account;
    }

    private void consent(Account account, long child) throws IOException, InterruptedException {
        try (Person parent = new Person().signIn(account.email(), account.password())) {
            int notice = parent.get("/v1/consent-notice").path("version").asInt();
            parent.post(
                    at("/students/%d/consents".formatted(child)),
                    Map.of("notice", notice, "language", "en"));
        }
    }

    private String at(String path) {
        return "/v1/schools/" + school + path;
    }

    private static long id(JsonNode created) {
        long id = created.path("id").asLong();
        if (id < 1) {
            throw new IllegalStateException("the answer has no id: " + created);
        }
        return id;
    }

    private static byte[] bytes(Object body) {
        try {
            return JSON.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("no JSON: " + body, e);
        }
    }

    private interface Work {
        void on(Person office, int number) throws IOException, InterruptedException;
    }

    private void inParallel(Account office, int count, String what, Work work)
            throws IOException, InterruptedException {
        made.set(0);
        var next = new AtomicInteger();
        ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int w = 0; w < Math.min(PARALLEL, count); w++) {
                running.add(
                        workers.submit(
                                () -> {
                                    try (Person admins =
                                            new Person()
                                                    .signIn(office.email(), office.password())) {
                                        int i;
                                        while ((i = next.getAndIncrement()) < count) {
                                            work.on(admins, i);
                                            tell(what, count);
                                        }
                                    }
                                    return null;
                                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException refused) {
                throw new IOException(
                        "while the school was made: " + refused.getMessage(), refused);
            }
            throw new IllegalStateException("while the school was made", e.getCause());
        } finally {
            workers.shutdownNow();
            workers.close();
        }
    }

    private void tell(String what, int count) {
        int done = made.incrementAndGet();
        if (done == count || done % 100 == 0) {
            progress.accept("school %s: %d of %d %s".formatted(school, done, count, what));
        }
    }
}
