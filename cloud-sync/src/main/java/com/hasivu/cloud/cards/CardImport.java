package com.hasivu.cloud.cards;

import static com.hasivu.cloud.schema.Tables.CARDS;
import static com.hasivu.cloud.schema.Tables.SUPERVISORS;

import com.hasivu.cloud.csv.Fault;
import com.hasivu.cloud.csv.Sheet;
import com.hasivu.cloud.db.Bulk;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.UserId;
import com.hasivu.cloud.outbox.Outbox;
import com.hasivu.protocol.SchoolId;

import org.jooq.DSLContext;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Registers the cards of a sheet. A card the school has is left as it is, so the same sheet may
 * come again, also after it broke off: it is written in parts, each whole. Thread-safe.
 */
final class CardImport {
    private static final int PART = 500;

    private static final String INSERT =
            """
            insert into cards
              (state, created, changed, school, uid, card_type, form, last_day)
            select cast(? as varchar), cast(? as timestamp with time zone),
              cast(? as timestamp with time zone), cast(? as varchar), v.uid, v.card_type, v.form,
              cast(nullif(v.last_day, '') as date)
            from unnest(
                cast(? as varchar array), cast(? as varchar array), cast(? as varchar array),
                cast(? as varchar array)) as v (uid, card_type, form, last_day)
            on conflict do nothing
            """;

    /** A card of now without history is one of these. */
    private static final String HISTORY =
            """
            insert into card_history (to_state, actor, reason, changed, card)
            select cast(? as varchar), cast(? as bigint), 'import',
              cast(? as timestamp with time zone), c.id
            from cards c join unnest(cast(? as varchar array)) as v (uid) on c.uid = v.uid
            where c.school = ?
              and not exists (select 1 from card_history h where h.card = c.id)
            """;

    private final Database database;
    private final Outbox outbox;
    private final Clock clock;

    CardImport(Database database, Outbox outbox, Clock clock) {
        this.database = database;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * What a sheet would do.
     *
     * @param fresh cards to be registered
     * @param known cards the school has, which are left as they are
     */
    record Preview(int fresh, int known, List<Fault> faults) {}

    Preview preview(DSLContext tx, SchoolId school, Sheet<CardSheet.Row> sheet) {
        Set<String> have = have(tx, school);
        Set<String> supervisors = supervisors(tx, school);
        var faults = new ArrayList<>(sheet.faults());
        int known = 0;
        int taken = 0;
        for (CardSheet.Row row : sheet.lines()) {
            if (supervisors.contains(row.uid().hex())) {
                taken++;
                faults.add(
                        new Fault(
                                row.line(),
                                CardSheet.NUMBER,
                                row.uid().masked(),
                                "lets a supervisor act: take it out"));
            } else if (have.contains(row.uid().hex())) {
                known++;
            }
        }
        return new Preview(sheet.lines().size() - known - taken, known, faults);
    }

    /**
     * Registers what is new and tells how many were. Only of a sheet whose preview has no fault.
     */
    int apply(SchoolId school, List<CardSheet.Row> rows, UserId actor) {
        int added = 0;
        for (int from = 0; from < rows.size(); from += PART) {
            List<CardSheet.Row> part = rows.subList(from, Math.min(from + PART, rows.size()));
            added += database.transaction(tx -> add(tx, school, part, actor));
        }
        return added;
    }

    private int add(DSLContext tx, SchoolId school, List<CardSheet.Row> rows, UserId actor) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Bulk.Column uids = Bulk.texts(rows, row -> row.uid().hex());
        int added =
                Bulk.execute(
                        tx,
                        INSERT,
                        CardState.REGISTERED.label(),
                        now,
                        now,
                        school.value(),
                        uids,
                        Bulk.texts(rows, row -> row.type().label()),
                        Bulk.texts(rows, CardSheet.Row::form),
                        Bulk.texts(rows, row -> row.lastDay().map(LocalDate::toString).orElse("")));
        if (added > 0) {
            Bulk.execute(
                    tx,
                    HISTORY,
                    CardState.REGISTERED.label(),
                    actor.value(),
                    now,
                    uids,
                    school.value());
            outbox.schoolChanged(tx, school, "many cards: " + added);
        }
        return added;
    }

    private static Set<String> have(DSLContext tx, SchoolId school) {
        return new HashSet<>(
                tx.select(CARDS.UID)
                        .from(CARDS)
                        .where(CARDS.SCHOOL.eq(school.value()))
                        .fetch(CARDS.UID));
    }

    private static Set<String> supervisors(DSLContext tx, SchoolId school) {
        return new HashSet<>(
                tx.select(SUPERVISORS.CARD)
                        .from(SUPERVISORS)
                        .where(SUPERVISORS.SCHOOL.eq(school.value()), SUPERVISORS.CARD.isNotNull())
                        .fetch(SUPERVISORS.CARD));
    }
}
