package com.hasivu.cloud.commands;

import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.Access;
import com.hasivu.cloud.http.Api;
import com.hasivu.cloud.http.Once;
import com.hasivu.cloud.http.Page;
import com.hasivu.cloud.http.Problem;
import com.hasivu.cloud.http.Reply;
import com.hasivu.cloud.http.Request;
import com.hasivu.cloud.rfid.Station;
import com.hasivu.cloud.rfid.StationState;
import com.hasivu.cloud.rfid.Stations;
import com.hasivu.cloud.schools.Schools;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.wire.Command;
import com.hasivu.protocol.wire.RemoteSetting;

import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Asking for commands and looking at them, over HTTP. */
public final class CommandRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(CommandRoutes.class);

    private final Database database;
    private final Once once;
    private final Schools schools;
    private final Stations stations;
    private final Commands commands;
    private final Clock clock;

    public CommandRoutes(
            Database database,
            Once once,
            Schools schools,
            Stations stations,
            Commands commands,
            Clock clock) {
        this.database = database;
        this.once = once;
        this.schools = schools;
        this.stations = stations;
        this.commands = commands;
        this.clock = clock;
    }

    public void register(Api api) {
        api.route("createCommand", Access.admins(), this::create);
        api.route("listCommands", Access.admins(), this::list);
        api.route("getCommand", Access.admins(), this::get);
    }

    private record View(
            String id,
            String kind,
            @Nullable String level,
            @Nullable Long seconds,
            @Nullable String reader,
            @Nullable Map<String, String> settings,
            @Nullable Long trialSeconds,
            String state,
            String detail,
            long askedBy,
            Instant askedAt,
            Instant expiresAt,
            @Nullable Instant sentAt,
            Instant changedAt) {}

    private Reply create(Request request) {
        Reply reply = once.run(request, tx -> add(tx, request));
        Topics station = new Topics(request.school(), station(request));
        Thread.ofVirtual()
                .name("command " + station.station())
                .start(() -> commands.asked(station));
        return reply;
    }

    private Reply add(DSLContext tx, Request request) {
        Station station = existing(tx, request);
        if (station.state() != StationState.ENROLLED) {
            throw Problem.conflict(
                    "station-not-enrolled",
                    "the station is %s; only an enrolled one takes commands"
                            .formatted(station.state().label()));
        }
        NewCommand body = request.body(NewCommand.class);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Instant expires = now.plus(body.life());
        Command command =
                body.into(Command.newBuilder())
                        .setId(UUID.randomUUID().toString())
                        .setSchool(station.school().value())
                        .setStation(station.id().value())
                        .setIssuedMillis(now.toEpochMilli())
                        .setExpiresMillis(expires.toEpochMilli())
                        .build();
        commands.table().add(tx, command, request.caller().user(), now, expires);
        LOG.info(
                "command {} ({}) for {}/{} asked by user {}",
                command.getId(),
                body.kind(),
                station.school(),
                station.id(),
                request.caller().user().value());
        return Reply.created(view(found(tx, request, command.getId())));
    }

    private Reply list(Request request) {
        return database.read(
                tx -> {
                    Station station = existing(tx, request);
                    List<Wanted> rows =
                            commands.table()
                                    .page(
                                            tx,
                                            station.school(),
                                            station.id(),
                                            request.cursor(),
                                            request.limit() + 1);
                    Page<Wanted> page = Page.of(rows, request.limit(), Wanted::number);
                    return Reply.ok(
                            new Page<>(
                                    page.items().stream().map(CommandRoutes::view).toList(),
                                    page.nextCursor()));
                });
    }

    private Reply get(Request request) {
        return database.read(
                tx -> {
                    Station unused = existing(tx, request);
                    return Reply.ok(view(found(tx, request, request.path("command"))));
                });
    }

    private Station existing(DSLContext tx, Request request) {
        schools.get(tx, request.school());
        return stations.find(tx, request.school(), station(request)).orElseThrow(Problem::notFound);
    }

    private Wanted found(DSLContext tx, Request request, String id) {
        return commands.table()
                .find(tx, request.school(), station(request), id)
                .orElseThrow(Problem::notFound);
    }

    private static StationId station(Request request) {
        return new StationId(request.path("id"));
    }

    private static View view(Wanted wanted) {
        Command command = wanted.command();
        var settings = new TreeMap<String, String>();
        for (RemoteSetting one : command.getConfigure().getSettingsList()) {
            settings.put(one.getKey(), one.getValue());
        }
        return new View(
                command.getId(),
                command.getWhatCase().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                command.hasSetLogLevel() ? command.getSetLogLevel().getLevel() : null,
                seconds(command.getSetLogLevel().getForMillis()),
                command.hasBlink() ? command.getBlink().getReader() : null,
                command.hasConfigure() ? settings : null,
                seconds(command.getConfigure().getTrialMillis()),
                wanted.state().label(),
                wanted.detail(),
                wanted.askedBy().value(),
                wanted.asked(),
                wanted.expires(),
                wanted.sent().orElse(null),
                wanted.changed());
    }

    private static @Nullable Long seconds(long millis) {
        return millis == 0 ? null : millis / 1_000;
    }
}
