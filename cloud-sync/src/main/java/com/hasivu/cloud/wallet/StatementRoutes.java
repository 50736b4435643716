package com.hasivu.cloud.wallet;

import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.Access;
import com.hasivu.cloud.http.Api;
import com.hasivu.cloud.http.Caller;
import com.hasivu.cloud.http.Problem;
import com.hasivu.cloud.http.Reply;
import com.hasivu.cloud.http.Request;
import com.hasivu.cloud.http.Role;
import com.hasivu.cloud.http.UserId;
import com.hasivu.cloud.ledger.Account;
import com.hasivu.cloud.ledger.Ledger;
import com.hasivu.cloud.ledger.Statement;
import com.hasivu.cloud.schools.Schools;

import org.jooq.DSLContext;

import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;

/** A wallet's month of the school, as JSON or CSV. */
public final class StatementRoutes {
    private final Database database;
    private final Schools schools;
    private final Ledger ledger;

    public StatementRoutes(Database database, Schools schools, Ledger ledger) {
        this.database = database;
        this.schools = schools;
        this.ledger = ledger;
    }

    public void register(Api api) {
        api.route("getWalletStatement", Access.only(Role.PARENT), this::own);
        api.route("getGuardianWalletStatement", Access.admins(), this::guardians);
    }

    private record StatementView(
            String school,
            String month,
            long openingPaise,
            List<LineView> lines,
            long closingPaise) {}

    private Reply own(Request request) {
        Caller caller = request.caller();
        return database.read(
                tx -> month(tx, request, Account.wallet(caller.ownSchool(), caller.user())));
    }

    /** A wallet nobody has used, of whatever school, is not there. */
    private Reply guardians(Request request) {
        return database.read(
                tx -> {
                    var wallet = Account.wallet(request.school(), new UserId(request.number("id")));
                    if (!ledger.exists(tx, wallet)) {
                        throw Problem.notFound();
                    }
                    return month(tx, request, wallet);
                });
    }

    private Reply month(DSLContext tx, Request request, Account wallet) {
        YearMonth month = YearMonth.parse(request.path("month"));
        ZoneId zone = schools.get(tx, wallet.school()).zone();
        Statement statement =
                ledger.statement(
                        tx,
                        wallet,
                        month.atDay(1).atStartOfDay(zone).toInstant(),
                        month.plusMonths(1).atDay(1).atStartOfDay(zone).toInstant());
        if (request.query("format").filter("csv"::equals).isPresent()) {
            return Reply.ok(
                    new Reply.Text(
                            "text/csv; charset=utf-8", StatementCsv.write(month, statement, zone)));
        }
        return Reply.ok(
                new StatementView(
                        wallet.school().value(),
                        month.toString(),
                        statement.openingPaise(),
                        statement.lines().stream().map(LineView::of).toList(),
                        statement.closingPaise()));
    }
}
