package com.hasivu.simulator.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.hasivu.simulator.demo.Site;
import com.hasivu.simulator.load.Account;
import com.hasivu.simulator.load.Founder;
import com.hasivu.simulator.load.LoadSchool;
import com.hasivu.simulator.load.ProcessUse;
import com.hasivu.simulator.process.Program;
import com.hasivu.simulator.process.Programs;
import com.hasivu.simulator.web.Answer;
import com.hasivu.simulator.web.HttpLine;
import com.hasivu.simulator.web.HttpPerson;
import com.hasivu.simulator.web.HttpRequest;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoopGroup;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The cloud program over HTTP at 10, 50 and 100 connections, with the options it is shipped with: a
 * small JSON answer beside a raw Netty server with the same bytes and options; an order by its id
 * and a placed order beside pgbench with the same statements on the same PostgreSQL. The users have
 * kept connections and ask again at once (closed loop). Users and servers share the machine, so a
 * ratio of rates is kinder to ours than to the reference: the CPU a request costs is told beside
 * it.
 */
final class ApiBench {
    private static final int[] CONNECTIONS = {10, 50, 100};
    private static final int LIMIT_P99_AT = 50;
    private static final double LIMIT_P99_MILLIS = 35;
    private static final int ROUNDS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String LIVE = "/v1/health/live";

    /** An order with its lines by its id, as the cloud reads it; who asks is asked besides. */
    private static final String SELECT =
            """
            \\set id random(%d, %d)
            select * from orders left join order_lines on order_lines.order_id = orders.id
              where orders.id = :id and orders.student in
                (select student from guardians where user_id = orders.placed_by)
              order by orders.id, order_lines.line_number;
            """;

    /**
     * The statements of the transaction in which the cloud places an order, in their order. All but
     * the row of its audit log: the cloud would set to work on it.
     */
    private static final String PLACE =
            """
            \\set key random(1, 9000000000000000000)
            \\set code random(0, 999999)
            \\set student random(%3$d, %4$d)
            \\set dish random(%5$d, %6$d)
            \\set pick random(0, %8$d)
            begin;
            insert into idempotency_keys (caller, operation, request_key, request_hash, created)
              values (:client_id, 'pgbench', 'pgbench-' || (:key)::text, repeat('a', 64), now())
              on conflict (caller, operation, request_key) do nothing;
            select * from students where id = :student and school = '%1$s' and id in
                (select student from guardians where student = :student and may_order)
              for update;
            select * from schools left join meal_windows on meal_windows.school = schools.id
              and meal_windows.id = 'lunch' where schools.id = '%1$s';
            update menu_items set portions_left = portions_left - 1
              where dish = :dish and portions_left >= 1 and per_order_limit >= 1
                and menu = (select id from daily_menus where school = '%1$s'
                  and window_id = 'lunch' and school_day = date '%7$s' + (:pick)::int);
            select * from dishes where id in (:dish) and school = '%1$s';
            select 'weekdays', weekdays, null::date, null::date, null, null
                from school_weekdays where school = '%1$s'
              union all select 'term', name, first_day, last_day, null, null
                from school_terms where school = '%1$s'
              union all select 'entry', name, school_day, null, window_id, kind
                from calendar_days
                where school = '%1$s' and school_day = date '%7$s' + (:pick)::int
              order by 3, 5;
            insert into orders (school, student, placed_by, school_day, window_id, state,
                total_paise, created, changed, pickup_code)
              select '%1$s', :student, %2$d, date '%7$s' + (:pick)::int, 'lunch',
                'pending_payment', 3000, now(), now(), lpad((:code)::text, 6, '0')
              where not exists (select 1 from orders where school = '%1$s'
                and school_day = date '%7$s' + (:pick)::int and pickup_code = 'absent')
              returning id as placed \\gset
            insert into order_lines
                (order_id, line_number, dish, dish_name, allergens, price_paise, quantity)
              values (:placed, 1, :dish, 'Dish A', '', 3000, 1);
            insert into order_history (order_id, to_state, actor, changed)
              values (:placed, 'pending_payment', 'user pgbench', now());
            insert into outbox (school, kind, payload, created)
              values ('%1$s', 'pgbench', 'order', now()), ('%1$s', 'pgbench-2', 'order', now());
            update idempotency_keys set status = 201, body = repeat('b', 400)
              where caller = :client_id and operation = 'pgbench'
                and request_key = 'pgbench-' || (:key)::text;
            commit;
            """;

