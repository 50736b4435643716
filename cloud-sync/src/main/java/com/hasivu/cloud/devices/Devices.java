package com.hasivu.cloud.devices;

import com.hasivu.cloud.broker.Broker;
import com.hasivu.cloud.broker.CloudLink;
import com.hasivu.cloud.broker.EmbeddedBroker;
import com.hasivu.cloud.broker.ExternalBroker;
import com.hasivu.cloud.broker.Publisher;
import com.hasivu.cloud.cards.Cards;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.enrolment.Enrolment;
import com.hasivu.cloud.enrolment.EnrolmentRoutes;
import com.hasivu.cloud.http.Api;
import com.hasivu.cloud.keys.CertificateAuthority;
import com.hasivu.cloud.orders.Orders;
import com.hasivu.cloud.outbox.Outbox;
import com.hasivu.cloud.rfid.Deliveries;
import com.hasivu.cloud.rfid.DrainPace;
import com.hasivu.cloud.rfid.Heartbeats;
import com.hasivu.cloud.rfid.StationRoutes;
import com.hasivu.cloud.rfid.Stations;
import com.hasivu.cloud.rfid.TapEffects;
import com.hasivu.cloud.rfid.TapIntake;
import com.hasivu.cloud.schools.Schools;
import com.hasivu.cloud.schools.Students;
import com.hasivu.cloud.snapshots.SnapshotKey;
import com.hasivu.cloud.snapshots.SnapshotSource;
import com.hasivu.cloud.snapshots.Snapshots;
import com.hasivu.protocol.Topics;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Broker, link, intake, snapshots and enrolment as one part of the service: {@link #register} the
 * routes, {@link #start}, and {@link #close}.
 */
public final class Devices implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Devices.class);
    private static final Duration LINK_PATIENCE = Duration.ofSeconds(10);

    /** Taps and requests are shared among cloud nodes; a status, being retained, goes to each. */
    private static final List<String> FILTERS =
            List.of(
                    "$share/hasivu-cloud/" + Topics.ALL_TAPS,
                    "$share/hasivu-cloud/" + Topics.ALL_REQUESTS,
                    Topics.ALL_STATUS);

    private final Optional<Broker> broker;
    private final Optional<CloudLink> link;
    private final Snapshots snapshots;
    private final StationRoutes stationRoutes;
    private final EnrolmentRoutes enrolmentRoutes;
    private final BrokerRoutes brokerRoutes;

    /** What the stations' side needs of the rest. */
    public record Epics(
            Database database,
            Outbox outbox,
            Schools schools,
            Students students,
            Cards cards,
            Orders orders) {}

    /**
     * Where the broker is: made by the configuration.
     *
     * @param port 0: any free one, the same at every start
     */
    public sealed interface BrokerPlace {
        /** In this process. */
        record Embedded(String host, int port) implements BrokerPlace {}

        /** Somebody else's; the cloud's own certificate and key, and the authority it trusts. */
        record External(String host, int port, Path caFile, Path certificateFile, Path keyFile)
                implements BrokerPlace {}

        /** Nowhere: no station can connect. */
        record None() implements BrokerPlace {}
    }

    /**
     * Opens the keys and puts the parts together; nothing runs yet.
     *
     * @param dataDir keys and the broker's data are kept here
     * @param drainRate records of backlogs this node takes in a second; 0: no limit
     */
    public Devices(Path dataDir, BrokerPlace place, int drainRate, Epics epics, Clock clock) {
        Database database = epics.database();
        var authority = CertificateAuthority.open(dataDir.resolve("ca"), clock);
        var snapshotKey = SnapshotKey.open(dataDir.resolve("keys/snapshot-key.pem"));
        var stations = new Stations(clock);
        var deliveries = new Deliveries();
        this.broker = broker(dataDir, place, authority, stations, database);

        Publisher publisher = this::publish;
        this.snapshots =
                new Snapshots(
                        database,
                        epics.schools(),
                        stations,
                        new SnapshotSource(
                                epics.schools(), epics.students(), epics.cards(), epics.orders()),
                        epics.outbox(),
                        snapshotKey,
                        publisher,
                        clock);
        epics.outbox().onCommitted(snapshots::changed);
        var uplink =
                new Uplink(
                        new TapIntake(
                                database,
                                new TapEffects(epics.orders(), deliveries),
                                publisher,
                                clock,
                                new DrainPace(drainRate, clock)),
                        new Heartbeats(database, stations),
                        snapshots,
                        publisher,
                        clock);
        this.link = broker.map(it -> new CloudLink(it, FILTERS, uplink, snapshots::linkUp));

        this.stationRoutes =
                new StationRoutes(
                        database,
                        epics.schools(),
                        epics.students(),
                        stations,
                        deliveries,
                        this::revoked);
        this.enrolmentRoutes =
                new EnrolmentRoutes(
                        database,
                        epics.schools(),
                        stations,
                        new Enrolment(authority, stations, clock),
                        authority,
                        snapshotKey,
                        broker,
                        snapshots::changed,
                        clock);
        this.brokerRoutes =
                new BrokerRoutes(
                        broker, () -> link.filter(CloudLink::up).isPresent(), this::linkWoken);
    }

    /** Adds the routes of stations, enrolment, deliveries and the broker. */
    public void register(Api api) {
        stationRoutes.register(api);
        enrolmentRoutes.register(api);
        brokerRoutes.register(api);
    }

    /**
     * Starts the broker, the link and the snapshots; returns once the embedded broker listens and
     * we are connected to it.
     */
    public void start() {
        if (broker.orElse(null) instanceof EmbeddedBroker embedded) {
            embedded.start();
        }
        link.ifPresent(CloudLink::start);
        if (broker.filter(EmbeddedBroker.class::isInstance).isPresent()) {
            linkWoken();
        }
        snapshots.start();
    }

    /** The port stations connect to; empty without a broker. */
    public Optional<Integer> mqttPort() {
        return broker.map(it -> it.stations().port());
    }

    @Override
    public void close() {
        snapshots.close();
        link.ifPresent(CloudLink::close);
        broker.ifPresent(Broker::close);
    }

    private boolean publish(String topic, byte[] payload, Publisher.Delivery delivery) {
        return link.filter(it -> it.publish(topic, payload, delivery)).isPresent();
    }

    private void linkWoken() {
        link.ifPresent(
                it -> {
                    it.wake();
                    if (!it.awaitUp(LINK_PATIENCE)) {
                        LOG.warn("no link to the broker after {}; still trying", LINK_PATIENCE);
                    }
                });
    }

    private void revoked(Topics station) {
        if (broker.orElse(null) instanceof EmbeddedBroker embedded) {
            embedded.disconnect(station);
        }
        snapshots.changed(station.school());
    }

    private static Optional<Broker> broker(
            Path dataDir,
            BrokerPlace place,
            CertificateAuthority authority,
            Stations stations,
            Database database) {
        return switch (place) {
            case BrokerPlace.Embedded(var host, var port) ->
                    Optional.of(
                            new EmbeddedBroker(
                                    dataDir.resolve("broker"),
                                    host,
                                    port,
                                    authority,
                                    (school, station, serial) ->
                                            database.read(
                                                    tx ->
                                                            stations.admits(
                                                                    tx, school, station, serial))));
            case BrokerPlace.External(var host, var port, var ca, var certificate, var key) ->
                    Optional.of(
                            new ExternalBroker(
                                    new Broker.Endpoint(host, port), ca, certificate, key));
            case BrokerPlace.None() -> Optional.empty();
        };
    }
}
