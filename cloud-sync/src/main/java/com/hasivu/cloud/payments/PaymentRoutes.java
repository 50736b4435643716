package com.hasivu.cloud.payments;

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
import com.hasivu.protocol.OrderId;

/** Payments over HTTP. */
public final class PaymentRoutes {
    private final Once once;
    private final Payments payments;

    public PaymentRoutes(Once once, Payments payments) {
        this.once = once;
        this.payments = payments;
    }

    public void register(Api api) {
        api.route("payOrder", Access.only(Role.SCHOOL_ADMIN), this::pay);
    }

    private record NewPayment(String method, long amountPaise, String reference) {}

    private record PaymentView(
            long id, String method, long amountPaise, String reference, OrderView order) {}

    private Reply pay(Request request) {
        var body = request.body(NewPayment.class);
        var order = new OrderId(request.number("id"));
        return once.run(
                request,
                tx ->
                        switch (payments.takeCash(
                                tx,
                                request.caller(),
                                order,
                                body.amountPaise(),
                                body.reference())) {
                            case Payments.Outcome.Done(long id, Order paid) ->
                                    Reply.created(
                                            new PaymentView(
                                                    id,
                                                    body.method(),
                                                    body.amountPaise(),
                                                    body.reference(),
                                                    OrderView.of(paid)));
                            case Payments.Outcome.NoSuchOrder() -> throw Problem.notFound();
                            case Payments.Outcome.WrongAmount(long total) ->
                                    throw Problem.refused(
                                            "wrong-amount",
                                            "the order costs %d paise, not %d"
                                                    .formatted(total, body.amountPaise()),
                                            Problem.Fault.at("/amountPaise", "must be " + total));
                            case Payments.Outcome.NotPending(OrderState state) ->
                                    throw Problem.conflict(
                                            "order-state",
                                            "an order that is %s takes no payment"
                                                    .formatted(state.label()));
                        });
    }
}
