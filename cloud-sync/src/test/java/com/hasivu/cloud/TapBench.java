package com.hasivu.cloud;

import static org.awaitility.Awaitility.await;

import com.hasivu.cloud.rfid.TapChain;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.Topics;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

import java.time.Duration;
import java.time.Instant;

/**
 * The whole service with families who ordered for one day, and the taps of a station, which come in
 * at another node over the same database.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class TapBench {
    protected static final String DAY = "2026-11-24";

    protected final TestClock clock = TestClock.at("2026-11-23T04:30:00Z");
    protected final CloudFixture cloud;
    protected final SchoolFixture school;
    protected final long dish;
    protected final TapNode otherNode;
    protected final TapChain chain;
    protected final Topics station =
            new Topics(new SchoolId("greenfield"), new StationId("counter-1"));

    protected TapBench(Engine engine) throws Exception {
        cloud = CloudFixture.start(engine, clock);
        school = cloud.school("greenfield");
        dish = school.dish("Idli", 4500);
        school.menu(DAY, dish, 100, 5);
        otherNode = new TapNode(cloud, clock);
        otherNode.enrolled(station);
        chain = new TapChain(station, 0xC0DE000000000001L);
    }

    @AfterAll
    protected final void stop() throws Exception {
        otherNode.close();
        cloud.close();
    }

    /** A parent with a child whose lunch of the day is paid. */
    public record Family(long child, Web parent, String email, long order) {}

    private int families;

    protected Family family() {
        clock.set(Instant.parse("2026-11-23T05:00:00Z"));
        long child = school.student();
        String email = "live%d@greenfield.test".formatted(++families);
        school.admin()
                .post(
                        school.path("/guardians"),
                        "{'email':'%s','password':'%s','name':'Parent','students':[{'id':%d,'mayOrder':true}]}",
                        email,
                        CloudFixture.PASSWORD,
                        child)
                .expect(201);
        Web parent = cloud.person(email);
        long order = SchoolFixture.order(parent, child, DAY, dish, 1).expect(201).id();
        school.pay(order, 4500).expect(201);
        awaitTold();
        clock.set(Instant.parse("2026-11-24T07:11:00Z")); // 12:41 in India
        return new Family(child, parent, email, order);
    }

    /**
     * Nothing is on its way to the live log: what the feed moves later, it would tell by the clock
     * of then, to readers who came meanwhile.
     */
    private void awaitTold() {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> cloud.count("select count(*) from outbox where kind = 'live'") == 0);
    }

    protected void serve(Family family) {
        chain.serve(new OrderId(family.order()), new StudentId(family.child()), clock.millis());
        send();
    }

    protected void send() {
        otherNode.send(station, chain);
    }
}
