package com.hasivu.cloud;

import java.util.concurrent.atomic.AtomicInteger;

/** A school made over HTTP: its people, children, cards, dishes and orders. */
public final class SchoolFixture {
    private static final AtomicInteger KEYS = new AtomicInteger();

    private final CloudFixture cloud;
    private final String id;
    private final Web admin;
    private final AtomicInteger people = new AtomicInteger();

    private SchoolFixture(CloudFixture cloud, String id, Web admin) {
        this.cloud = cloud;
        this.id = id;
        this.admin = admin;
    }

    static SchoolFixture create(CloudFixture cloud, String id, String zone) {
        cloud.root()
                .post("/v1/schools", "{'id':'%s','name':'School %s','zone':'%s'}", id, id, zone)
                .expect(201);
        String email = "admin@%s.test".formatted(id);
        cloud.root()
                .post(
                        "/v1/schools/%s/staff".formatted(id),
                        "{'email':'%s','password':'%s','name':'Admin','role':'school_admin'}",
                        email,
                        CloudFixture.PASSWORD)
                .expect(201);
        var school = new SchoolFixture(cloud, id, cloud.person(email));
        school.window("lunch", "11:30", "14:00", 1, "20:00");
        return school;
    }

    public String id() {
        return id;
    }

    public Web admin() {
        return admin;
    }

    public String path(String rest) {
        return "/v1/schools/" + id + rest;
    }

    public void window(String window, String opens, String closes, int daysBefore, String time) {
        admin.put(
                        path("/windows/" + window),
                        "{'name':'%s','opens':'%s','closes':'%s','deadline':{'daysBefore':%d,'time':'%s'}}",
                        window,
                        opens,
                        closes,
                        daysBefore,
                        time)
                .expect(200);
    }

    /** A child for whom somebody consents on paper. */
    public long student() {
        long student = awaiting();
        consent(student);
        return student;
    }

    /** The school records a parent's consent on paper. */
    public void consent(long student) {
        admin.post(
                        path("/students/%d/consents/paper".formatted(student)),
                        "{'kind':'given','notice':1,'language':'en','reference':'form-%d'}",
                        student)
                .expect(201);
    }

    /** A child for whom nobody consents yet. */
    public long awaiting() {
        int number = people.incrementAndGet(); // one for both: children are made at the same time
        return admin.post(
                        path("/students"),
                        "{'name':'Child %d','className':'5A','rollNumber':'%d'}",
                        number,
                        number)
                .expect(201)
                .id();
    }

    /** A parent who may order for the child, signed in. */
    public Web parent(long student) {
        return guardian(student, true);
    }

    /** The child itself, signed in. */
    public Web pupil(long student) {
        var key = admin.post(path("/students/%d/sign-in".formatted(student))).expect(201).json();
        cloud.web()
                .post(
                        "/v1/auth/password/reset",
                        "{'token':'%s','password':'%s'}",
                        key.path("code").asText(),
                        CloudFixture.PASSWORD)
                .expect(204);
        return cloud.person(key.path("login").asText());
    }

    public Web guardian(long student, boolean mayOrder) {
        String email = "parent%d@%s.test".formatted(people.incrementAndGet(), id);
        admin.post(
                        path("/guardians"),
                        "{'email':'%s','password':'%s','name':'Parent','students':[{'id':%d,'mayOrder':%s}]}",
                        email,
                        CloudFixture.PASSWORD,
                        student,
                        mayOrder)
                .expect(201);
        return cloud.person(email);
    }

    /** Somebody of the staff, signed in. */
    public Web staff(String role) {
        String email = "staff%d@%s.test".formatted(people.incrementAndGet(), id);
        admin.post(
                        path("/staff"),
                        "{'email':'%s','password':'%s','name':'Staff','role':'%s'}",
                        email,
                        CloudFixture.PASSWORD,
                        role)
                .expect(201);
        return cloud.person(email);
    }

    public long dish(String name, long pricePaise) {
        return admin.post(
                        path("/dishes"),
                        "{'name':'%s','pricePaise':%d,'diet':'veg'}",
                        name,
                        pricePaise)
                .expect(201)
                .id();
    }

    public void menu(String date, long dish, int portions, int limit) {
        admin.put(
                        path("/menus/%s/lunch".formatted(date)),
                        "{'items':[{'dish':%d,'portions':%d,'perOrderLimit':%d}]}",
                        dish,
                        portions,
                        limit)
                .expect(200);
    }

    public int portionsLeft(String date) {
        return admin.get(path("/menus/%s/lunch".formatted(date)))
                .expect(200)
                .json()
                .at("/items/0/portionsLeft")
                .asInt();
    }

    public static Web.Answer order(Web parent, long student, String date, long dish, int quantity) {
        return parent.with("Idempotency-Key", "key-" + KEYS.incrementAndGet())
                .post(
                        "/v1/orders",
                        "{'student':%d,'date':'%s','window':'lunch','lines':[{'dish':%d,'quantity':%d}]}",
                        student,
                        date,
                        dish,
                        quantity);
    }

    /** Fills the parent's wallet through the sandbox. */
    public static void topUp(Web parent, long paise) {
        var topUp =
                parent.with("Idempotency-Key", "top-" + KEYS.incrementAndGet())
                        .post("/v1/wallet/top-ups", "{'amountPaise':%d}", paise)
                        .expect(201);
        var paid =
                parent.post(
                                "/v1/sandbox/orders/%s/pay"
                                        .formatted(topUp.json().path("gatewayOrder").asText()))
                        .expect(200)
                        .json();
        parent.post(
                        "/v1/wallet/top-ups/%d/confirm".formatted(topUp.id()),
                        "{'payment':'%s','signature':'%s'}",
                        paid.path("payment").asText(),
                        paid.path("signature").asText())
                .expect(200);
    }

    public static long balance(Web parent) {
        return parent.get("/v1/wallet").expect(200).json().path("balancePaise").asLong();
    }

    public Web.Answer pay(long order, long paise) {
        return admin.post(
                "/v1/orders/%d/payments".formatted(order),
                "{'method':'cash','amountPaise':%d,'reference':'receipt'}",
                paise);
    }
}
