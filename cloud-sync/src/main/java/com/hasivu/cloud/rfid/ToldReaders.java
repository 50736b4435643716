package com.hasivu.cloud.rfid;

import static com.hasivu.cloud.schema.Tables.STATION_READERS;

import static java.util.stream.Collectors.toMap;

import com.hasivu.protocol.Topics;
import com.hasivu.protocol.wire.ReaderState;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The readers of stations, from their statuses. A station tells them all at once, and within 2 s
 * when one of them fares otherwise (docs/wire-protocol.md, "Time"), so they are written only then.
 */
final class ToldReaders {
    private static final int MOST = 32;
    private static final int MAX_NAME = 40;
    private static final int MAX_DETAIL = 200;

    private ToldReaders() {}

    /** What an online status told; the station's status row is held. */
    static void told(DSLContext tx, Topics station, List<ReaderState> states, Instant now) {
        List<ToldReader> before = of(tx, station);
        Map<String, ToldReader> known =
                before.stream().collect(toMap(ToldReader::name, Function.identity()));
        List<ToldReader> after =
                distinct(states).values().stream()
                        .map(state -> reader(state, known.get(state.getName()), now))
                        .sorted(Comparator.comparing(ToldReader::name))
                        .toList();
        if (after.equals(before)) {
            return;
        }
        tx.deleteFrom(STATION_READERS).where(is(station)).execute();
        for (ToldReader reader : after) {
            tx.insertInto(STATION_READERS)
                    .set(STATION_READERS.SCHOOL, station.school().value())
                    .set(STATION_READERS.STATION, station.station().value())
                    .set(STATION_READERS.NAME, reader.name())
                    .set(STATION_READERS.DRIVER, reader.driver())
                    .set(STATION_READERS.ONLINE, reader.online())
                    .set(STATION_READERS.FAULTS, reader.faults())
                    .set(STATION_READERS.DETAIL, reader.detail())
                    .set(STATION_READERS.SINCE, reader.since())
                    .execute();
        }
    }

    /** By name. */
    static List<ToldReader> of(DSLContext tx, Topics station) {
        return tx.selectFrom(STATION_READERS)
                .where(is(station))
                .orderBy(STATION_READERS.NAME)
                .fetch(
                        row ->
                                new ToldReader(
                                        row.getName(),
                                        row.getDriver(),
                                        row.getOnline(),
                                        row.getFaults(),
                                        row.getDetail(),
                                        row.getSince()));
    }

    /** A station may be anybody's program: no name twice, none too long, and not too many. */
    private static Map<String, ReaderState> distinct(List<ReaderState> states) {
        var kept = new LinkedHashMap<String, ReaderState>();
        states.stream()
                .filter(state -> !state.getName().isEmpty() && state.getName().length() <= MAX_NAME)
                .limit(MOST)
                .forEach(state -> kept.putIfAbsent(state.getName(), state));
        return kept;
    }

    private static ToldReader reader(ReaderState state, @Nullable ToldReader before, Instant now) {
        Instant since =
                before != null && before.online() == state.getOnline() ? before.since() : now;
        return new ToldReader(
                state.getName(),
                cut(state.getDriver(), MAX_NAME),
                state.getOnline(),
                Math.max(0, state.getFaults()),
                cut(state.getDetail(), MAX_DETAIL),
                since);
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most);
    }

    private static Condition is(Topics station) {
        return DSL.and(
                STATION_READERS.SCHOOL.eq(station.school().value()),
                STATION_READERS.STATION.eq(station.station().value()));
    }
}
