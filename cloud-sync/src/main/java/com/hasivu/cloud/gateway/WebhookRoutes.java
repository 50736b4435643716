package com.hasivu.cloud.gateway;

import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.Access;
import com.hasivu.cloud.http.Api;
import com.hasivu.cloud.http.Problem;
import com.hasivu.cloud.http.Reply;
import com.hasivu.cloud.http.Request;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Optional;

/**
 * What the gateway says by itself: a payment that no browser ever confirmed still fills its wallet.
 * Nobody is signed in here; the signature over the raw body is the proof. Any order, any number of
 * times, any delay: an event that changes nothing more is answered like the first, so that the
 * gateway stops sending it.
 */
public final class WebhookRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookRoutes.class);

    private final Database database;
    private final Optional<SandboxGateway> sandbox;
    private final Optional<TopUps> topUps;

    public WebhookRoutes(
            Database database, Optional<SandboxGateway> sandbox, Optional<TopUps> topUps) {
        this.database = database;
        this.sandbox = sandbox;
        this.topUps = topUps;
    }

    public void register(Api api) {
        api.route("receiveGatewayEvent", Access.everyone(), this::receive);
    }

    private Reply receive(Request request) {
        SandboxGateway gateway = sandbox.orElseThrow(TopUpRoutes::noGateway);
        TopUps on = topUps.orElseThrow(TopUpRoutes::noGateway);
        String signature = request.header("X-Razorpay-Signature").orElse("");
        if (!gateway.signed(request.rawBody(), signature)) {
            throw new Problem(
                    401,
                    "bad-signature",
                    "Not the gateway",
                    "the signature is not the gateway's over this body, byte by byte");
        }
        var event = request.body(GatewayEvent.class);
        if (!event.event().equals(GatewayEvent.CAPTURED)) {
            return Reply.nothing(); // no money moved by it
        }
        GatewayEvent.Entity payment = event.entity();
        return switch (database.transaction(tx -> on.captured(tx, payment))) {
            case TopUps.Outcome.Credited credited -> Reply.nothing();
            case TopUps.Outcome.NoSuchTopUp() -> {
                LOG.warn(
                        "gateway order {} is none of ours; its payment moved nothing",
                        payment.order());
                yield Reply.nothing();
            }
            case TopUps.Outcome.OtherPayment(String before) -> {
                LOG.error(
                        "gateway order {} was paid by {} and again by {}; give the second back at the gateway",
                        payment.order(),
                        before,
                        payment.id());
                yield Reply.nothing();
            }
            case TopUps.Outcome.OtherAmount(long asked) -> {
                LOG.error(
                        "gateway order {} asked for {} paise, payment {} is said to be {}; nothing is credited",
                        payment.order(),
                        asked,
                        payment.id(),
                        payment.amount());
                throw Problem.refused(
                        "wrong-amount",
                        "order %s asked for %d paise, not %d"
                                .formatted(payment.order(), asked, payment.amount()),
                        Problem.Fault.at("/payload/payment/entity/amount", "must be " + asked));
            }
            case TopUps.Outcome.Forged() ->
                    throw new IllegalStateException("the signature was checked before");
        };
    }
}
