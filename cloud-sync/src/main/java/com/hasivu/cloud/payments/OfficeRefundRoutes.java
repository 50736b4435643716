package com.hasivu.cloud.payments;

import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.Access;
import com.hasivu.cloud.http.Api;
import com.hasivu.cloud.http.Once;
import com.hasivu.cloud.http.Page;
import com.hasivu.cloud.http.Problem;
import com.hasivu.cloud.http.Reply;
import com.hasivu.cloud.http.Request;
import com.hasivu.cloud.http.Role;

import java.time.Instant;

/** Refunds at the school office over HTTP. */
public final class OfficeRefundRoutes {
    private final Database database;
    private final Once once;
    private final OfficeRefunds refunds;

    public OfficeRefundRoutes(Database database, Once once, OfficeRefunds refunds) {
        this.database = database;
        this.once = once;
        this.refunds = refunds;
    }

    public void register(Api api) {
        api.route("listOfficeRefunds", Access.admins(), this::list);
        api.route("payOutRefund", Access.only(Role.SCHOOL_ADMIN), this::payOut);
    }

    private record NewPayout(String reference) {}

    private Reply list(Request request) {
        return database.readOnce(
                tx ->
                        Reply.ok(
                                Page.of(
                                        refunds.page(
                                                tx,
                                                request.school(),
                                                request.query("state").map("paid-out"::equals),
                                                request.cursor(),
                                                request.limit() + 1),
                                        request.limit(),
                                        OfficeRefunds.Due::id)));
    }

    private Reply payOut(Request request) {
        String reference = request.body(NewPayout.class).reference();
        return once.run(
                request,
                tx ->
                        switch (refunds.payOut(
                                tx,
                                request.school(),
                                request.number("id"),
                                request.caller().user(),
                                reference)) {
                            case OfficeRefunds.Outcome.Done(OfficeRefunds.Due refund) ->
                                    Reply.ok(refund);
                            case OfficeRefunds.Outcome.NoSuchRefund() -> throw Problem.notFound();
                            case OfficeRefunds.Outcome.PaidBefore(Instant at) ->
                                    throw Problem.conflict(
                                            "refund-paid-out",
                                            "the refund was paid out at %s; pay nothing"
                                                    .formatted(at));
                        });
    }
}
