package com.hasivu.cloud.rfid;

import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.Access;
import com.hasivu.cloud.http.Api;
import com.hasivu.cloud.http.Page;
import com.hasivu.cloud.http.Problem;
import com.hasivu.cloud.http.Reply;
import com.hasivu.cloud.http.Request;
import com.hasivu.cloud.schools.Schools;
import com.hasivu.cloud.schools.Students;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.Topics;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The stations' registry and what they delivered, over HTTP. */
public final class StationRoutes {
    private final Database database;
    private final Schools schools;
    private final Students students;
    private final Stations stations;
    private final Deliveries deliveries;
    private final NewestSnapshot newest;
    private final Consumer<Topics> onRevoked;

    /** {@code onRevoked} is told after the commit, to end the station's connection. */
    public StationRoutes(
            Database database,
            Schools schools,
            Students students,
            Stations stations,
            Deliveries deliveries,
            NewestSnapshot newest,
            Consumer<Topics> onRevoked) {
        this.database = database;
        this.schools = schools;
        this.students = students;
        this.stations = stations;
        this.deliveries = deliveries;
        this.newest = newest;
        this.onRevoked = onRevoked;
    }

    public void register(Api api) {
        api.route("listStations", Access.staff(), this::list);
        api.route("revokeStation", Access.admins(), this::revoke);
        api.route("listDeliveries", Access.adults(), this::listDeliveries);
    }

    private record DeliveryView(
            long order,
            long student,
            String station,
            String epoch,
            long sequence,
            Instant deliveredAt,
            @Nullable Long supervisor,
            @Nullable String reason) {}

    private Reply list(Request request) {
        return database.read(
                tx -> {
                    schools.get(tx, request.school());
                    var held = newest.of(tx, request.school());
                    List<StationView> all =
                            stations.all(tx, request.school()).stream()
                                    .map(station -> StationView.of(station, held))
                                    .toList();
                    return Reply.ok(new Page<>(all, null));
                });
    }

    private Reply revoke(Request request) {
        StationId id = new StationId(request.path("id"));
        StationView revoked =
                database.transaction(
                        tx -> {
                            schools.get(tx, request.school());
                            if (!stations.revoke(tx, request.school(), id)) {
                                throw Problem.notFound();
                            }
                            return StationView.of(
                                    stations.find(tx, request.school(), id).orElseThrow(),
                                    newest.of(tx, request.school()));
                        });
        onRevoked.accept(new Topics(request.school(), id));
        return Reply.ok(revoked);
    }

    private Reply listDeliveries(Request request) {
        Optional<LocalDate> day = request.query("date").map(LocalDate::parse);
        int limit = request.limit();
        return database.read(
                tx -> {
                    schools.get(tx, request.school());
                    Optional<Set<StudentId>> only =
                            request.caller().role().staff()
                                    ? Optional.empty()
                                    : Optional.of(students.ofGuardian(tx, request.caller().user()));
                    List<Deliveries.Entry> rows =
                            deliveries.page(
                                    tx, request.school(), day, only, request.cursor(), limit + 1);
                    Page<Deliveries.Entry> page = Page.of(rows, limit, Deliveries.Entry::id);
                    return Reply.ok(
                            new Page<>(
                                    page.items().stream().map(StationRoutes::view).toList(),
                                    page.nextCursor()));
                });
    }

    private static DeliveryView view(Deliveries.Entry entry) {
        return new DeliveryView(
                entry.order().value(),
                entry.student().value(),
                entry.station().value(),
                HexFormat.of().toHexDigits(entry.epoch()),
                entry.sequence(),
                entry.delivered(),
                entry.byHand().map(Deliveries.ByHand::supervisor).orElse(null),
                entry.byHand().map(Deliveries.ByHand::reason).orElse(null));
    }
}
