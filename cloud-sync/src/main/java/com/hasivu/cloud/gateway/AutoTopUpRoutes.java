package com.hasivu.cloud.gateway;

import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.Access;
import com.hasivu.cloud.http.Api;
import com.hasivu.cloud.http.Once;
import com.hasivu.cloud.http.Problem;
import com.hasivu.cloud.http.Reply;
import com.hasivu.cloud.http.Request;
import com.hasivu.cloud.http.Role;
import com.hasivu.cloud.http.UserId;
import com.hasivu.cloud.wallet.Wallets;
import com.hasivu.protocol.SchoolId;

import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

import java.util.Optional;

/** What a guardian wishes of a wallet that fills itself. */
public final class AutoTopUpRoutes {
    private final Database database;
    private final Once once;
    private final Optional<SandboxGateway> sandbox;
    private final Optional<AutoTopUps> autoTopUps;
    private final Wallets wallets;

    public AutoTopUpRoutes(
            Database database,
            Once once,
            Optional<SandboxGateway> sandbox,
            Optional<AutoTopUps> autoTopUps,
            Wallets wallets) {
        this.database = database;
        this.once = once;
        this.sandbox = sandbox;
        this.autoTopUps = autoTopUps;
        this.wallets = wallets;
    }

    public void register(Api api) {
        api.route("getAutoTopUp", Access.only(Role.PARENT), this::get);
        api.route("setAutoTopUp", Access.only(Role.PARENT), this::set);
        api.route("revokeSandboxToken", Access.only(Role.PARENT), this::revoke);
    }

    private record NewRule(
            @Nullable Long belowPaise, @Nullable Long fillPaise, @Nullable Integer timesADay) {}

    private record RuleView(
            @Nullable Long belowPaise,
            @Nullable Long fillPaise,
            @Nullable Integer timesADay,
            @Nullable String token,
            int begunToday,
            @Nullable String lastRefusal) {}

    private Reply get(Request request) {
        AutoTopUps on = on();
        return database.read(tx -> view(tx, on, request));
    }

    private Reply set(Request request) {
        AutoTopUps on = on();
        var body = request.body(NewRule.class);
        UserId guardian = request.caller().user();
        SchoolId school = request.caller().ownSchool();
        return database.transaction(
                tx -> {
                    if (body.belowPaise() == null
                            || body.fillPaise() == null
                            || body.timesADay() == null) {
                        on.clear(tx, school, guardian);
                    } else {
                        on.set(
                                tx,
                                school,
                                guardian,
                                body.belowPaise(),
                                body.fillPaise(),
                                body.timesADay());
                    }
                    return view(tx, on, request);
                });
    }

    private Reply view(DSLContext tx, AutoTopUps on, Request request) {
        UserId guardian = request.caller().user();
        SchoolId school = request.caller().ownSchool();
        Optional<AutoTopUps.Rule> rule = on.rule(tx, school, guardian);
        return Reply.ok(
                new RuleView(
                        rule.map(AutoTopUps.Rule::belowPaise).orElse(null),
                        rule.map(AutoTopUps.Rule::fillPaise).orElse(null),
                        rule.map(AutoTopUps.Rule::timesADay).orElse(null),
                        rule.map(AutoTopUps.Rule::token).orElse(null),
                        on.begun(tx, school, guardian, wallets.today(tx, school)),
                        on.lastRefusal(tx, school, guardian).orElse(null)));
    }

    /** What a person does at the own bank: the sandbox refuses the token from now on. */
    private Reply revoke(Request request) {
        SandboxGateway gateway = sandbox.orElseThrow(TopUpRoutes::noGateway);
        return once.run(
                request,
                tx -> {
                    Optional<String> own =
                            on().rule(tx, request.caller().ownSchool(), request.caller().user())
                                    .map(AutoTopUps.Rule::token)
                                    .filter(request.path("token")::equals);
                    if (own.filter(token -> gateway.revoke(tx, token)).isEmpty()) {
                        throw Problem.notFound();
                    }
                    return Reply.nothing();
                });
    }

    private AutoTopUps on() {
        return autoTopUps.orElseThrow(TopUpRoutes::noGateway);
    }
}
