package com.hasivu.cloud.payments;

import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.Access;
import com.hasivu.cloud.http.Api;
import com.hasivu.cloud.http.Once;
import com.hasivu.cloud.http.Problem;
import com.hasivu.cloud.http.Reply;
import com.hasivu.cloud.http.Request;
import com.hasivu.cloud.http.Role;
import com.hasivu.cloud.orders.Order;
import com.hasivu.cloud.orders.OrderState;
import com.hasivu.cloud.orders.OrderView;
import com.hasivu.cloud.orders.Orders;
import com.hasivu.cloud.saga.Sagas;
import com.hasivu.cloud.wallet.Charge;
import com.hasivu.protocol.OrderId;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/** Payments and refunds over HTTP. */
public final class PaymentRoutes {
    private final Database database;
    private final Once once;
    private final Orders orders;
    private final Payments payments;
    private final Refunds refunds;
    private final Sagas sagas;

    public PaymentRoutes(
            Database database,
            Once once,
            Orders orders,
            Payments payments,
            Refunds refunds,
            Sagas sagas) {
        this.database = database;
        this.sagas = sagas;
        this.once = once;
        this.orders = orders;
        this.payments = payments;
        this.refunds = refunds;
    }

    public void register(Api api) {
        api.route("payOrder", Access.only(Role.SCHOOL_ADMIN), this::pay);
        api.route("payOrderFromWallet", Access.only(Role.PARENT), this::payFromWallet);
        api.route("getWalletPayment", Access.adults(), this::walletPayment);
        api.route("refundOrder", Access.only(Role.SCHOOL_ADMIN), this::refund);
    }

    private record NewPayment(String method, long amountPaise, String reference) {}

    private record PaymentView(
            long id, String method, long amountPaise, String reference, OrderView order) {}

    private record NewRefund(long amountPaise, String reason) {}

    private record RefundView(long id, long amountPaise, String to) {}

    private Reply pay(Request request) {
        var body = request.body(NewPayment.class);
        var order = new OrderId(request.number("id"));
        return once.run(
                request,
                tx ->
                        answer(
                                payments.takeCash(
                                        tx,
                                        request.caller(),
                                        order,
                                        body.amountPaise(),
                                        body.reference()),
                                body.method(),
                                body.reference()));
    }

    private Reply payFromWallet(Request request) {
        var order = new OrderId(request.number("id"));
        return once.run(
                request,
                tx ->
                        answer(
                                payments.payFromWallet(tx, request.caller(), order),
                                Payments.WALLET,
                                "wallet"));
    }

    static Reply answer(Payments.Outcome outcome, String method, String reference) {
        return switch (outcome) {
            case Payments.Outcome.Done(long id, Order paid) ->
                    Reply.created(
                            new PaymentView(
                                    id, method, paid.totalPaise(), reference, OrderView.of(paid)));
            case Payments.Outcome.NoSuchOrder() -> throw Problem.notFound();
            case Payments.Outcome.WrongAmount(long total, long given) ->
                    throw Problem.refused(
                            "wrong-amount",
                            "the order costs %d paise, not %d".formatted(total, given),
                            Problem.Fault.at("/amountPaise", "must be " + total));
            case Payments.Outcome.NotPending(OrderState state) ->
                    throw Problem.conflict(
                            "order-state",
                            "an order that is %s takes no payment".formatted(state.label()));
            case Payments.Outcome.NotYours() ->
                    throw Problem.forbidden(
                            "student-not-yours",
                            "you are not entitled to order or pay for this child; ask the school office");
            case Payments.Outcome.TooLate(Instant deadline) ->
                    throw Problem.conflict(
                            "deadline-passed",
                            "the deadline was %s; ask the school office".formatted(deadline));
            case Payments.Outcome.NotCharged(Charge.Refused refused) ->
                    throw Problem.refused(refused.code(), refused.why());
        };
    }

    private record WalletPaymentView(String state, @Nullable String failure) {}

    /** How it stands with an order that was placed to be paid from the wallet. */
    private Reply walletPayment(Request request) {
        return database.read(
                tx ->
                        orders.visible(tx, request.caller(), new OrderId(request.number("id")))
                                .flatMap(
                                        order ->
                                                sagas.find(
                                                        tx,
                                                        OrderPay.NAME,
                                                        Long.toString(order.id().value())))
                                .map(
                                        saga ->
                                                Reply.ok(
                                                        new WalletPaymentView(
                                                                saga.state().label(),
                                                                saga.failure().orElse(null))))
                                .orElseThrow(Problem::notFound));
    }

    private Reply refund(Request request) {
        var body = request.body(NewRefund.class);
        var id = new OrderId(request.number("id"));
        return once.run(
                request,
                tx -> {
                    Order order =
                            orders.visible(tx, request.caller(), id).orElseThrow(Problem::notFound);
                    return switch (refunds.give(
                            tx,
                            order,
                            body.amountPaise(),
                            body.reason(),
                            "user " + request.caller().user())) {
                        case Refunds.Outcome.Done(long refund, boolean toWallet) ->
                                Reply.created(
                                        new RefundView(
                                                refund,
                                                body.amountPaise(),
                                                toWallet ? "wallet" : "office"));
                        case Refunds.Outcome.NotPaid() ->
                                throw Problem.conflict(
                                        "not-paid", "nothing was paid for this order");
                        case Refunds.Outcome.MoreThanPaid(long left) ->
                                throw Problem.refused(
                                        "more-than-paid",
                                        "of what was paid %d paise are left".formatted(left),
                                        Problem.Fault.at("/amountPaise", "at most " + left));
                    };
                });
    }
}
