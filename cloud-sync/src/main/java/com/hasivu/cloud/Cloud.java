package com.hasivu.cloud;

import com.hasivu.cloud.audit.Audit;
import com.hasivu.cloud.audit.AuditRoutes;
import com.hasivu.cloud.audit.Sealer;
import com.hasivu.cloud.auth.AccessTokens;
import com.hasivu.cloud.auth.AccountData;
import com.hasivu.cloud.auth.AuthRoutes;
import com.hasivu.cloud.auth.CodedAccounts;
import com.hasivu.cloud.auth.FirstAdmins;
import com.hasivu.cloud.auth.PasswordRoutes;
import com.hasivu.cloud.auth.Passwords;
import com.hasivu.cloud.auth.People;
import com.hasivu.cloud.auth.RegistrationRoutes;
import com.hasivu.cloud.auth.SchoolAccess;
import com.hasivu.cloud.auth.SchoolAccessRoutes;
import com.hasivu.cloud.auth.SecondFactorRoutes;
import com.hasivu.cloud.auth.SecondFactors;
import com.hasivu.cloud.auth.SessionRoutes;
import com.hasivu.cloud.auth.Sessions;
import com.hasivu.cloud.auth.SignIn;
import com.hasivu.cloud.auth.Users;
import com.hasivu.cloud.bulk.SheetRoutes;
import com.hasivu.cloud.cache.Caches;
import com.hasivu.cloud.cards.CardData;
import com.hasivu.cloud.cards.CardExpiry;
import com.hasivu.cloud.cards.CardImportRoutes;
import com.hasivu.cloud.cards.CardRoutes;
import com.hasivu.cloud.cards.Cards;
import com.hasivu.cloud.cards.SupervisorRoutes;
import com.hasivu.cloud.consent.ConsentData;
import com.hasivu.cloud.consent.ConsentRoutes;
import com.hasivu.cloud.consent.Consents;
import com.hasivu.cloud.consent.Notice;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.db.Watch;
import com.hasivu.cloud.devices.Devices;
import com.hasivu.cloud.gateway.AutoTopUpData;
import com.hasivu.cloud.gateway.AutoTopUpRoutes;
import com.hasivu.cloud.gateway.AutoTopUps;
import com.hasivu.cloud.gateway.GatewayCalls;
import com.hasivu.cloud.gateway.SandboxGateway;
import com.hasivu.cloud.gateway.TopUpRoutes;
import com.hasivu.cloud.gateway.TopUps;
import com.hasivu.cloud.gateway.WebhookRoutes;
import com.hasivu.cloud.history.HistoryRoutes;
import com.hasivu.cloud.http.Access;
import com.hasivu.cloud.http.Api;
import com.hasivu.cloud.http.DocsRoutes;
import com.hasivu.cloud.http.Once;
import com.hasivu.cloud.http.OpenApi;
import com.hasivu.cloud.http.ServiceRoutes;
import com.hasivu.cloud.http.WebServer;
import com.hasivu.cloud.kitchen.KitchenRoutes;
import com.hasivu.cloud.ledger.Ledger;
import com.hasivu.cloud.live.LiveFeed;
import com.hasivu.cloud.live.LiveHub;
import com.hasivu.cloud.live.LiveRoutes;
import com.hasivu.cloud.live.LiveState;
import com.hasivu.cloud.mail.Mails;
import com.hasivu.cloud.menus.DishRoutes;
import com.hasivu.cloud.menus.Dishes;
import com.hasivu.cloud.menus.MenuPolicies;
import com.hasivu.cloud.menus.MenuRoutes;
import com.hasivu.cloud.menus.Menus;
import com.hasivu.cloud.observe.Health;
import com.hasivu.cloud.observe.Metrics;
import com.hasivu.cloud.observe.MetricsServer;
import com.hasivu.cloud.orders.DayCancellations;
import com.hasivu.cloud.orders.FavouriteData;
import com.hasivu.cloud.orders.FavouriteRoutes;
import com.hasivu.cloud.orders.OrderData;
import com.hasivu.cloud.orders.OrderRoutes;
import com.hasivu.cloud.orders.OrderTimes;
import com.hasivu.cloud.orders.Orders;
import com.hasivu.cloud.orders.Overdue;
import com.hasivu.cloud.orders.Placements;
import com.hasivu.cloud.outbox.Outbox;
import com.hasivu.cloud.payments.CancelRefund;
import com.hasivu.cloud.payments.OfficeRefundRoutes;
import com.hasivu.cloud.payments.OfficeRefunds;
import com.hasivu.cloud.payments.OrderPay;
import com.hasivu.cloud.payments.PaidFromWallet;
import com.hasivu.cloud.payments.PaymentData;
import com.hasivu.cloud.payments.PaymentRoutes;
import com.hasivu.cloud.payments.Payments;
import com.hasivu.cloud.payments.Refunds;
import com.hasivu.cloud.personal.PersonalData;
import com.hasivu.cloud.plans.MenuPlans;
import com.hasivu.cloud.plans.PlanRoutes;
import com.hasivu.cloud.plans.SchoolDays;
import com.hasivu.cloud.plans.TemplateRoutes;
import com.hasivu.cloud.privacy.PrivacyRoutes;
import com.hasivu.cloud.pupils.OwnDay;
import com.hasivu.cloud.pupils.PupilData;
import com.hasivu.cloud.pupils.PupilRoutes;
import com.hasivu.cloud.pupils.Pupils;
import com.hasivu.cloud.recurring.Recurring;
import com.hasivu.cloud.recurring.RecurringData;
import com.hasivu.cloud.recurring.RecurringRoutes;
import com.hasivu.cloud.resilience.Dependency;
import com.hasivu.cloud.rfid.DeliveryData;
import com.hasivu.cloud.saga.SagaRoutes;
import com.hasivu.cloud.saga.Sagas;
import com.hasivu.cloud.schools.CalendarRoutes;
import com.hasivu.cloud.schools.GuardianRoutes;
import com.hasivu.cloud.schools.PeopleData;
import com.hasivu.cloud.schools.SchoolRoutes;
import com.hasivu.cloud.schools.Schools;
import com.hasivu.cloud.schools.StudentRoutes;
import com.hasivu.cloud.schools.Students;
import com.hasivu.cloud.settings.CloudConfig;
import com.hasivu.cloud.settings.DataFolder;
import com.hasivu.cloud.settings.Dependencies;
import com.hasivu.cloud.wallet.StatementRoutes;
import com.hasivu.cloud.wallet.WalletData;
import com.hasivu.cloud.wallet.WalletRoutes;
import com.hasivu.cloud.wallet.Wallets;
import com.hasivu.cloud.work.Worker;

