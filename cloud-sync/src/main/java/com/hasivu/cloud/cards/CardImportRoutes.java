package com.hasivu.cloud.cards;

import com.hasivu.cloud.csv.Fault;
import com.hasivu.cloud.csv.Sheet;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.Access;
import com.hasivu.cloud.http.Api;
import com.hasivu.cloud.http.Reply;
import com.hasivu.cloud.http.Request;
import com.hasivu.cloud.outbox.Outbox;
import com.hasivu.cloud.schools.Schools;

import java.time.Clock;
import java.util.List;

/**
 * A sheet of cards over HTTP: looked at first, then applied, named by its digest. It is applied in
 * parts; one that broke off is applied again.
 */
public final class CardImportRoutes {
    private final Database database;
    private final Schools schools;
    private final CardImport cards;

    public CardImportRoutes(Database database, Schools schools, Outbox outbox, Clock clock) {
        this.database = database;
        this.schools = schools;
        this.cards = new CardImport(database, outbox, clock);
    }

    public void register(Api api) {
        api.route("checkCardSheet", Access.admins(), this::check);
        api.route("applyCardSheet", Access.admins(), this::apply);
    }

    private record Report(
            String digest,
            int rows,
            int fresh,
            int unchanged,
            int wrong,
            int faults,
            List<Fault> errors) {
        static Report of(Sheet<CardSheet.Row> sheet, int fresh, int known, List<Fault> faults) {
            return new Report(
                    sheet.digest(),
                    sheet.rows(),
                    fresh,
                    known,
                    sheet.rows() - fresh - known,
                    faults.size(),
                    Sheet.shown(faults));
        }
    }

    private Reply check(Request request) {
        Sheet<CardSheet.Row> sheet = CardSheet.read(request.bytes());
        CardImport.Preview would = preview(request, sheet);
        return Reply.ok(Report.of(sheet, would.fresh(), would.known(), would.faults()));
    }

    private Reply apply(Request request) {
        Sheet<CardSheet.Row> sheet =
                CardSheet.read(request.bytes()).lookedAt(request.path("digest"));
        CardImport.Preview would = preview(request, sheet);
        if (!would.faults().isEmpty()) {
            throw Sheet.faulty(sheet.rows() - would.fresh() - would.known(), would.faults());
        }
        int added = cards.apply(request.school(), sheet.lines(), request.caller().user());
        return Reply.ok(Report.of(sheet, added, sheet.rows() - added, List.of()));
    }

    private CardImport.Preview preview(Request request, Sheet<CardSheet.Row> sheet) {
        return database.read(
                tx -> cards.preview(tx, schools.get(tx, request.school()).id(), sheet));
    }
}
