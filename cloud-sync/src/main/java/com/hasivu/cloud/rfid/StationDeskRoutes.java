package com.hasivu.cloud.rfid;

import static com.hasivu.cloud.schema.Tables.STATIONS;

import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.Access;
import com.hasivu.cloud.http.Api;
import com.hasivu.cloud.http.Problem;
import com.hasivu.cloud.http.Reply;
import com.hasivu.cloud.http.Request;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.Topics;

import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One station as the office looks after it: how it does, its readers, its name and place. */
public final class StationDeskRoutes {
    /** A reader that told nothing for so long is not shown. */
    private static final Duration READERS_OF = Duration.ofDays(30);

    /** More records waiting than this is no moment's delay. */
    private static final long BACKLOG = 200;

    private final Database database;
    private final Stations stations;
    private final NewestSnapshot newest;
    private final Clock clock;
    private final Taps taps = new Taps();

    public StationDeskRoutes(
            Database database, Stations stations, NewestSnapshot newest, Clock clock) {
        this.database = database;
        this.stations = stations;
        this.newest = newest;
        this.clock = clock;
    }

    public void register(Api api) {
        api.route("getStation", Access.staff(), this::get);
        api.route("updateStation", Access.admins(), this::update);
    }

    private record StationPatch(@Nullable String name, @Nullable String place) {}

    /**
     * A station and more of it.
     *
     * @param status {@code online}, {@code degraded} or {@code offline}
     * @param troubles why it is not simply online
     */
    private record Story(
            StationView station,
            String place,
            String status,
            List<String> troubles,
            @Nullable Instant lastTapAt,
            List<ReaderView> readers) {}

    private Reply get(Request request) {
        Topics at = new Topics(request.school(), new StationId(request.path("id")));
        return database.read(tx -> Reply.ok(story(tx, at)));
    }

    private Reply update(Request request) {
        var patch = request.body(StationPatch.class);
        Topics at = new Topics(request.school(), new StationId(request.path("id")));
        return database.transaction(
                tx -> {
                    var row =
                            tx.selectFrom(STATIONS)
                                    .where(Certificates.is(at))
                                    .forUpdate()
                                    .fetchOptional()
                                    .orElseThrow(Problem::notFound);
                    if (patch.name() != null) {
                        row.setName(patch.name());
                    }
                    if (patch.place() != null) {
                        row.setPlace(patch.place());
                    }
                    row.update();
                    return Reply.ok(story(tx, at));
                });
    }

    private Story story(DSLContext tx, Topics at) {
        Station station =
                stations.find(tx, at.school(), at.station()).orElseThrow(Problem::notFound);
        Optional<NewestSnapshot.Name> held = newest.of(tx, at.school());
        List<ToldReader> told = ToldReaders.of(tx, at);
        List<String> troubles = troubles(station, held, told);
        List<Taps.ReaderUse> used = taps.readers(tx, at, clock.instant().minus(READERS_OF));
        return new Story(
                StationView.of(station, held),
                tx.select(STATIONS.PLACE)
                        .from(STATIONS)
                        .where(Certificates.is(at))
                        .fetchSingle(STATIONS.PLACE),
                status(station, troubles),
                troubles,
                used.stream().map(Taps.ReaderUse::lastTapAt).max(Instant::compareTo).orElse(null),
                ReaderView.of(told, used, station));
    }

    private static String status(Station station, List<String> troubles) {
        if (!station.reached()) {
            return "offline";
        }
        return troubles.isEmpty() ? "online" : "degraded";
    }

    /** Each with the fix. */
    private static List<String> troubles(
            Station station, Optional<NewestSnapshot.Name> held, List<ToldReader> readers) {
        var troubles = new ArrayList<String>();
        Station.Heartbeat beat = station.heartbeat().orElse(null);
        if (beat == null) {
            return List.of("has never connected: claim it with its code");
        }
        if (beat.link() == Link.OFFLINE) {
            troubles.add("is offline: look at its power and network");
        } else if (beat.link() == Link.SILENT) {
            troubles.add("is silent since %s: look at its network".formatted(beat.seen()));
        }
        beat.halted()
                .ifPresent(
                        why -> troubles.add("sends nothing more: %s; see review".formatted(why)));
        if (held.filter(name -> !beat.holds(name)).isPresent()) {
            troubles.add("does not hold the newest orders: send it refetch-snapshot");
        }
        if (beat.pending() > BACKLOG) {
            troubles.add("has %d records waiting".formatted(beat.pending()));
        }
        if (!beat.clock().equals("CLOCK_SYNCED")) {
            troubles.add("its clock is not in step: look at its network");
        }
        if (station.reached()) {
            readers.stream()
                    .filter(reader -> !reader.online())
                    .forEach(
                            reader ->
                                    troubles.add(
                                            "its reader %s is offline: %s; look at its cable and power"
                                                    .formatted(reader.name(), reader.detail())));
        }
        return List.copyOf(troubles);
    }
}