    private final Path dir;
    private final double seconds;
    private final int warmUps;
    private final int parents;
    private final int ordersEach;
    private final Programs programs = new Programs();
    private final EventLoopGroup loops = HttpLine.loops(2);
    private final List<Outcome> outcomes = new ArrayList<>();

    ApiBench(Path dir, boolean quick) {
        this.dir = dir;
        this.seconds = quick ? 1 : 5;
        this.warmUps = quick ? 1 : 3; // the second compiler takes its time
        this.parents = quick ? 10 : 100;
        this.ordersEach = quick ? 5 : 20;
    }

    /** What is missing and how to get it. */
    static Optional<String> missing() {
        return PgBench.missing();
    }

    /** A parent who is signed in. */
    private record Parent(String token, Account account) {}

    /** An order and whose it is. */
    private record Own(long id, Parent parent) {}

    private interface Round {
        double perSecond() throws IOException, InterruptedException;
    }

    /** One side's rounds at the cloud. */
    private final class Cloud {
        private final InetSocketAddress at;
        private final long pid;
        private final List<Double> p99 = new ArrayList<>();
        private final List<Double> cpuMicros = new ArrayList<>();

        Cloud(InetSocketAddress at, long pid) {
            this.at = at;
            this.pid = pid;
        }

        double round(int connections, Supplier<ByteBuf> requests, int status)
                throws IOException, InterruptedException {
            double before = cpu();
            ClosedLoop.Result result =
                    ClosedLoop.run(loops, at, connections, requests, status, seconds);
            p99.add(result.p99Millis());
            cpuMicros.add((cpu() - before) * 1e6 / result.requests());
            return result.perSecond();
        }

        private double cpu() throws IOException {
            return ProcessUse.of(pid)
                    .orElseThrow(() -> new IOException("process %d has ended".formatted(pid)))
                    .cpuSeconds();
        }

        double medianP99() {
            return median(p99);
        }

        double medianCpu() {
            return median(cpuMicros);
        }
    }

