package com.hasivu.simulator.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hasivu.simulator.web.Answer;
import com.hasivu.simulator.web.HttpPerson;
import com.hasivu.simulator.web.HttpRequest;

import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * A parent with the app open, on a connection of their own. Every answer is checked for what was
 * asked; what the user was told is kept for the books afterwards. One thread, best a virtual one.
 */
final class User {
    private static final long TOP_UP_PAISE = 2_000_000;
    private static final long NEARLY_EMPTY_PAISE = 100_000;
    private static final int MOST_KEPT = 20;
    private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final double TOKEN_PART = 0.7;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Account account;
    private final LoadSchool school;
    private final HttpPerson line;
    private final Meter meter;
    private final RandomGenerator random;
    private final Staff kitchen;
    private final Staff office;
    private final Map<Long, Placed> orders = new LinkedHashMap<>();
    private final List<Long> cancellable = new ArrayList<>();
    private final List<Doubt> doubts = new ArrayList<>();
    private Optional<String> token = Optional.empty();
    private String refreshToken = "";
    private long tokenUntil;
    private long filledPaise;
    private boolean nearlyEmpty = true; // until it was filled for the first time
    private Optional<HttpRequest> openTopUp = Optional.empty(); // paid, and maybe credited

    /** A request whose answer never came: it is asked again with its key. */
    private record Doubt(HttpRequest request, Wish wish) {}

    private record Wish(long student, LocalDate day, long dish, int quantity, long paise) {}

    /** One thing a person does, which may take several requests. */
    private interface Doing {
        void run() throws IOException, InterruptedException, WrongAnswerException;
    }

    User(
            Account account,
            LoadSchool school,
            HttpPerson line,
            Meter meter,
            RandomGenerator random,
            Staff kitchen,
            Staff office) {
        this.account = account;
        this.school = school;
        this.line = line;
        this.meter = meter;
        this.random = random;
        this.kitchen = kitchen;
        this.office = office;
    }

    /** Signs in, then does one thing after the other until told to stop. */
    void run(Pace pace, BooleanSupplier going) throws InterruptedException {
        measured(Operation.SIGN_IN, System.nanoTime(), this::signIn);
        if (token.isPresent()) {
            measured(Operation.TOP_UP, System.nanoTime(), this::topUp);
        }
        while (going.getAsBoolean()) {
            long due = pace.next(System.nanoTime());
            sleepUntil(due, going);
            if (!going.getAsBoolean()) {
                return;
            }
            Operation next = Operation.at(random.nextInt(Operation.weights()));
            if (token.isEmpty()) {
                next = Operation.SIGN_IN;
            } else if (System.nanoTime() > tokenUntil) {
                next = Operation.REFRESH;
            } else if (nearlyEmpty) {
                next = Operation.TOP_UP;
            }
            act(next, pace.countsFrom(due, System.nanoTime()));
        }
    }

