package com.hasivu.cloud.devices;

import com.hasivu.cloud.binding.BindingRoutes;
import com.hasivu.cloud.binding.Bindings;
import com.hasivu.cloud.broker.Broker;
import com.hasivu.cloud.broker.CloudLink;
import com.hasivu.cloud.broker.EmbeddedBroker;
import com.hasivu.cloud.broker.ExternalBroker;
import com.hasivu.cloud.broker.Publisher;
import com.hasivu.cloud.broker.StationGate;
import com.hasivu.cloud.cards.Cards;
import com.hasivu.cloud.commands.CommandRoutes;
import com.hasivu.cloud.commands.Commands;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.enrolment.Enrolment;
import com.hasivu.cloud.enrolment.EnrolmentRoutes;
import com.hasivu.cloud.enrolment.Renewals;
import com.hasivu.cloud.enrolment.RevocationRoutes;
import com.hasivu.cloud.http.Api;
import com.hasivu.cloud.http.Once;
import com.hasivu.cloud.keys.CertificateAuthority;
import com.hasivu.cloud.orders.Orders;
import com.hasivu.cloud.outbox.Outbox;
import com.hasivu.cloud.resilience.Dependency;
import com.hasivu.cloud.rfid.Admission;
import com.hasivu.cloud.rfid.Deliveries;
import com.hasivu.cloud.rfid.DrainPace;
import com.hasivu.cloud.rfid.Heartbeats;
import com.hasivu.cloud.rfid.ReviewRoutes;
import com.hasivu.cloud.rfid.StationDeskRoutes;
import com.hasivu.cloud.rfid.StationRoutes;
import com.hasivu.cloud.rfid.Stations;
import com.hasivu.cloud.rfid.TakenTaps;
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

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Broker, link, intake, snapshots, commands and enrolment as one part of the service: {@link
 * #register} the routes, {@link #start}, and {@link #close}.
 */
public final class Devices implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Devices.class);

    /** So soon a station that another node revoked is cut off. */
    private static final Duration SWEEP = Duration.ofSeconds(15);

    private static final Duration LINK_PATIENCE = Duration.ofSeconds(10);

    /**
     * Taps, requests and results are shared among cloud nodes; a status, being retained, goes to
     * each.
     */
    private static final List<String> FILTERS =
            List.of(
                    "$share/hasivu-cloud/" + Topics.ALL_TAPS,
                    "$share/hasivu-cloud/" + Topics.ALL_REQUESTS,
                    "$share/hasivu-cloud/" + Topics.ALL_RESULTS,
                    Topics.ALL_STATUS);

    private final Optional<Broker> broker;
    private final Optional<CloudLink> link;
    private final Snapshots snapshots;
    private final Commands commands;
    private final TapEffects effects;
    private final StationRoutes stationRoutes;
    private final StationDeskRoutes stationDeskRoutes;
    private final BindingRoutes bindingRoutes;
    private final ReviewRoutes reviewRoutes;
    private final EnrolmentRoutes enrolmentRoutes;
    private final RevocationRoutes revocationRoutes;
    private final BrokerRoutes brokerRoutes;
    private final CommandRoutes commandRoutes;
    private final CountDownLatch stopped = new CountDownLatch(1);

    /** What the stations' side needs of the rest. */
    public record Epics(
            Database database,
            Once once,
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
     * How the stations' side runs.
     *
     * @param dataDir keys and the broker's data are kept here
     * @param certificateLife how long a station's certificate counts
     * @param drainRate records of backlogs this node takes in a second; 0: no limit
     * @param brokerCalls what the broker may get of this node's calls
     * @param cloud where stations reach this service over HTTP, for their key files
     */
    public record Setup(
            Path dataDir,
            BrokerPlace place,
            Duration certificateLife,
            int drainRate,
            Dependency brokerCalls,
            Supplier<URI> cloud) {}

    /** Opens the keys and puts the parts together; nothing runs yet. */
    public Devices(Setup setup, Epics epics, Clock clock) {
        Database database = epics.database();
        Path dataDir = setup.dataDir();
        var authority =
                CertificateAuthority.open(dataDir.resolve("ca"), clock, setup.certificateLife());
        var snapshotKey = SnapshotKey.open(dataDir.resolve("keys/snapshot-key.pem"));
        var stations = new Stations(clock);
        var deliveries = new Deliveries();
        this.broker = broker(dataDir, setup.place(), authority, stations, database);

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
        this.commands = new Commands(database, stations, snapshotKey, publisher, clock);
        this.effects = new TapEffects(epics.orders(), deliveries);
        var bindings = new Bindings(epics.cards(), clock);
        effects.onStrangers(bindings);
        var uplink =
                new Uplink(
                        new TapIntake(
                                database,
                                effects,
                                publisher,
                                clock,
                                new DrainPace(setup.drainRate(), clock)),
                        new Heartbeats(database, clock),
                        snapshots,
                        commands,
                        new Renewals(database, stations, authority, publisher, clock),
                        new EnrolledLately(database, clock),
                        publisher,
                        clock);
        this.link =
                broker.map(
                        it ->
                                new CloudLink(
                                        it,
                                        setup.brokerCalls(),
                                        FILTERS,
                                        uplink,
                                        snapshots::linkUp));

        this.stationRoutes =
                new StationRoutes(
                        database,
                        epics.schools(),
                        epics.students(),
                        stations,
                        deliveries,
                        snapshots::newest,
                        this::revoked);
        this.stationDeskRoutes =
                new StationDeskRoutes(database, stations, snapshots::newest, clock);
        this.bindingRoutes =
                new BindingRoutes(
                        database,
                        epics.once(),
                        epics.students(),
                        stations,
                        epics.cards(),
                        bindings,
                        clock);
        this.reviewRoutes = new ReviewRoutes(database, epics.schools(), clock);
        this.enrolmentRoutes =
                new EnrolmentRoutes(
                        database,
                        epics.schools(),
                        stations,
                        new Enrolment(authority, stations, clock),
                        authority,
                        snapshotKey,
                        broker,
                        setup.cloud(),
                        snapshots::changed,
                        clock);
        this.revocationRoutes = new RevocationRoutes(database, stations, authority);
        this.brokerRoutes =
                new BrokerRoutes(
                        broker, () -> link.filter(CloudLink::up).isPresent(), this::linkWoken);
        this.commandRoutes =
                new CommandRoutes(
                        database, epics.once(), epics.schools(), stations, commands, clock);
    }

    /** Adds the routes of stations, enrolment, deliveries, review, commands and the broker. */
    public void register(Api api) {
        stationRoutes.register(api);
        stationDeskRoutes.register(api);
        bindingRoutes.register(api);
        reviewRoutes.register(api);
        enrolmentRoutes.register(api);
        revocationRoutes.register(api);
        brokerRoutes.register(api);
        commandRoutes.register(api);
    }

    /** Tells a listener of taps of now, in the intake's transaction. */
    public void onTaps(TakenTaps.Listener listener) {
        effects.onTaken(listener);
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
        commands.start();
        if (broker.orElse(null) instanceof EmbeddedBroker embedded) {
            Thread.ofVirtual().name("station-sweep").start(() -> sweep(embedded));
        }
    }

    /** Not interrupted: that would close an H2 file under its reader. */
    private void sweep(EmbeddedBroker embedded) {
        try {
            while (!stopped.await(SWEEP.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    embedded.sweep();
                } catch (RuntimeException e) {
                    LOG.warn("cannot look which stations may stay connected; trying again", e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The port stations connect to; empty without a broker. */
    public Optional<Integer> mqttPort() {
        return broker.map(it -> it.stations().port());
    }

    /** Tells whether the broker can be reached now; empty without a broker. */
    public Optional<BooleanSupplier> linkUp() {
        return link.map(it -> it::up);
    }

    @Override
    public void close() {
        commands.close();
        stopped.countDown();
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

    /** An empty retained message takes back what the broker keeps for the station. */
    private void revoked(Topics station) {
        if (broker.orElse(null) instanceof EmbeddedBroker embedded) {
            embedded.disconnect(station);
        }
        var unused = publish(station.manifest(), new byte[0], Publisher.Delivery.RETAINED);
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
                                    (school, station, serial) -> {
                                        Admission admission =
                                                database.read(
                                                        tx ->
                                                                stations.certificates()
                                                                        .admission(
                                                                                tx,
                                                                                new Topics(
                                                                                        school,
                                                                                        station),
                                                                                serial));
                                        return admission.admitted()
                                                ? Optional.empty()
                                                : Optional.of(
                                                        new StationGate.Refusal(
                                                                admission == Admission.REVOKED,
                                                                admission.why()));
                                    }));
            case BrokerPlace.External(var host, var port, var ca, var certificate, var key) ->
                    Optional.of(
                            new ExternalBroker(
                                    new Broker.Endpoint(host, port), ca, certificate, key));
            case BrokerPlace.None() -> Optional.empty();
        };
    }
}
