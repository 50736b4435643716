package com.hasivu.cloud;

import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.live.LiveFeed;
import com.hasivu.cloud.menus.Dishes;
import com.hasivu.cloud.menus.Menus;
import com.hasivu.cloud.orders.Orders;
import com.hasivu.cloud.outbox.Outbox;
import com.hasivu.cloud.rfid.Deliveries;
import com.hasivu.cloud.rfid.TapChain;
import com.hasivu.cloud.rfid.TapEffects;
import com.hasivu.cloud.rfid.TapIntake;
import com.hasivu.cloud.schools.Schools;
import com.hasivu.cloud.schools.Students;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.Wire;

import java.time.Clock;

/** Another node over a service's database, where the taps of stations come in without a broker. */
public final class TapNode implements AutoCloseable {
    private final CloudFixture cloud;
    private final Database database;
    private final LiveFeed feed;
    private final TapIntake intake;

    public TapNode(CloudFixture cloud, Clock clock) {
        this.cloud = cloud;
        database = Database.open(cloud.config().database());
        var outbox = new Outbox(clock);
        var schools = new Schools(outbox, clock);
        var orders =
                new Orders(
                        schools,
                        new Students(outbox, clock),
                        new Menus(new Dishes(clock)),
                        outbox,
                        clock);
        feed = new LiveFeed(database, outbox, schools, orders, clock, school -> {});
        feed.start();
        var effects = new TapEffects(orders, new Deliveries());
        effects.onTaken(feed::taken);
        intake = new TapIntake(database, effects, (topic, payload, how) -> true, clock);
    }

    /** A station that has its certificate. */
    public void enrolled(Topics station) {
        cloud.execute(
                "insert into stations (school, id, name, state, created) values ('%s', '%s', 'Main hall', 'enrolled', current_timestamp)"
                        .formatted(station.school(), station.station()));
    }

    /** All of the chain; what is known already has no second effect. */
    public void send(Topics station, TapChain chain) {
        send(station, Wire.seal(chain.all()));
    }

    /** What the topic brings, whatever it is. */
    public void send(Topics station, byte[] payload) {
        intake.receive(new Topics.Address(station.school(), station.station(), "up/taps"), payload);
    }

    @Override
    public void close() {
        feed.close();
        database.close();
    }
}