    List<Outcome> run() throws IOException, SQLException, InterruptedException {
        String[] shipped = {
            "-XX:TieredStopAtLevel=4",
            "@" + programs.packaging().resolve("cloud").resolve("java-options")
        };
        try (Site site = new Site(dir, Site.Store.POSTGRES)) {
            Program cloud = site.startCloud(shipped);
            InetSocketAddress at = address(URI.create(site.http()));
            LoadSchool school =
                    new Founder(loops, at, "bench-api", System.err::println)
                            .found(
                                    new Account(Site.ADMIN, Site.ADMIN_PASSWORD, List.of()),
                                    parents,
                                    0);
            List<Parent> signedIn = signIn(at, school);
            List<Own> orders = place(at, school, signedIn);
            Path body = dir.resolve("live.json");
            Files.write(body, ask(at, HttpRequest.get(LIVE), 200).body());
            try (Program raw = programs.rawServer(dir, List.of(shipped), body)) {
                int port = raw.await("ready", PATIENCE).path("port").asInt();
                var rawAt = new InetSocketAddress(at.getHostString(), port);
                var pgbench = new PgBench(site.postgresUrl(), dir);
                json(at, cloud.pid(), rawAt, raw.pid());
                select(at, cloud.pid(), orders, pgbench);
                placement(
                        at,
                        cloud.pid(),
                        school,
                        signedIn,
                        pgbench,
                        script(school, site.postgresUrl()));
            }
            return outcomes;
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    private void json(InetSocketAddress at, long cloudPid, InetSocketAddress rawAt, long rawPid)
            throws IOException, InterruptedException {
        byte[] request = bytes(HttpRequest.get(LIVE), at);
        Supplier<ByteBuf> same = () -> Unpooled.wrappedBuffer(request);
        for (int connections : CONNECTIONS) {
            var ours = new Cloud(at, cloudPid);
            var raw = new Cloud(rawAt, rawPid);
            beside(
                    "JSON read",
                    connections,
                    0.85,
                    ours,
                    () -> ours.round(connections, same, 200),
                    () -> raw.round(connections, same, 200));
            outcomes.add(
                    new Outcome(
                            "api",
                            "JSON read, CPU a request, %d connections".formatted(connections),
                            "us",
                            ours.medianCpu(),
                            raw.medianCpu(),
                            ours.medianCpu() / raw.medianCpu(),
                            "told",
                            true));
        }
    }

    private void select(InetSocketAddress at, long pid, List<Own> orders, PgBench pgbench)
            throws IOException, InterruptedException {
        List<byte[]> requests =
                orders.stream()
                        .map(
                                own ->
                                        bytes(
                                                HttpRequest.get("/v1/orders/" + own.id())
                                                        .as(own.parent().token()),
                                                at))
                        .toList();
        Supplier<ByteBuf> any =
                () ->
                        Unpooled.wrappedBuffer(
                                requests.get(ThreadLocalRandom.current().nextInt(requests.size())));
        long first = orders.stream().mapToLong(Own::id).min().orElseThrow();
        long last = orders.stream().mapToLong(Own::id).max().orElseThrow();
        String script = SELECT.formatted(first, last);
        for (int connections : CONNECTIONS) {
            var ours = new Cloud(at, pid);
            beside(
                    "order by id",
                    connections,
                    0.7,
                    ours,
                    () -> ours.round(connections, any, 200),
                    () -> pgbench.perSecond(script, connections, seconds));
        }
    }

    private void placement(
            InetSocketAddress at,
            long pid,
            LoadSchool school,
            List<Parent> signedIn,
            PgBench pgbench,
            String script)
            throws IOException, InterruptedException {
        Supplier<ByteBuf> next =
                () -> {
                    ThreadLocalRandom random = ThreadLocalRandom.current();
                    Parent parent = signedIn.get(random.nextInt(signedIn.size()));
                    return order(school, parent).encode(host(at));
                };
        for (int connections : CONNECTIONS) {
            var ours = new Cloud(at, pid);
            beside(
                    "order placed",
                    connections,
                    0.85,
                    ours,
                    () -> ours.round(connections, next, 201),
                    () -> pgbench.perSecond(script, connections, seconds));
        }
    }

    private String script(LoadSchool school, String jdbcUrl) throws SQLException {
        try (Connection database = DriverManager.getConnection(jdbcUrl);
                Statement statement = database.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "select min(student), max(student), min(user_id) from guardians")) {
            row.next();
            String id = school.id();
            long parent = row.getLong(3);
            return PLACE.formatted(
                    id,
                    parent,
                    row.getLong(1),
                    row.getLong(2),
                    school.prices().firstKey(),
                    school.prices().lastKey(),
                    school.days().getFirst(),
                    school.days().size() - 1);
        }
    }

    /** Interleaved rounds after those of warm-up; the median counts. */
    private void beside(
            String what, int connections, double goal, Cloud cloud, Round ours, Round reference)
            throws IOException, InterruptedException {
        for (int i = 0; i < warmUps; i++) {
            ours.perSecond();
            reference.perSecond();
        }
        cloud.p99.clear();
        cloud.cpuMicros.clear();
        double[] us = new double[ROUNDS];
        double[] them = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            them[i] = reference.perSecond();
            us[i] = ours.perSecond();
        }
        double ratio = Samples.median(us) / Samples.median(them);
        System.err.printf(
                Locale.ROOT,
                "  %s, %d connections: %.0f beside %.0f a second, p99 %.1f ms, CPU %.0f us a request%n",
                what,
                connections,
                Samples.median(us),
                Samples.median(them),
                cloud.medianP99(),
                cloud.medianCpu());
        outcomes.add(
                new Outcome(
                        "api",
                        "%s, %d connections".formatted(what, connections),
                        "1/s",
                        Samples.median(us),
                        Samples.median(them),
                        ratio,
                        ">= %s x".formatted(goal),
                        ratio >= goal));
        if (connections == LIMIT_P99_AT) {
            outcomes.add(
                    Outcome.under(
                            "api",
                            "%s, p99 at %d connections".formatted(what, connections),
                            "ms",
                            cloud.medianP99(),
                            LIMIT_P99_MILLIS));
        }
    }

