package com.hasivu.cloud.gateway;

import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.Access;
import com.hasivu.cloud.http.Api;
import com.hasivu.cloud.http.Once;
import com.hasivu.cloud.http.Problem;
import com.hasivu.cloud.http.Reply;
import com.hasivu.cloud.http.Request;
import com.hasivu.cloud.http.Role;

import java.util.Optional;

/** Top-ups over HTTP, and the sandbox's own page. Without a gateway every one is refused. */
public final class TopUpRoutes {
    private final Database database;
    private final Once once;
    private final Optional<SandboxGateway> sandbox;
    private final Optional<TopUps> topUps;

    public TopUpRoutes(
            Database database,
            Once once,
            Optional<SandboxGateway> sandbox,
            Optional<TopUps> topUps) {
        this.database = database;
        this.once = once;
        this.sandbox = sandbox;
        this.topUps = topUps;
    }

    public void register(Api api) {
        api.route("createTopUp", Access.only(Role.PARENT), this::create);
        api.route("getTopUp", Access.only(Role.PARENT), this::get);
        api.route("confirmTopUp", Access.only(Role.PARENT), this::confirm);
        api.route("paySandboxOrder", Access.only(Role.PARENT), this::pay);
    }

    private record NewTopUp(long amountPaise) {}

    private record NewConfirmation(String payment, String signature) {}

    private Reply create(Request request) {
        TopUps on = on();
        long paise = request.body(NewTopUp.class).amountPaise();
        String key = request.idempotencyKey().orElseThrow(); // the contract wants one
        return once.run(request, tx -> Reply.created(on.begin(tx, request.caller(), key, paise)));
    }

    private Reply get(Request request) {
        TopUps on = on();
        return database.readOnce(
                tx ->
                        on.find(tx, request.caller(), request.number("id"))
                                .map(Reply::ok)
                                .orElseThrow(Problem::notFound));
    }

    private Reply confirm(Request request) {
        TopUps on = on();
        var body = request.body(NewConfirmation.class);
        return once.run(
                request,
                tx ->
                        switch (on.confirm(
                                tx,
                                request.caller(),
                                request.number("id"),
                                body.payment(),
                                body.signature())) {
                            case TopUps.Outcome.Credited(TopUp topUp) -> Reply.ok(topUp);
                            case TopUps.Outcome.NoSuchTopUp() -> throw Problem.notFound();
                            case TopUps.Outcome.Forged() ->
                                    throw Problem.refused(
                                            "bad-signature",
                                            "the signature is not the gateway's for this top-up's order and payment '%s'"
                                                    .formatted(body.payment()),
                                            Problem.Fault.at("/signature", "does not fit"));
                            case TopUps.Outcome.OtherPayment(String payment) ->
                                    throw Problem.conflict(
                                            "top-up-credited",
                                            "payment %s filled the wallet for this top-up; begin another"
                                                    .formatted(payment));
                            case TopUps.Outcome.OtherAmount other ->
                                    throw new IllegalStateException("no browser tells an amount");
                        });
    }

    /** What a person does at a real gateway's page, which would ask for the person's own money. */
    private Reply pay(Request request) {
        SandboxGateway gateway = sandbox.orElseThrow(TopUpRoutes::noGateway);
        String order = request.path("gatewayOrder");
        return once.run(
                request,
                tx -> {
                    if (!on().own(tx, request.caller(), order)) {
                        throw Problem.notFound();
                    }
                    return gateway.pay(tx, order).map(Reply::ok).orElseThrow(Problem::notFound);
                });
    }

    private TopUps on() {
        return topUps.orElseThrow(TopUpRoutes::noGateway);
    }

    static Problem noGateway() {
        return Problem.conflict(
                "no-gateway", "this service has no payment gateway; pay at the school office");
    }
}