    private static void sleepUntil(long due, BooleanSupplier going) throws InterruptedException {
        long left;
        while ((left = due - System.nanoTime()) > 0 && going.getAsBoolean()) {
            LockSupport.parkNanos(Math.min(left, TimeUnit.MILLISECONDS.toNanos(200)));
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    private void act(Operation wanted, long due) throws InterruptedException {
        Operation operation =
                switch (wanted) {
                    case ORDER -> orders.isEmpty() ? Operation.OWN_ORDERS : wanted;
                    case CANCEL -> cancellable.isEmpty() ? Operation.PLACE : wanted;
                    default -> wanted;
                };
        measured(
                operation,
                due,
                switch (operation) {
                    case MENU -> this::menu;
                    case OWN_ORDERS -> this::ownOrders;
                    case ORDER -> this::order;
                    case WALLET -> this::wallet;
                    case STATEMENT -> this::statement;
                    case PLACE -> this::place;
                    case CANCEL -> this::cancel;
                    case KITCHEN -> this::kitchen;
                    case DELIVERIES -> this::deliveries;
                    case SIGN_IN -> this::signIn;
                    case REFRESH -> this::refresh;
                    case TOP_UP -> this::topUp;
                });
    }

    /** The time counts from when it was due: in an open loop a late request has waited. */
    private void measured(Operation operation, long due, Doing doing) throws InterruptedException {
        try {
            doing.run();
            meter.right(operation, System.nanoTime() - due);
        } catch (IOException e) {
            meter.wrong(operation, String.valueOf(e.getMessage()));
        } catch (WrongAnswerException e) {
            meter.wrong(operation, String.valueOf(e.getMessage()));
        }
    }

    private void signIn() throws IOException, InterruptedException, WrongAnswerException {
        token = Optional.empty();
        takeTokens(
                ok(
                        200,
                        send(
                                "POST",
                                "/v1/auth/sign-in",
                                Map.of("email", account.email(), "password", account.password()))));
    }

    private void refresh() throws IOException, InterruptedException, WrongAnswerException {
        Map<String, String> old = Map.of("refreshToken", refreshToken);
        token = Optional.empty(); // should the answer get lost, the next thing is a sign-in
        takeTokens(ok(200, send("POST", "/v1/auth/refresh", old)));
    }

    private void takeTokens(JsonNode tokens) throws WrongAnswerException {
        String access = tokens.path("accessToken").asText();
        WrongAnswerException.unless(!access.isEmpty(), "no access token");
        token = Optional.of(access);
        refreshToken = tokens.path("refreshToken").asText();
        tokenUntil =
                System.nanoTime() + (long) (tokens.path("expiresIn").asLong() * 1e9 * TOKEN_PART);
    }

    private void menu() throws IOException, InterruptedException, WrongAnswerException {
        LocalDate day = someDay();
        JsonNode menu =
                get("/v1/schools/%s/menus/%s/%s".formatted(school.id(), day, school.window()));
        WrongAnswerException.unless(
                menu.path("date").asText().equals(day.toString()), "another day's menu");
        WrongAnswerException.unless(
                menu.path("items").size() == school.prices().size(), "another number of dishes");
        for (JsonNode item : menu.path("items")) {
            Long price = school.prices().get(item.path("dish").asLong());
            WrongAnswerException.unless(
                    price != null && price == item.path("pricePaise").asLong(), "another price");
            int left = item.path("portionsLeft").asInt(-1);
            WrongAnswerException.unless(
                    left >= 0 && left <= school.portions(), "portions left out of bounds");
        }
    }

    private void ownOrders() throws IOException, InterruptedException, WrongAnswerException {
        for (JsonNode order : get("/v1/orders?limit=20&date=" + someDay()).path("items")) {
            WrongAnswerException.unless(
                    account.children().contains(order.path("student").asLong()),
                    "another family's order");
        }
    }

    private void order() throws IOException, InterruptedException, WrongAnswerException {
        List<Placed> own = List.copyOf(orders.values());
        Placed placed = own.get(random.nextInt(own.size()));
        same(placed, get("/v1/orders/" + placed.id()));
    }

    private static void same(Placed placed, JsonNode order) throws WrongAnswerException {
        WrongAnswerException.unless(order.path("id").asLong() == placed.id(), "another order");
        WrongAnswerException.unless(
                order.path("student").asLong() == placed.student()
                        && order.path("date").asText().equals(placed.day().toString())
                        && order.path("totalPaise").asLong() == placed.paise()
                        && order.path("lines").size() == 1
                        && order.path("lines").get(0).path("dish").asLong() == placed.dish(),
                "an order that was not placed so");
    }

    private void wallet() throws IOException, InterruptedException, WrongAnswerException {
        nearlyEmpty = balance() < NEARLY_EMPTY_PAISE;
    }

    private long balance() throws IOException, InterruptedException, WrongAnswerException {
        JsonNode wallet = get("/v1/wallet");
        WrongAnswerException.unless(
                wallet.path("school").asText().equals(school.id()), "another school's wallet");
        long balance = wallet.path("balancePaise").asLong(-1);
        WrongAnswerException.unless(balance >= 0, "a wallet below zero");
        WrongAnswerException.unless(
                balance <= filledPaise + (openTopUp.isPresent() ? TOP_UP_PAISE : 0),
                "a wallet with more than was put in");
        return balance;
    }

    private void statement() throws IOException, InterruptedException, WrongAnswerException {
        for (JsonNode line : get("/v1/wallet/lines?limit=20").path("items")) {
            WrongAnswerException.unless(
                    line.path("balanceAfterPaise").asLong(-1) >= 0, "a statement below zero");
        }
    }

    private void topUp() throws IOException, InterruptedException, WrongAnswerException {
        if (openTopUp.isEmpty()) {
            JsonNode begun =
                    ok(
                            201,
                            send(
                                    "POST",
                                    "/v1/wallet/top-ups",
                                    Map.of("amountPaise", TOP_UP_PAISE)));
            JsonNode paid =
                    ok(
                            200,
                            send(
                                    "POST",
                                    "/v1/sandbox/orders/%s/pay"
                                            .formatted(begun.path("gatewayOrder").asText()),
                                    Map.of()));
            openTopUp =
                    Optional.of(
                            request(
                                    "POST",
                                    "/v1/wallet/top-ups/%d/confirm"
                                            .formatted(begun.path("id").asLong()),
                                    Map.of(
                                            "payment",
                                            paid.path("payment").asText(),
                                            "signature",
                                            paid.path("signature").asText())));
        }
        HttpRequest confirm = openTopUp.orElseThrow().as(token.orElse(""));
        JsonNode credited = ok(200, line.ask(confirm)); // filled once, however often it is said
        WrongAnswerException.unless(
                credited.path("state").asText().equals("credited"), "a top-up without credit");
        openTopUp = Optional.empty();
        filledPaise += TOP_UP_PAISE;
        nearlyEmpty = false;
    }

    private void place() throws IOException, InterruptedException, WrongAnswerException {
        List<Long> dishes = List.copyOf(school.prices().keySet());
        long dish = dishes.get(random.nextInt(dishes.size()));
        int quantity = 1 + random.nextInt(2);
        var wish =
                new Wish(
                        account.children().get(random.nextInt(account.children().size())),
                        someDay(),
                        dish,
                        quantity,
                        school.prices().getOrDefault(dish, 0L) * quantity);
        HttpRequest request =
                request(
                        "POST",
                        "/v1/orders",
                        Map.of(
                                "student",
                                wish.student(),
                                "date",
                                wish.day().toString(),
                                "window",
                                school.window(),
                                "payFrom",
                                "wallet",
                                "lines",
                                List.of(Map.of("dish", dish, "quantity", quantity))));
        try {
            accept(wish, ok(201, line.ask(request)));
        } catch (IOException e) {
            doubts.add(new Doubt(request, wish));
            throw e;
        }
    }

    private void accept(Wish wish, JsonNode order) throws WrongAnswerException {
        var placed =
                new Placed(
                        order.path("id").asLong(),
                        wish.student(),
                        wish.day(),
                        wish.dish(),
                        wish.quantity(),
                        wish.paise(),
                        false);
        orders.put(placed.id(), placed);
        same(placed, order);
        cancellable.add(placed.id());
        if (cancellable.size() > MOST_KEPT) {
            cancellable.removeFirst();
        }
    }

    private void cancel() throws IOException, InterruptedException, WrongAnswerException {
        Long id = cancellable.remove(random.nextInt(cancellable.size()));
        Placed placed = orders.get(id);
        if (placed == null) {
            throw new IllegalStateException("order " + id + " was never placed");
        }
        JsonNode order =
                ok(200, send("POST", "/v1/orders/%d/cancel".formatted(placed.id()), Map.of()));
        orders.put(id, placed.asCancelled());
        same(placed, order);
        WrongAnswerException.unless(
                order.path("state").asText().equals("cancelled"), "a cancelled order that is not");
    }

    private void kitchen() throws IOException, InterruptedException, WrongAnswerException {
        LocalDate day = someDay();
        JsonNode page =
                getAs(
                        kitchen.token(),
                        "/v1/schools/%s/orders?limit=50&date=%s".formatted(school.id(), day));
        for (JsonNode order : page.path("items")) {
            WrongAnswerException.unless(
                    order.path("school").asText().equals(school.id())
                            && order.path("date").asText().equals(day.toString()),
                    "another school's or day's order");
        }
    }

    private void deliveries() throws IOException, InterruptedException, WrongAnswerException {
        JsonNode page =
                getAs(
                        office.token(),
                        "/v1/schools/%s/deliveries?date=%s".formatted(school.id(), someDay()));
        WrongAnswerException.unless(
                page.path("items").isEmpty(), "a delivery of a day that has not come");
    }

    /**
     * Makes sure of what is in doubt, and waits until nothing is on its way: no order waits for its
     * payment, and the wallet holds what it should. What is still different then is for the books.
     */
    void settle() throws InterruptedException {
        long until = System.nanoTime() + SETTLE_NANOS;
        while (System.nanoTime() < until) {
            try {
                if (settled()) {
                    return;
                }
            } catch (IOException | WrongAnswerException e) {
                // asked again until the time is over; the books will tell
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    private boolean settled() throws IOException, InterruptedException, WrongAnswerException {
        if (token.isEmpty()) {
            if (orders.isEmpty() && doubts.isEmpty()) {
                return true; // never got in
            }
            signIn();
        }
        if (openTopUp.isPresent()) {
            topUp();
        }
        while (!doubts.isEmpty()) {
            Doubt doubt = doubts.getFirst();
            Answer answer = line.ask(doubt.request().as(token.orElseThrow()));
            if (answer.status() == 201) {
                accept(doubt.wish(), answer.json());
            } else if (answer.status() >= 500) {
                return false;
            }
            doubts.removeFirst();
        }
        return get("/v1/orders?limit=1&state=pending_payment").path("items").isEmpty()
                && balance() == expectedPaise();
    }

    Account account() {
        return account;
    }

    /** What the user was told to have ordered. */
    List<Placed> placed() {
        return List.copyOf(orders.values());
    }

    /** What was put in, less every order that stands. */
    long expectedPaise() {
        return filledPaise
                - orders.values().stream()
                        .filter(order -> !order.cancelled())
                        .mapToLong(Placed::paise)
                        .sum();
    }

    private LocalDate someDay() {
        return school.days().get(random.nextInt(school.days().size()));
    }

    private JsonNode get(String path)
            throws IOException, InterruptedException, WrongAnswerException {
        return getAs(token.orElse(""), path);
    }

    private JsonNode getAs(String whose, String path)
            throws IOException, InterruptedException, WrongAnswerException {
        return ok(200, line.ask(HttpRequest.get(path).as(whose)));
    }

    private Answer send(String method, String path, Object body)
            throws IOException, InterruptedException {
        return line.ask(request(method, path, body));
    }

    private HttpRequest request(String method, String path, Object body) {
        try {
            return new HttpRequest(
                    method,
                    path,
                    token,
                    token.isPresent()
                            ? Optional.of(new UUID(random.nextLong(), random.nextLong()).toString())
                            : Optional.empty(),
                    JSON.writeValueAsBytes(body));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("no JSON: " + body, e);
        }
    }

    private static JsonNode ok(int status, Answer answer) throws IOException, WrongAnswerException {
        JsonNode body = answer.json();
        WrongAnswerException.unless(
                answer.status() == status,
                "status %d %s".formatted(answer.status(), body.path("code").asText()));
        return body;
    }
}
