package com.hasivu.cloud.commands;

import static com.hasivu.cloud.schema.Tables.STATION_COMMANDS;

import com.google.protobuf.InvalidProtocolBufferException;
import com.hasivu.cloud.http.UserId;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.wire.Command;

import org.jooq.DSLContext;
import org.jooq.Record;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The commands' table. Every call runs in the caller's transaction. */
final class CommandTable {
    private static final int MAX_DETAIL = 4_000;
    private static final List<String> OPEN =
            List.of(State.PENDING.label(), State.SENT.label(), State.ACCEPTED.label());

    void add(DSLContext tx, Command command, UserId askedBy, Instant asked, Instant expires) {
        var row = tx.newRecord(STATION_COMMANDS);
        row.setId(command.getId());
        row.setSchool(command.getSchool());
        row.setStation(command.getStation());
        row.setCommand(command.toByteArray());
        row.setState(State.PENDING.label());
        row.setDetail("");
        row.setAskedBy(askedBy.value());
        row.setAsked(asked);
        row.setExpires(expires);
        row.setSendings(0);
        row.setChanged(asked);
        row.insert();
    }

    List<Wanted> page(DSLContext tx, SchoolId school, StationId station, long after, int limit) {
        return tx.selectFrom(STATION_COMMANDS)
                .where(
                        STATION_COMMANDS.SCHOOL.eq(school.value()),
                        STATION_COMMANDS.STATION.eq(station.value()),
                        STATION_COMMANDS.NUMBER.gt(after))
                .orderBy(STATION_COMMANDS.NUMBER)
                .limit(limit)
                .fetch(CommandTable::wanted);
    }

    Optional<Wanted> find(DSLContext tx, SchoolId school, StationId station, String id) {
        return tx.selectFrom(STATION_COMMANDS)
                .where(
                        STATION_COMMANDS.SCHOOL.eq(school.value()),
                        STATION_COMMANDS.STATION.eq(station.value()),
                        STATION_COMMANDS.ID.eq(id))
                .fetchOptional(CommandTable::wanted);
    }

    /** The stations that have not told the end of some command. */
    List<Topics> stationsWithOpen(DSLContext tx) {
        return tx.selectDistinct(STATION_COMMANDS.SCHOOL, STATION_COMMANDS.STATION)
                .from(STATION_COMMANDS)
                .where(STATION_COMMANDS.STATE.in(OPEN))
                .fetch(row -> new Topics(new SchoolId(row.value1()), new StationId(row.value2())));
    }

    /** Open commands of the station not sent since {@code before}, in the order of asking. */
    List<Wanted> due(DSLContext tx, Topics station, Instant before) {
        return tx.selectFrom(STATION_COMMANDS)
                .where(
                        STATION_COMMANDS.SCHOOL.eq(station.school().value()),
                        STATION_COMMANDS.STATION.eq(station.station().value()),
                        STATION_COMMANDS.STATE.in(OPEN),
                        STATION_COMMANDS.SENT.isNull().or(STATION_COMMANDS.SENT.le(before)))
                .orderBy(STATION_COMMANDS.NUMBER)
                .fetch(CommandTable::wanted);
    }

    /**
     * Marks a due command as sent, before it is; false when another node did, or it is due no more.
     * A node that dies before it has sent it is made up for by the next sending.
     */
    boolean claim(DSLContext tx, Wanted wanted, Instant before, Instant now) {
        return tx.update(STATION_COMMANDS)
                        .set(STATION_COMMANDS.SENT, now)
                        .set(STATION_COMMANDS.SENDINGS, STATION_COMMANDS.SENDINGS.plus(1))
                        .set(STATION_COMMANDS.STATE, afterSending(wanted).label())
                        .set(
                                STATION_COMMANDS.CHANGED,
                                wanted.state() == State.PENDING ? now : wanted.changed())
                        .where(
                                STATION_COMMANDS.NUMBER.eq(wanted.number()),
                                STATION_COMMANDS.STATE.eq(wanted.state().label()),
                                STATION_COMMANDS.SENT.isNull().or(STATION_COMMANDS.SENT.le(before)))
                        .execute()
                > 0;
    }

    /** There was no link: as it was before the claim of this moment. */
    boolean giveBack(DSLContext tx, Wanted wanted, Instant claimed) {
        return tx.update(STATION_COMMANDS)
                        .set(STATION_COMMANDS.SENT, wanted.sent().orElse(null))
                        .set(STATION_COMMANDS.SENDINGS, STATION_COMMANDS.SENDINGS.minus(1))
                        .set(STATION_COMMANDS.STATE, wanted.state().label())
                        .set(STATION_COMMANDS.CHANGED, wanted.changed())
                        .where(
                                STATION_COMMANDS.NUMBER.eq(wanted.number()),
                                STATION_COMMANDS.STATE.eq(afterSending(wanted).label()),
                                STATION_COMMANDS.SENT.eq(claimed))
                        .execute()
                > 0;
    }

    private static State afterSending(Wanted wanted) {
        return wanted.state() == State.PENDING ? State.SENT : wanted.state();
    }

    /** What the station told; false when it changes nothing. */
    boolean told(
            DSLContext tx, Topics station, String id, State state, String detail, Instant now) {
        return tx.update(STATION_COMMANDS)
                        .set(STATION_COMMANDS.STATE, state.label())
                        .set(STATION_COMMANDS.DETAIL, cut(detail))
                        .set(STATION_COMMANDS.CHANGED, now)
                        .where(
                                STATION_COMMANDS.ID.eq(id),
                                STATION_COMMANDS.SCHOOL.eq(station.school().value()),
                                STATION_COMMANDS.STATION.eq(station.station().value()),
                                STATION_COMMANDS.STATE.in(state.before()))
                        .execute()
                > 0;
    }

    /** Ends those in a state that expired before {@code before}. */
    int end(DSLContext tx, State from, Instant before, State to, String detail, Instant now) {
        return tx.update(STATION_COMMANDS)
                .set(STATION_COMMANDS.STATE, to.label())
                .set(STATION_COMMANDS.DETAIL, detail)
                .set(STATION_COMMANDS.CHANGED, now)
                .where(STATION_COMMANDS.STATE.eq(from.label()), STATION_COMMANDS.EXPIRES.le(before))
                .execute();
    }

    private static String cut(String text) {
        String clean = text.replace("\u0000", ""); // PostgreSQL takes none
        return clean.length() <= MAX_DETAIL ? clean : clean.substring(0, MAX_DETAIL);
    }

    private static Wanted wanted(Record row) {
        try {
            return new Wanted(
                    row.get(STATION_COMMANDS.NUMBER),
                    Command.parseFrom(row.get(STATION_COMMANDS.COMMAND)),
                    State.of(row.get(STATION_COMMANDS.STATE)),
                    row.get(STATION_COMMANDS.DETAIL),
                    new UserId(row.get(STATION_COMMANDS.ASKED_BY)),
                    row.get(STATION_COMMANDS.ASKED),
                    row.get(STATION_COMMANDS.EXPIRES),
                    Optional.ofNullable(row.get(STATION_COMMANDS.SENT)),
                    row.get(STATION_COMMANDS.CHANGED));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(
                    "station_commands holds a command that is none: number "
                            + row.get(STATION_COMMANDS.NUMBER),
                    e);
        }
    }
}
