package com.hasivu.cloud.http;

import static com.hasivu.cloud.SchoolFixture.order;

import static org.awaitility.Awaitility.await;

import com.hasivu.cloud.CloudFixture;
import com.hasivu.cloud.Engine;
import com.hasivu.cloud.SchoolFixture;
import com.hasivu.cloud.TableRows;
import com.hasivu.cloud.TapNode;
import com.hasivu.cloud.TestClock;
import com.hasivu.cloud.Web;
import com.hasivu.cloud.rfid.TapChain;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.wire.Reason;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Two schools, two families in the first one and one in the other, each with a row of every kind
 * that a request can name. What belongs to the other school is numbered from {@link #OTHER_SCHOOL},
 * what belongs to the other family from {@link #OTHER_FAMILY}, and the rest outside of these: a
 * number in an answer tells whose it is.
 */
final class Neighbours implements AutoCloseable {
    static final long OTHER_SCHOOL = 7_000_000;
    static final long OTHER_FAMILY = 8_000_000;
    static final long OWN = 9_000_000;

    private static final String DAY = "2026-11-24";
    private static final String EPOCH = "c0de000000000001";
    private static final Instant MORNING = Instant.parse("2026-11-23T04:30:00Z");
    private static final Instant LUNCH = Instant.parse("2026-11-24T07:11:00Z"); // 12:41 there

    final CloudFixture cloud;
    final TableRows tables;
    final Rows own;
    final Rows otherFamily;
    final Rows otherSchool;
    final Rows none;
    final Map<Role, Web> callers = new EnumMap<>(Role.class);

    /** The same people by other sessions, which they may end. */
    final Map<Role, Web> leaving = new EnumMap<>(Role.class);

    private final TestClock clock = new TestClock(MORNING);
    private final TapNode node;

    Neighbours(Engine engine) throws Exception {
        cloud = CloudFixture.start(engine, clock);
        tables = new TableRows(cloud);
        node = new TapNode(cloud, clock);
        var near = new At(cloud.school("greenfield"));
        tables.numberFrom(OTHER_SCHOOL);
        var far = new At(cloud.school("bluehill"));
        Family foreign = far.family("Foreign");
        tables.numberFrom(OTHER_FAMILY);
        Family next = near.family("Next");
        tables.numberFrom(OWN);
        Family home = near.family("Own");
        cloud.settle();
        long saga = saga();
        near.name("sagas/{id}", saga);
        far.name("sagas/{id}", saga);
        clock.set(LUNCH);
        far.taps(foreign);
        near.taps(next, home);
        otherSchool = far.rows(foreign, "the other school");
        otherFamily = near.rows(next, "the other family");
        own = near.rows(home, "the own family");
        none = none();
        callers.put(Role.PLATFORM_ADMIN, cloud.root());
        callers.put(Role.SCHOOL_ADMIN, near.school.admin());
        callers.put(Role.PARENT, home.parent);
        callers.put(Role.STUDENT, home.pupil);
        for (Role role :
                new Role[] {Role.TEACHER, Role.KITCHEN_STAFF, Role.NUTRITIONIST, Role.PRINCIPAL}) {
            callers.put(role, near.school.staff(role.label()));
        }
        callers.values().forEach(web -> web.get("/v1/auth/sessions").expect(200)); // signed in
        callers.keySet().forEach(role -> leaving.put(role, again(role)));
        await().atMost(Duration.ofSeconds(30)).until(this::quiet);
    }

    /** The newest of this role in the first school, signed in once more. */
    private Web again(Role role) {
        String login =
                cloud.texts(
                                "select email from users where role = '%s' and (school = 'greenfield' or school is null) order by id desc"
                                        .formatted(role.label()))
                        .getFirst();
        return cloud.web().as(cloud.signIn(login));
    }

    /** Nobody is at work on what was asked for before: two looks find the same. */
    private boolean quiet() throws Exception {
        Map<String, String> before = tables.digests();
        await().pollDelay(Duration.ofMillis(700)).until(() -> true);
        return tables.digests().equals(before);
    }

    /** Work that does not come to an end; it waits for a day far off. */
    private long saga() {
        cloud.execute(
                "insert into sagas (definition, subject, state, step, attempt, failure, due, created, changed)"
                        + " values ('order-pay', '901', 'running', 1, 9, 'the disk is full', timestamp with time zone '2030-01-01 00:00:00+00',"
                        + " current_timestamp, current_timestamp)");
        return number("select max(id) from sagas");
    }

    private long number(String sql) {
        return cloud.count(sql);
    }

    private record Family(
            String word,
            long child,
            long guardian,
            Web parent,
            Web pupil,
            Map<String, String> names) {
        long order(String which) {
            return Long.parseLong(names.getOrDefault(which, ""));
        }
    }

    /** A school, and what it has beside families. */
    private final class At {
        final SchoolFixture school;
        final long dish;

        /** A child without a card. */
        final long spare;

        final Topics station;
        final TapChain chain;
        final Map<String, String> names = new TreeMap<>();

        At(SchoolFixture school) {
            this.school = school;
            station = new Topics(new SchoolId(school.id()), new StationId(school.id() + "-1"));
            chain = new TapChain(station, Long.parseUnsignedLong(EPOCH, 16));
            dish = school.dish("Idli " + school.id(), 4_500);
            for (String day : new String[] {DAY, "2026-11-25", "2026-11-26", "2026-11-27"}) {
                school.menu(day, dish, 100, 5);
            }
            node.enrolled(station);
            cloud.execute(
                    "insert into station_commands (id, school, station, command, state, detail, asked_by, asked, expires, sendings, changed)"
                            + " values ('%1$s-c', '%1$s', '%1$s-1', cast('' as bytea), 'done', '', 1, current_timestamp, current_timestamp, 1, current_timestamp)"
                                    .formatted(school.id()));
            cloud.execute(
                    "insert into tap_quarantine (school, station, fingerprint, topic, reason, payload, received)"
                            + " values ('%1$s', '%1$s-1', 'f', 'up/taps', 'it does not open', cast('no batch' as bytea), current_timestamp)"
                                    .formatted(school.id()));
            cloud.execute(
                    "insert into station_status (school, station, online, seen, snapshot_version, snapshot_digest, epoch, last_sequence, acked_sequence, agent_version, clock)"
                            + " values ('%1$s', '%1$s-1', true, timestamp with time zone '%2$s', 0, '', 1, 0, 0, '1', 'synced')"
                                    .formatted(
                                            school.id(),
                                            LUNCH.toString()
                                                    .replace("T", " ")
                                                    .replace("Z", "+00")));
            Web admin = school.admin();
            school.staff("teacher");
            cloud.execute(
                    "insert into second_factors (user_id, secret, confirmed, last_step)"
                            + " select max(id), 'secret', current_timestamp, 0 from users where role = 'teacher'");
            spare = school.student();
            long gone = school.student();
            admin.patch(school.path("/students/" + gone), "{'active':false}").expect(200);
            String menus =
                    "'menus':[{'%s':'%s','window':'lunch','items':[{'dish':%d,'portions':9,'perOrderLimit':2}]}]";
            name("school", school.id());
            name("dish", dish);
            name("dishes/{id}", dish);
            name("stations/{id}", station.station().value());
            name("station", station.station().value());
            name("commands/{command}", school.id() + "-c");
            name("staff/{id}", number("select max(id) from users where role = 'teacher'"));
            name(
                    "supervisors/{id}",
                    admin.post(school.path("/supervisors"), "{'name':'S','pin':'493817'}")
                            .expect(201)
                            .id());
            name(
                    "menu-plans/{id}",
                    admin.post(
                                    school.path("/menu-plans"),
                                    "{'name':'P'," + menus + "}",
                                    "date",
                                    "2026-12-01",
                                    dish)
                            .expect(201)
                            .id());
            name(
                    "menu-templates/{id}",
                    admin.post(
                                    school.path("/menu-templates"),
                                    "{'name':'T'," + menus + "}",
                                    "weekday",
                                    "tuesday",
                                    dish)
                            .expect(201)
                            .id());
            name(
                    "erasures/{id}",
                    admin.post(school.path("/students/%d/erasure".formatted(gone)))
                            .expect(201)
                            .id());
            name("payloads/{id}", number("select max(id) from tap_quarantine"));
        }

        private void name(String key, Object name) {
            names.put(key, String.valueOf(name));
        }

        Family family(String word) {
            Web admin = school.admin();
            long child =
                    admin.post(
                                    school.path("/students"),
                                    "{'name':'Kid%s Rao','className':'5A','rollNumber':'r-%s'}",
                                    word,
                                    word)
                            .expect(201)
                            .id();
            school.consent(child);
            String email =
                    "parent-%s@family.test".formatted(word.toLowerCase(java.util.Locale.ROOT));
            long guardian =
                    admin.post(
                                    school.path("/guardians"),
                                    "{'email':'%s','password':'%s','name':'Parent%s Rao','students':[{'id':%d,'mayOrder':true}]}",
                                    email,
                                    CloudFixture.PASSWORD,
                                    word,
                                    child)
                            .expect(201)
                            .id();
            Web parent = cloud.person(email);
            var family =
                    new Family(word, child, guardian, parent, school.pupil(child), new TreeMap<>());
            SchoolFixture.topUp(parent, 90_000);
            long order = paidAtOnce(family, "2026-11-25");
            family.names.put("served", String.valueOf(paid(family, DAY)));
            family.names.put("twice", String.valueOf(paid(family, DAY)));
            long cash = order(parent, child, DAY, dish, 1).expect(201).id();
            school.pay(cash, 4_500).expect(201);
            parent.post("/v1/orders/%d/cancel".formatted(cash)).expect(200);
            cloud.settle();
            long card =
                    admin.post(
                                    school.path("/cards"),
                                    "{'uid':'04C0%010X','type':'mifare','form':'card'}",
                                    child)
                            .expect(201)
                            .id();
            admin.post(school.path("/cards/%d/bind".formatted(card)), "{'student':%d}", child)
                    .expect(200);
            admin.post(school.path("/cards/%d/activate".formatted(card))).expect(200);
            Web.Answer topUp =
                    parent.with("Idempotency-Key", "top-" + word)
                            .post("/v1/wallet/top-ups", "{'amountPaise':500}")
                            .expect(201);
            put(family, "student", child);
            put(family, "students/{id}", child);
            put(family, "students.id", child);
            put(family, "budgets/{id}", child);
            put(family, "guardian", guardian);
            put(family, "wallets/{id}", guardian);
            put(family, "linkGuardian.email", email);
            put(family, "orders/{id}", order);
            put(family, "order", order);
            put(family, "orders", order);
            put(family, "cards/{id}", card);
            put(family, "refunds/{id}", number("select max(id) from refunds_due"));
            put(family, "top-ups/{id}", topUp.id());
            put(family, "orders/{gatewayOrder}", topUp.json().path("gatewayOrder").asText());
            put(
                    family,
                    "tokens/{token}",
                    parent.put(
                                    "/v1/wallet/auto-top-up",
                                    "{'belowPaise':100,'fillPaise':1000,'timesADay':1}")
                            .expect(200)
                            .json()
                            .path("token")
                            .asText());
            put(
                    family,
                    "favourites/{id}",
                    parent.with("Idempotency-Key", "fav-" + word)
                            .post("/v1/favourites", "{'name':'Fav%s','order':%d}", word, order)
                            .expect(201)
                            .id());
            put(
                    family,
                    "recurring-orders/{id}",
                    parent.with("Idempotency-Key", "rec-" + word)
                            .post(
                                    "/v1/recurring-orders",
                                    "{'student':%d,'window':'lunch','weekdays':['fri'],'lines':[{'dish':%d,'quantity':1}]}",
                                    child,
                                    dish)
                            .expect(201)
                            .id());
            put(
                    family,
                    "sessions/{session}",
                    parent.get("/v1/auth/sessions").json().at("/items/0/id").asText());
            return family;
        }

        private void put(Family family, String key, Object name) {
            family.names.put(key, String.valueOf(name));
        }

        private long paidAtOnce(Family family, String day) {
            long order =
                    family.parent
                            .with("Idempotency-Key", "at-once-" + family.word)
                            .post(
                                    "/v1/orders",
                                    "{'student':%d,'date':'%s','window':'lunch','payFrom':'wallet','lines':[{'dish':%d,'quantity':1}]}",
                                    family.child,
                                    day,
                                    dish)
                            .expect(201)
                            .id();
            cloud.settle();
            return order;
        }

        private long paid(Family family, String day) {
            long order = order(family.parent, family.child, day, dish, 1).expect(201).id();
            family.parent
                    .with("Idempotency-Key", "pay-%d".formatted(order))
                    .post("/v1/orders/%d/wallet-payment".formatted(order))
                    .expect(201);
            return order;
        }

        /** One meal of each family is served, another one twice, and a stranger comes. */
        void taps(Family... families) {
            for (Family family : families) {
                var student = new StudentId(family.child);
                var twice = new OrderId(family.order("twice"));
                chain.serve(new OrderId(family.order("served")), student, clock.millis());
                chain.serve(twice, student, clock.millis());
                chain.serve(twice, student, clock.millis());
            }
            chain.refuse(Reason.UNKNOWN_CARD);
            school.admin()
                    .post(
                            school.path("/stations/%s/binding".formatted(station.station())),
                            "{'student':%d}",
                            spare)
                    .expect(201);
            node.send(station, chain);
            name(
                    "conflicts/{id}",
                    number(
                            "select max(id) from delivery_conflicts where school = '%s'"
                                    .formatted(school.id())));
        }

        Rows rows(Family family, String of) {
            var all = new TreeMap<>(shared());
            all.putAll(names);
            all.putAll(family.names);
            return new Rows(of, all);
        }
    }

    /** What means the same everywhere, and what a body must say to get past its own rules. */
    private static Map<String, String> shared() {
        return Map.ofEntries(
                Map.entry("problems/{code}", "sold-out"),
                Map.entry("window", "lunch"),
                Map.entry("date", "2026-11-25"),
                Map.entry("days/{date}", "2026-12-24"),
                Map.entry("month", "2026-11"),
                Map.entry("digest", "0".repeat(64)),
                Map.entry("epoch", EPOCH),
                Map.entry("createCard.uid", "04AABB01"),
                Map.entry("replaceCard.uid", "04AABB02"),
                Map.entry("createSupervisor.card", "04AABB03"),
                Map.entry("updateSupervisor.card", "04AABB04"),
                Map.entry("putSchoolAccess.secondFactorRequired", "false"));
    }

    /** Names of nothing. */
    private Rows none() {
        var all = new TreeMap<>(shared());
        own.names()
                .forEach(
                        (key, name) -> {
                            if (!shared().containsKey(key)) {
                                all.put(key, name.matches("[0-9]+") ? "999999" : nothing(key));
                            }
                        });
        return new Rows("nobody", all);
    }

    private static String nothing(String key) {
        return key.endsWith("email") ? "nobody@family.test" : "nowhere";
    }

    @Override
    public void close() throws Exception {
        node.close();
        tables.close();
        cloud.close();
    }
}
