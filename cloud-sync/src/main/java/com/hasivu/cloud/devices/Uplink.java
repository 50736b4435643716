package com.hasivu.cloud.devices;

import com.hasivu.cloud.broker.Publisher;
import com.hasivu.cloud.broker.Receiver;
import com.hasivu.cloud.broker.Seldom;
import com.hasivu.cloud.broker.Seldom.Counter;
import com.hasivu.cloud.commands.Commands;
import com.hasivu.cloud.enrolment.Renewals;
import com.hasivu.cloud.rfid.Heartbeats;
import com.hasivu.cloud.rfid.TapIntake;
import com.hasivu.cloud.snapshots.Snapshots;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.Wire;
import com.hasivu.protocol.WireException;
import com.hasivu.protocol.wire.CommandResult;
import com.hasivu.protocol.wire.StationRequest;
import com.hasivu.protocol.wire.StationStatus;
import com.hasivu.protocol.wire.TimeNotice;
import com.hasivu.protocol.wire.TimeRequest;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.util.function.Predicate;

/**
 * Sends each message of a station to the part that takes it. What cannot be read is counted and
 * dropped.
 */
public final class Uplink implements Receiver {
    private static final Logger LOG = LoggerFactory.getLogger(Uplink.class);

    private final TapIntake intake;
    private final Heartbeats heartbeats;
    private final Snapshots snapshots;
    private final Commands commands;
    private final Renewals renewals;
    private final Predicate<Topics.Address> enrolled;
    private final Publisher publisher;
    private final Clock clock;
    private final Counter refused =
            new Seldom(LOG).counter("station payloads refused, nothing changed");

    /** Over the parts of one cloud node. */
    public Uplink(
            TapIntake intake,
            Heartbeats heartbeats,
            Snapshots snapshots,
            Commands commands,
            Renewals renewals,
            Predicate<Topics.Address> enrolled,
            Publisher publisher,
            Clock clock) {
        this.intake = intake;
        this.heartbeats = heartbeats;
        this.snapshots = snapshots;
        this.commands = commands;
        this.renewals = renewals;
        this.enrolled = enrolled;
        this.publisher = publisher;
        this.clock = clock;
    }

    @Override
    public void receive(String topic, byte[] payload) {
        var address = Topics.parse(topic);
        if (address.isEmpty()) {
            refused.add("a topic that is not ours");
            return;
        }
        Topics.Address sender = address.get();
        try {
            switch (sender.leaf()) {
                case "up/taps" -> intake.receive(sender, payload);
                case "up/status" -> status(sender, Wire.open(payload, StationStatus.parser()));
                case "up/results" ->
                        commands.receive(sender, Wire.open(payload, CommandResult.parser()));
                case "up/requests" -> request(sender, Wire.open(payload, StationRequest.parser()));
                default -> refused.add(topic);
            }
        } catch (WireException e) {
            refused.add("%s: %s".formatted(topic, e.getMessage()));
        }
    }

    private void status(Topics.Address sender, StationStatus status) {
        heartbeats.receive(sender, status);
        intake.reported(sender, status);
        snapshots.reported(sender, status);
        if (status.getOnline() && enrolled.test(sender)) {
            commands.connected(sender);
        }
    }

    /** Nothing is told to a station that is not enrolled, whatever broker carried its request. */
    private void request(Topics.Address sender, StationRequest request) {
        if (!enrolled.test(sender)) {
            refused.add(
                    "%s/%s is not enrolled, it is not answered"
                            .formatted(sender.school(), sender.station()));
            return;
        }
        switch (request.getRequestCase()) {
            case SNAPSHOT -> snapshots.requested(sender, request.getSnapshot());
            case TIME -> {
                answer(sender, request.getTime());
                heartbeats.alive(sender); // every 10 s: the steadiest sign of life
            }
            case RENEWAL -> renewals.receive(sender, request.getRenewal());
            case REQUEST_NOT_SET -> refused.add(sender.leaf() + " asks for nothing known here");
        }
    }

    private void answer(Topics.Address sender, TimeRequest request) {
        var notice =
                TimeNotice.newBuilder()
                        .setMonotonicNanos(request.getMonotonicNanos())
                        .setCloudWallMillis(clock.millis())
                        .build();
        var unused =
                publisher.publish(
                        sender.topics().time(), Wire.seal(notice), Publisher.Delivery.ONCE_AT_MOST);
    }
}
