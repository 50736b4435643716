package com.hasivu.cloud;

import com.hasivu.cloud.audit.Audit;
import com.hasivu.cloud.audit.AuditRoutes;
import com.hasivu.cloud.audit.Sealer;
import com.hasivu.cloud.auth.AccessTokens;
import com.hasivu.cloud.auth.AuthRoutes;
import com.hasivu.cloud.auth.FirstAdmins;
import com.hasivu.cloud.auth.PasswordRoutes;
import com.hasivu.cloud.auth.Passwords;
import com.hasivu.cloud.auth.RegistrationRoutes;
import com.hasivu.cloud.auth.SchoolAccess;
import com.hasivu.cloud.auth.SchoolAccessRoutes;
import com.hasivu.cloud.auth.SecondFactorRoutes;
import com.hasivu.cloud.auth.SecondFactors;
import com.hasivu.cloud.auth.SessionRoutes;
import com.hasivu.cloud.auth.Sessions;
import com.hasivu.cloud.auth.SignIn;
import com.hasivu.cloud.auth.Users;
import com.hasivu.cloud.cards.CardRoutes;
import com.hasivu.cloud.cards.Cards;
import com.hasivu.cloud.cards.SupervisorRoutes;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.devices.Devices;
import com.hasivu.cloud.gateway.SandboxGateway;
import com.hasivu.cloud.gateway.TopUpRoutes;
import com.hasivu.cloud.http.Access;
import com.hasivu.cloud.http.Api;
import com.hasivu.cloud.http.Once;
import com.hasivu.cloud.http.OpenApi;
import com.hasivu.cloud.http.ServiceRoutes;
import com.hasivu.cloud.http.WebServer;
import com.hasivu.cloud.ledger.Ledger;
import com.hasivu.cloud.mail.Mails;
import com.hasivu.cloud.menus.Dishes;
import com.hasivu.cloud.menus.MenuRoutes;
import com.hasivu.cloud.menus.Menus;
import com.hasivu.cloud.orders.OrderRoutes;
import com.hasivu.cloud.orders.Orders;
import com.hasivu.cloud.outbox.Outbox;
import com.hasivu.cloud.payments.CancelRefund;
import com.hasivu.cloud.payments.OrderPay;
import com.hasivu.cloud.payments.PaymentRoutes;
import com.hasivu.cloud.payments.Payments;
import com.hasivu.cloud.payments.Refunds;
import com.hasivu.cloud.saga.Sagas;
import com.hasivu.cloud.schools.SchoolRoutes;
import com.hasivu.cloud.schools.Schools;
import com.hasivu.cloud.schools.StudentRoutes;
import com.hasivu.cloud.schools.Students;
import com.hasivu.cloud.settings.CloudConfig;
import com.hasivu.cloud.settings.DataFolder;
import com.hasivu.cloud.wallet.WalletRoutes;
import com.hasivu.cloud.wallet.Wallets;

import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;

/**
 * The whole service, put together: read {@link #start} aloud. Close it to stop; what was started
 * last stops first.
 */
public final class Cloud implements AutoCloseable {
    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private Optional<Devices> devices = Optional.empty();
    private Map<String, Access> routes = Map.of();
    private int httpPort;

    private Cloud() {}

    /**
     * Starts everything.
     *
     * @throws RuntimeException naming what cannot be opened and the fix; nothing stays behind
     */
    public static Cloud start(CloudConfig config, Clock clock) {
        var cloud = new Cloud();
        try {
            cloud.open(config, clock);
            return cloud;
        } catch (RuntimeException e) {
            cloud.close();
            throw e;
        }
    }