    private List<Parent> signIn(InetSocketAddress at, LoadSchool school)
            throws IOException, InterruptedException {
        List<Parent> signedIn = new ArrayList<>();
        for (Account account : school.parents()) {
            var request =
                    new HttpRequest(
                            "POST",
                            "/v1/auth/sign-in",
                            Optional.empty(),
                            Optional.empty(),
                            "{\"email\":\"%s\",\"password\":\"%s\"}"
                                    .formatted(account.email(), account.password())
                                    .getBytes(StandardCharsets.UTF_8));
            JsonNode tokens = ask(at, request, 200).json();
            signedIn.add(new Parent(tokens.path("accessToken").asText(), account));
        }
        return signedIn;
    }

    /** The orders that are read later, with ids one after the other. */
    private List<Own> place(InetSocketAddress at, LoadSchool school, List<Parent> signedIn)
            throws IOException, InterruptedException {
        List<Own> orders = new ArrayList<>();
        try (var line = new HttpPerson(loops, at, PATIENCE)) {
            for (int i = 0; i < ordersEach; i++) {
                for (Parent parent : signedIn) {
                    Answer answer = line.ask(order(school, parent));
                    if (answer.status() != 201) {
                        throw new IOException("an order was refused: " + answer.text());
                    }
                    orders.add(new Own(answer.json().path("id").asLong(), parent));
                }
            }
        }
        return orders;
    }

    private static HttpRequest order(LoadSchool school, Parent parent) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        List<Long> children = parent.account().children();
        LocalDate day = school.days().get(random.nextInt(school.days().size()));
        long dish = school.prices().firstKey() + random.nextInt(school.prices().size());
        return new HttpRequest(
                "POST",
                "/v1/orders",
                Optional.of(parent.token()),
                Optional.of(new UUID(random.nextLong(), random.nextLong()).toString()),
                "{\"student\":%d,\"date\":\"%s\",\"window\":\"%s\",\"lines\":[{\"dish\":%d,\"quantity\":1}]}"
                        .formatted(
                                children.get(random.nextInt(children.size())),
                                day,
                                school.window(),
                                dish)
                        .getBytes(StandardCharsets.UTF_8));
    }

    private Answer ask(InetSocketAddress at, HttpRequest request, int status)
            throws IOException, InterruptedException {
        try (var line = new HttpPerson(loops, at, PATIENCE)) {
            Answer answer = line.ask(request);
            for (int i = 0; answer.status() == 429 && i < parents; i++) {
                TimeUnit.SECONDS.sleep(Math.max(1, answer.retryAfterSeconds())); // as it was told
                answer = line.ask(request);
            }
            if (answer.status() != status) {
                throw new IOException(
                        "%s %s answered %d: %s"
                                .formatted(
                                        request.method(),
                                        request.path(),
                                        answer.status(),
                                        answer.text()));
            }
            return answer;
        }
    }

    private static byte[] bytes(HttpRequest request, InetSocketAddress at) {
        ByteBuf encoded = request.encode(host(at));
        byte[] bytes = new byte[encoded.readableBytes()];
        encoded.readBytes(bytes);
        return bytes;
    }

    private static String host(InetSocketAddress at) {
        return at.getHostString() + ":" + at.getPort();
    }

    private static InetSocketAddress address(URI http) {
        return new InetSocketAddress(http.getHost(), http.getPort());
    }

    private static double median(List<Double> figures) {
        return Samples.median(figures.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