import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The whole service, put together: read {@link #start} aloud. Close it to stop; what was started
 * last stops first.
 */
public final class Cloud implements AutoCloseable {
    /** How late what comes due with time may be begun. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private Optional<Devices> devices = Optional.empty();
    private Map<String, Access> routes = Map.of();
    private int httpPort;
    private Optional<Integer> metricsPort = Optional.empty();

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
        CloudConfig.Floor floor = config.floor();
        var metrics = new Metrics();
        var health = new Health(metrics, System::nanoTime);
        Database database =
                started(Database.open(config.database(), new Watch(metrics, floor.slowQuery())));
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
        Dependencies others = config.dependencies();
        var mailServer = new Dependency("mail", others.mail(), metrics, new SecureRandom());
        config.mail().ifPresent(server -> mailServer.toldBy(health));
        var mails =
                started(new Mails(database, config.mail(), mailServer, clock, new SecureRandom()));
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
        var people = new People(clock);
        var pupils = new Pupils(students, new CodedAccounts(users, clock));
        students.onEnded(pupils);
        var consents = new Consents(students, Notice.load(), clock);
        students.onUnlinked(consents);
        var cards = new Cards(students, outbox, clock);
        started(new CardExpiry(database, schools, cards, clock)).start();
        var dishes = new Dishes(clock);
        var menus = new Menus(dishes);
        var menuPolicies = new MenuPolicies(clock);
        var menuPlans = new MenuPlans(schools, dishes, menus, clock);
        SchoolDays schoolDays = schools.calendars()::openDays;
        CloudConfig.OrderRules rules = config.orders();
        var orders =
                new Orders(
                        schools,
                        students,
                        menus,
                        outbox,
                        new OrderTimes(rules.payWithin(), rules.unclaimedAfter()),
                        clock);
        var placements = new Placements(schools, students, menus, orders, outbox, clock);
        var dayCancellations = new DayCancellations(database, schools, menus, orders, clock);
        schools.calendars().onClosed(dayCancellations);
        students.onEnded(orders::cancelAll);
        var ledger = new Ledger(clock);
        var wallets = new Wallets(ledger, schools, clock);
        var payments = new Payments(orders, students, ledger, wallets, clock);
        var sagas = started(new Sagas(database, clock));
        var refunds = new Refunds(orders, ledger, wallets, people, sagas, clock);
        orders.onCancelled(refunds);
        var orderPay = new OrderPay(orders, payments, wallets, sagas);
        placements.onPaidAtOnce(orderPay);
        sagas.define(orderPay.saga());
        sagas.define(CancelRefund.saga(refunds));
        var paidFromWallet = new PaidFromWallet(payments, refunds, sagas);
        placements.onReplaced(paidFromWallet);
        var recurring =
                new Recurring(
                        database,
                        new Recurring.Epics(
                                schools, students, dishes, orders, placements, paidFromWallet),
                        rules.recurringDaysAhead(),
                        clock);
        var overdue = new Overdue(database, orders, clock);
        Optional<SandboxGateway> sandbox =
                config.sandbox()
                        ? Optional.of(
                                SandboxGateway.withKeyAt(
                                        config.dataDir().resolve("sandbox-gateway-secret"), clock))
                        : Optional.empty();
        var gateway = new Dependency("gateway", others.gateway(), metrics, new SecureRandom());
        sandbox.ifPresent(used -> gateway.toldBy(health));
        Optional<GatewayCalls> calls = sandbox.map(used -> GatewayCalls.to(used, gateway));
        Optional<TopUps> topUps =
                sandbox.map(used -> new TopUps(calls.orElseThrow(), used, wallets, clock));
        // on its own thread: a gateway that hangs keeps no order waiting
        var callingSagas = started(new Sagas(database, clock));
        Optional<AutoTopUps> autoTopUps =
                topUps.map(into -> new AutoTopUps(calls.orElseThrow(), into, callingSagas, clock));
        autoTopUps.ifPresent(
                filling -> {
                    wallets.onSpent(filling);
                    callingSagas.define(filling.saga());
                    callingSagas.start();
                });
        sagas.start();
        started(new Worker("overdue orders", LOOK, overdue::runOne)).start();
        started(new Worker("cancelled days", LOOK, dayCancellations::runOne)).start();
        started(new Worker("recurring orders", LOOK, recurring::runOne)).start();

        var api = new Api(OpenApi.load(), sessions, audit::around);
        new ServiceRoutes(health).register(api);
        new AuditRoutes(database).register(api);
        new AuthRoutes(signIn, sessions, users, passwords, once, schools::get).register(api);
        new SessionRoutes(database, sessions).register(api);
        new RegistrationRoutes(database, access, users, passwords, mails, clock).register(api);
        new PasswordRoutes(database, users, passwords, mails, clock).register(api);
        new SecondFactorRoutes(database, users, factors, mails, clock).register(api);
        new SchoolAccessRoutes(database, access, schools::get).register(api);
        var caches = Caches.of(floor.cache(), metrics);
        var schoolRoutes = new SchoolRoutes(database, once, schools, caches);
        outbox.onCommitted(schoolRoutes::changed);
        schoolRoutes.register(api);
        new StudentRoutes(database, once, schools, students).register(api);
        new GuardianRoutes(database, once, schools, students, users, people, passwords)
                .register(api);
        var ownDay = new OwnDay(new OwnDay.Epics(schools, menus, orders, cards), clock);
        new PupilRoutes(database, students, pupils, ownDay).register(api);
        new ConsentRoutes(database, once, students, consents).register(api);
        new CardRoutes(database, once, schools, cards).register(api);
        new CardImportRoutes(database, schools, outbox, clock).register(api);
        new SupervisorRoutes(database, once, schools, cards).register(api);
        new DishRoutes(database, once, schools, dishes).register(api);
        new MenuRoutes(database, schools, students, menus, menuPolicies).register(api);
        new PlanRoutes(database, once, schools, dishes, menuPlans, schoolDays).register(api);
        new TemplateRoutes(database, once, schools, dishes, menuPlans, schoolDays, clock)
                .register(api);
        new CalendarRoutes(database, schools, clock).register(api);
        new OrderRoutes(database, once, schools, orders, placements, dayCancellations)
                .register(api);
        new FavouriteRoutes(database, once, orders, clock).register(api);
        new KitchenRoutes(database, once, schools, students, orders, clock).register(api);
        new RecurringRoutes(database, once, recurring).register(api);
        new PaymentRoutes(database, once, orders, payments, refunds, sagas).register(api);
        new OfficeRefundRoutes(database, once, new OfficeRefunds(ledger, clock)).register(api);
        new TopUpRoutes(database, once, sandbox, topUps).register(api);
        new AutoTopUpRoutes(database, once, sandbox, autoTopUps, wallets).register(api);
        new WebhookRoutes(database, sandbox, topUps).register(api);
        new WalletRoutes(database, students, ledger, wallets).register(api);
        new StatementRoutes(database, schools, ledger).register(api);
        new SagaRoutes(database, sagas).register(api);

        List<PersonalData> personal =
                List.of(
                        new AccountData(people),
                        new PeopleData(students),
                        new PupilData(pupils, people),
                        new ConsentData(consents),
                        new CardData(cards),
                        new OrderData(orders),
                        new FavouriteData(orders),
                        new RecurringData(),
                        new DeliveryData(),
                        new PaymentData(orders),
                        new WalletData(ledger),
                        new AutoTopUpData(autoTopUps));
        new SheetRoutes(database, schools, students, people, consents).register(api);
        new PrivacyRoutes(database, students, people, personal, clock).register(api);

        Devices stations =
                started(
                        new Devices(
                                new Devices.Setup(
                                        config.dataDir(),
                                        place(config.broker()),
                                        config.certificateLife(),
                                        config.drainRate(),
                                        new Dependency(
                                                "broker",
                                                others.broker(),
                                                metrics,
                                                new SecureRandom()),
                                        () -> publicUrl(config.http())),
                                new Devices.Epics(
                                        database, once, outbox, schools, students, cards, orders),
                                clock));
        stations.register(api);

        var live = new LiveState(schools, students, orders, clock);
        LiveHub hub = started(new LiveHub(database, students, live));
        LiveFeed feed = started(new LiveFeed(database, outbox, schools, orders, clock, hub::wake));
        stations.onTaps(feed::taken);
        new LiveRoutes(database, students, live, hub).register(api);
        new HistoryRoutes(database, schools, students, orders, clock).register(api);
        feed.start();
        hub.start();
        stations.start();
        devices = Optional.of(stations);

        new DocsRoutes().register(api); // last: it shows them all
        routes = api.access();
        new CloudHealth(database, sagas, outbox, config.dataDir(), clock)
                .register(health, metrics, stations.linkUp());
        floor.metrics()
                .ifPresent(
                        listen ->
                                metricsPort =
                                        Optional.of(
                                                started(MetricsServer.start(listen, metrics::text))
                                                        .port()));
        WebServer web = started(WebServer.start(api, setup(config, metrics)));
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

    /** The port metrics are told on; empty when they are told to nobody. */
    public Optional<Integer> metricsPort() {
        return metricsPort;
    }

    /** The port the embedded broker listens on; empty when there is none. */
    public Optional<Integer> mqttPort() {
        return devices.flatMap(Devices::mqttPort);
    }

    private URI publicUrl(CloudConfig.Http http) {
        return http.publicUrl()
                .orElseGet(() -> URI.create("http://%s:%d".formatted(http.host(), httpPort)));
    }

    private static WebServer.Setup setup(CloudConfig config, Metrics metrics) {
        CloudConfig.Limits limits = config.floor().limits();
        return new WebServer.Setup(
                config.http().host(),
                config.http().port(),
                new WebServer.Limits(
                        limits.user(), limits.address(), limits.auth(), limits.behindProxy()),
                WebServer.Setup.PATIENCE,
                metrics);
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