    private void open(CloudConfig config, Clock clock) {
        DataFolder.make(config.dataDir());
        Database database = started(Database.open(config.database()));
        database.migrate();

        var outbox = new Outbox(clock);
        var once = new Once(database, clock);
        var passwords = new Passwords();
        var users = new Users(clock);
        var tokens = AccessTokens.withKeyAt(config.dataDir().resolve("token-key.json"), clock);
        var factors = SecondFactors.withKeyAt(config.dataDir().resolve("second-factor-key"));
        var sessions = new Sessions(database, tokens, clock);
        var signIn = new SignIn(database, passwords, sessions, factors, clock);
        var access = new SchoolAccess(clock);
        var mails = started(new Mails(database, config.mail(), clock, new SecureRandom()));
        mails.start();
        var sealer = started(new Sealer(database));
        var audit = new Audit(database, clock, sealer);
        sealer.start();
        config.firstAdmin()
                .ifPresent(
                        admin ->
                                new FirstAdmins(database, users, passwords)
                                        .ensure(admin.email(), admin.passwordFile()));

        var schools = new Schools(outbox, clock);
        var students = new Students(outbox, clock);
        var cards = new Cards(students, outbox, clock);
        var dishes = new Dishes(clock);
        var menus = new Menus(dishes);
        var orders = new Orders(schools, students, menus, outbox, clock);
        var ledger = new Ledger(clock);
        var wallets = new Wallets(ledger, schools, clock);
        var payments = new Payments(orders, students, ledger, wallets, clock);
        var sagas = started(new Sagas(database, clock));
        var refunds = new Refunds(orders, ledger, wallets, sagas, clock);
        orders.onCancelled(refunds);
        var orderPay = new OrderPay(orders, payments, wallets, sagas);
        orders.onPaidAtOnce(orderPay);
        sagas.define(orderPay.saga());
        sagas.define(CancelRefund.saga(refunds));
        sagas.start();

        var api = new Api(OpenApi.load(), sessions, audit::around);
        new ServiceRoutes(database).register(api);
        new AuditRoutes(database).register(api);
        new AuthRoutes(signIn, sessions, users, passwords, once, schools::get).register(api);
        new SessionRoutes(database, sessions).register(api);
        new RegistrationRoutes(database, access, users, passwords, mails, clock).register(api);
        new PasswordRoutes(database, users, passwords, mails, clock).register(api);
        new SecondFactorRoutes(database, users, factors, mails, clock).register(api);
        new SchoolAccessRoutes(database, access, schools::get).register(api);
        new SchoolRoutes(database, once, schools).register(api);
        new StudentRoutes(database, once, schools, students, users, passwords).register(api);
        new CardRoutes(database, once, schools, cards).register(api);
        new SupervisorRoutes(database, once, schools, cards).register(api);
        new MenuRoutes(database, once, schools, dishes, menus).register(api);
        new OrderRoutes(database, once, schools, students, orders).register(api);
        new PaymentRoutes(database, once, orders, payments, refunds, sagas).register(api);
        Optional<SandboxGateway> sandbox =
                config.sandbox()
                        ? Optional.of(
                                SandboxGateway.withKeyAt(
                                        config.dataDir().resolve("sandbox-gateway-secret"), clock))
                        : Optional.empty();
        new TopUpRoutes(database, once, sandbox, wallets, clock).register(api);
        new WalletRoutes(database, students, ledger, wallets).register(api);

        Devices stations =
                started(
                        new Devices(
                                new Devices.Setup(
                                        config.dataDir(),
                                        place(config.broker()),
                                        config.certificateLife(),
                                        config.drainRate(),
                                        () -> publicUrl(config.http())),
                                new Devices.Epics(
                                        database, once, outbox, schools, students, cards, orders),
                                clock));
        stations.register(api);
        stations.start();
        devices = Optional.of(stations);

        routes = api.access();
        WebServer web = started(WebServer.start(api, config.http().host(), config.http().port()));
        httpPort = web.port();
    }

    /** Every operation that is served, and who may call it. */
    public Map<String, Access> routes() {
        return routes;
    }

    /** The port HTTP is served on. */
    public int httpPort() {
        return httpPort;
    }

    /** The port the embedded broker listens on; empty when there is none. */
    public Optional<Integer> mqttPort() {
        return devices.flatMap(Devices::mqttPort);
    }

    private URI publicUrl(CloudConfig.Http http) {
        return http.publicUrl()
                .orElseGet(() -> URI.create("http://%s:%d".formatted(http.host(), httpPort)));
    }

    private static Devices.BrokerPlace place(CloudConfig.Broker broker) {
        return switch (broker.mode()) {
            case EMBEDDED -> new Devices.BrokerPlace.Embedded(broker.host(), broker.port());
            case EXTERNAL -> {
                CloudConfig.BrokerTls tls = broker.tls().orElseThrow();
                yield new Devices.BrokerPlace.External(
                        broker.host(),
                        broker.port(),
                        tls.caFile(),
                        tls.certificateFile(),
                        tls.keyFile());
            }
            case NONE -> new Devices.BrokerPlace.None();
        };
    }

    @Override
    public void close() {
        while (!running.isEmpty()) {
            AutoCloseable part = running.pop();
            try {
                part.close();
            } catch (Exception e) {
                org.slf4j.LoggerFactory.getLogger(Cloud.class)
                        .error("{} did not stop cleanly", part, e);
            }
        }
    }

    private <T extends AutoCloseable> T started(T part) {
        running.push(part);
        return part;
    }
}
