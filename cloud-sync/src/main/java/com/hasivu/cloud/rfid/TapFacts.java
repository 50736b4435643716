package com.hasivu.cloud.rfid;

import com.hasivu.cloud.db.Bulk;
import com.hasivu.protocol.Wire;
import com.hasivu.protocol.WireException;
import com.hasivu.protocol.wire.TapRecord;

import org.jooq.DSLContext;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Writes what a record tells into {@code taps}, in the intake's transaction. */
final class TapFacts {
    private static final Pattern SLUG = Pattern.compile("[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?");

    private static final String INSERT =
            """
            insert into taps
              (received, school, station, epoch, sequence, tapped, school_day, window_id, reader,
               student, order_id, outcome, reason, by_hand, clock)
            select cast(? as timestamp with time zone), v.school, v.station, v.epoch, v.sequence,
              v.tapped, cast(v.school_day as date), v.window_id, v.reader, v.student, v.order_id,
              v.outcome, v.reason, v.by_hand = 1, v.clock
            from unnest(
                cast(? as varchar array), cast(? as varchar array), cast(? as bigint array),
                cast(? as bigint array), cast(? as timestamp with time zone array),
                cast(? as varchar array), cast(? as varchar array), cast(? as varchar array),
                cast(? as bigint array), cast(? as bigint array), cast(? as varchar array),
                cast(? as varchar array), cast(? as bigint array), cast(? as varchar array))
              as v (school, station, epoch, sequence, tapped, school_day, window_id, reader,
                student, order_id, outcome, reason, by_hand, clock)
            """;

    private TapFacts() {}

    /** Of one record; whatever a station may write in a text is cut to what a column holds. */
    record Fact(
            Batch batch,
            long sequence,
            Instant at,
            LocalDate day,
            String window,
            String reader,
            Optional<Long> student,
            Optional<Long> order,
            String outcome,
            String reason,
            boolean byHand,
            String clock) {}

    /** Empty for what is no tap that can be read. Pure. */
    static Optional<Fact> of(Batch batch, Batch.Entry entry, Instant now) {
        TapRecord tap;
        try {
            tap = Wire.parse(entry.payload(), TapRecord.parser(), "record");
        } catch (WireException e) {
            return Optional.empty();
        }
        Instant at = TapEffects.believable(tap.getWallMillis(), now);
        return switch (tap.getOutcomeCase()) {
            case SERVE ->
                    Optional.of(
                            fact(
                                    batch,
                                    entry,
                                    tap,
                                    at,
                                    tap.getServe().getStudent(),
                                    tap.getServe().getOrder(),
                                    "served",
                                    tap.hasByHand() ? tap.getByHand().getReason().name() : ""));
            case REFUSAL ->
                    Optional.of(
                            fact(
                                    batch,
                                    entry,
                                    tap,
                                    at,
                                    tap.getRefusal().getStudent(),
                                    tap.getRefusal().getOrder(),
                                    "refused",
                                    tap.getRefusal().getReason().name()));
            case UNDO ->
                    Optional.of(
                            fact(
                                    batch,
                                    entry,
                                    tap,
                                    at,
                                    tap.getUndo().getStudent(),
                                    tap.getUndo().getOrder(),
                                    "taken-back",
                                    tap.getByHand().getReason().name()));
            case OUTCOME_NOT_SET -> Optional.empty();
        };
    }

    private static Fact fact(
            Batch batch,
            Batch.Entry entry,
            TapRecord tap,
            Instant at,
            long student,
            long order,
            String outcome,
            String reason) {
        return new Fact(
                batch,
                entry.sequence(),
                at,
                day(tap.getSchoolDay(), at),
                slug(tap.getWindow()),
                slug(tap.getReader()),
                student > 0 ? Optional.of(student) : Optional.empty(),
                order > 0 ? Optional.of(order) : Optional.empty(),
                outcome,
                reason,
                tap.hasByHand(),
                tap.getClock().name());
    }

    /** The station's school day, if it is one about that time; else the date in UTC. */
    private static LocalDate day(int told, Instant at) {
        LocalDate date = at.atOffset(ZoneOffset.UTC).toLocalDate();
        boolean near = Math.abs(told - date.toEpochDay()) <= 1;
        return near ? LocalDate.ofEpochDay(told) : date;
    }

    private static String slug(String text) {
        return SLUG.matcher(text).matches() ? text : "";
    }

    static void insert(DSLContext tx, List<Fact> facts, Instant now) {
        if (facts.isEmpty()) {
            return;
        }
        Bulk.execute(
                tx,
                INSERT,
                now,
                Bulk.texts(facts, one -> one.batch().school().value()),
                Bulk.texts(facts, one -> one.batch().station().value()),
                Bulk.numbers(facts, one -> one.batch().epoch()),
                Bulk.numbers(facts, Fact::sequence),
                Bulk.times(facts, Fact::at),
                Bulk.texts(facts, one -> one.day().toString()),
                Bulk.texts(facts, Fact::window),
                Bulk.texts(facts, Fact::reader),
                Bulk.numbersIfAny(facts, Fact::student),
                Bulk.numbersIfAny(facts, Fact::order),
                Bulk.texts(facts, Fact::outcome),
                Bulk.texts(facts, Fact::reason),
                Bulk.numbers(facts, one -> one.byHand() ? 1 : 0),
                Bulk.texts(facts, Fact::clock));
    }
}
