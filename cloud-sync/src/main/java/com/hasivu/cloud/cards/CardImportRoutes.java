package com.hasivu.cloud.cards;

import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.Access;
import com.hasivu.cloud.http.Api;
import com.hasivu.cloud.http.Problem;
import com.hasivu.cloud.http.Reply;
import com.hasivu.cloud.http.Request;
import com.hasivu.cloud.outbox.Outbox;
import com.hasivu.cloud.schools.Schools;

import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.util.List;

/** A sheet of cards over HTTP: looked at first, then applied by the digest that was shown. */
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
        api.route("importCards", Access.admins(), this::run);
    }

    private record NewCardImport(String csv, @Nullable String apply) {}

    private record ImportView(
            String digest,
            int rows,
            int fresh,
            int known,
            int faultCount,
            List<CardSheet.Fault> faults,
            boolean applied) {}

    private Reply run(Request request) {
        var body = request.body(NewCardImport.class);
        database.read(tx -> schools.get(tx, request.school()));
        CardImport.Preview preview = cards.preview(request.school(), body.csv());
        if (body.apply() == null) {
            return Reply.ok(view(preview, preview.fresh(), false));
        }
        if (!body.apply().equals(preview.digest())) {
            throw Problem.conflict(
                    "other-sheet",
                    "this is not the sheet that was looked at (its digest is %s); look at it first"
                            .formatted(preview.digest()));
        }
        if (!preview.faults().isEmpty()) {
            throw Problem.refused(
                    "faulty-sheet",
                    "%d rows cannot be; mend them or take them out, and look again"
                            .formatted(preview.faults().size()));
        }
        int added = cards.apply(request.school(), body.csv(), request.caller().user());
        return Reply.ok(view(preview, added, true));
    }

    private static ImportView view(CardImport.Preview preview, int fresh, boolean applied) {
        return new ImportView(
                preview.digest(),
                preview.rows(),
                fresh,
                preview.rows() - fresh - preview.faults().size(),
                preview.faults().size(),
                preview.faults().stream().limit(CardSheet.MOST_FAULTS).toList(),
                applied);
    }
}
