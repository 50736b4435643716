package com.hasivu.cloud.wallet;

import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.Access;
import com.hasivu.cloud.http.Api;
import com.hasivu.cloud.http.Page;
import com.hasivu.cloud.http.Problem;
import com.hasivu.cloud.http.Reply;
import com.hasivu.cloud.http.Request;
import com.hasivu.cloud.http.Role;
import com.hasivu.cloud.http.UserId;
import com.hasivu.cloud.ledger.Account;
import com.hasivu.cloud.ledger.Ledger;
import com.hasivu.cloud.schools.Students;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StudentId;

import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Optional;

/** Wallets over HTTP. A guardian names no wallet: it is always the caller's own. */
public final class WalletRoutes {
    private final Database database;
    private final Students students;
    private final Ledger ledger;
    private final Wallets wallets;

    public WalletRoutes(Database database, Students students, Ledger ledger, Wallets wallets) {
        this.database = database;
        this.students = students;
        this.ledger = ledger;
        this.wallets = wallets;
    }

    public void register(Api api) {
        api.route("getWallet", Access.only(Role.PARENT), this::get);
        api.route("listWalletLines", Access.only(Role.PARENT), this::lines);
        api.route("setDailyLimit", Access.only(Role.PARENT), this::setDailyLimit);
        api.route("setBudget", Access.only(Role.PARENT), this::setBudget);
        api.route(
                "listGuardianWalletLines",
                Access.only(Role.SCHOOL_ADMIN, Role.PLATFORM_ADMIN),
                this::guardianLines);
    }

    private record WalletView(
            String school,
            long balancePaise,
            @Nullable Long dailyLimitPaise,
            long spentTodayPaise,
            List<BudgetView> budgets) {}

    private record BudgetView(long student, long monthPaise, long spentPaise) {}

    private record NewLimit(@Nullable Long paise) {}

    private Reply get(Request request) {
        return database.read(tx -> Reply.ok(view(tx, request)));
    }

    private WalletView view(DSLContext tx, Request request) {
        SchoolId school = request.caller().ownSchool();
        UserId guardian = request.caller().user();
        Account wallet = Account.wallet(school, guardian);
        LocalDate today = wallets.today(tx, school);
        List<BudgetView> budgets =
                wallets.limits().budgets(tx, guardian).entrySet().stream()
                        .map(
                                budget ->
                                        new BudgetView(
                                                budget.getKey(),
                                                budget.getValue(),
                                                ledger.spentFor(
                                                        tx,
                                                        wallet,
                                                        new StudentId(budget.getKey()),
                                                        today.withDayOfMonth(1),
                                                        today.with(
                                                                TemporalAdjusters
                                                                        .lastDayOfMonth()))))
                        .toList();
        return new WalletView(
                school.value(),
                ledger.balance(tx, wallet),
                wallets.limits().daily(tx, school, guardian).orElse(null),
                ledger.spent(tx, wallet, today, today),
                budgets);
    }

    private Reply lines(Request request) {
        return database.read(
                tx ->
                        page(
                                tx,
                                request,
                                Account.wallet(
                                        request.caller().ownSchool(), request.caller().user())));
    }

    /** A wallet nobody has used, of whatever school, is not there. */
    private Reply guardianLines(Request request) {
        return database.read(
                tx -> {
                    var wallet = Account.wallet(request.school(), new UserId(request.number("id")));
                    if (!ledger.exists(tx, wallet)) {
                        throw Problem.notFound();
                    }
                    return page(tx, request, wallet);
                });
    }

    private Reply page(DSLContext tx, Request request, Account wallet) {
        Optional<Long> before = request.query("cursor").map(Long::parseLong);
        var rows =
                ledger.statement(tx, wallet, before, request.limit() + 1).stream()
                        .map(LineView::of)
                        .toList();
        return Reply.ok(Page.of(rows, request.limit(), LineView::id));
    }

    private Reply setDailyLimit(Request request) {
        Optional<Long> paise = Optional.ofNullable(request.body(NewLimit.class).paise());
        return database.transaction(
                tx -> {
                    wallets.limits()
                            .setDaily(
                                    tx,
                                    request.caller().ownSchool(),
                                    request.caller().user(),
                                    paise);
                    return Reply.ok(view(tx, request));
                });
    }

    private Reply setBudget(Request request) {
        Optional<Long> paise = Optional.ofNullable(request.body(NewLimit.class).paise());
        var student = new StudentId(request.number("id"));
        return database.transaction(
                tx -> {
                    if (students.guardian(tx, request.caller().user(), student).isEmpty()) {
                        throw Problem.notFound();
                    }
                    wallets.limits().setBudget(tx, request.caller().user(), student, paise);
                    return Reply.ok(view(tx, request));
                });
    }
}
