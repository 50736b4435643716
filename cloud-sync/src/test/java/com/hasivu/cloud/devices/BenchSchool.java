package com.hasivu.cloud.devices;

import com.fasterxml.jackson.databind.JsonNode;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.StudentId;

import java.time.LocalDate;
import java.util.concurrent.atomic.AtomicInteger;

/** One school of a {@link CloudBench}. */
public final class BenchSchool {
    private static final AtomicInteger NEXT = new AtomicInteger();

    private final CloudBench cloud;
    private final String id;
    private final String admin;
    private final LocalDate today;
    private final long dish;
    private final String password;

    BenchSchool(
            CloudBench cloud,
            String id,
            String admin,
            LocalDate today,
            long dish,
            String password) {
        this.cloud = cloud;
        this.id = id;
        this.admin = admin;
        this.today = today;
        this.dish = dish;
        this.password = password;
    }

    /** A child with an active card, a parent and a paid order for today. */
    public record Child(
            StudentId student, String card, long cardId, OrderId order, String parent) {}

    public String id() {
        return id;
    }

    public String admin() {
        return admin;
    }

    public LocalDate today() {
        return today;
    }

    public CloudBench cloud() {
        return cloud;
    }

    public JsonNode ok(String method, String path, Object body) {
        return cloud.ok(admin, method, "/v1/schools/" + id + path, body);
    }

    public Child child() {
        int number = NEXT.incrementAndGet();
        long student =
                ok(
                                "POST",
                                "/students",
                                "{\"name\":\"Child %d\",\"className\":\"4B\",\"rollNumber\":\"%d\",\"allergens\":[]}"
                                        .formatted(number, number))
                        .path("id")
                        .asLong();
        ok(
                "POST",
                "/students/%d/consents/paper".formatted(student),
                "{\"kind\":\"given\",\"notice\":1,\"language\":\"en\",\"reference\":\"form-%d\"}"
                        .formatted(number));
        String uid = "04%06X".formatted(number);
        long card =
                ok(
                                "POST",
                                "/cards",
                                "{\"uid\":\"%s\",\"type\":\"mifare\",\"form\":\"card\"}"
                                        .formatted(uid))
                        .path("id")
                        .asLong();
        ok("POST", "/cards/%d/bind".formatted(card), "{\"student\":%d}".formatted(student));
        ok("POST", "/cards/%d/activate".formatted(card), "");
        String email = "parent%d@%s.org".formatted(number, id);
        ok(
                "POST",
                "/guardians",
                "{\"email\":\"%s\",\"password\":\"%s\",\"name\":\"Parent\",\"students\":[{\"id\":%d,\"mayOrder\":true,\"mayCollect\":true}]}"
                        .formatted(email, password, student));
        String parent = cloud.signIn(email);
        OrderId order = order(parent, student);
        pay(order);
        return new Child(new StudentId(student), uid, card, order, parent);
    }

    public OrderId order(String parent, long student) {
        JsonNode order =
                cloud.ok(
                        parent,
                        "POST",
                        "/v1/orders",
                        "{\"student\":%d,\"date\":\"%s\",\"window\":\"lunch\",\"lines\":[{\"dish\":%d,\"quantity\":1}]}"
                                .formatted(student, today, dish));
        return new OrderId(order.path("id").asLong());
    }

    public void pay(OrderId order) {
        cloud.ok(
                admin,
                "POST",
                "/v1/orders/" + order + "/payments",
                "{\"method\":\"cash\",\"amountPaise\":4500,\"reference\":\"receipt\"}");
    }

    public JsonNode order(OrderId order) {
        return cloud.ok(admin, "GET", "/v1/orders/" + order, "");
    }

    /** A station that has enrolled by its claim code over HTTP and is not connected yet. */
    public TestStation station(String station) {
        return TestStation.enrol(
                cloud,
                ok("POST", "/stations", "{\"id\":\"%s\",\"name\":\"Counter\"}".formatted(station))
                        .path("claimCode")
                        .asText());
    }
}
