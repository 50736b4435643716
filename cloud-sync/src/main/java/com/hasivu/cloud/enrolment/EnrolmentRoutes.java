package com.hasivu.cloud.enrolment;

import com.hasivu.cloud.broker.Broker;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.Access;
import com.hasivu.cloud.http.Api;
import com.hasivu.cloud.http.Problem;
import com.hasivu.cloud.http.Reply;
import com.hasivu.cloud.http.Request;
import com.hasivu.cloud.keys.CertificateAuthority;
import com.hasivu.cloud.keys.Pem;
import com.hasivu.cloud.rfid.Station;
import com.hasivu.cloud.rfid.StationState;
import com.hasivu.cloud.rfid.Stations;
import com.hasivu.cloud.schools.School;
import com.hasivu.cloud.schools.Schools;
import com.hasivu.cloud.snapshots.SnapshotKey;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Making a station and claiming it, over HTTP. */
public final class EnrolmentRoutes {
    private final Database database;
    private final Schools schools;
    private final Stations stations;
    private final Enrolment enrolment;
    private final CertificateAuthority authority;
    private final SnapshotKey snapshotKey;
    private final Optional<Broker> broker;
    private final Consumer<SchoolId> onEnrolled;
    private final AttemptLimit limit;

    /** {@code onEnrolled} is told after the commit; it must not block. */
    public EnrolmentRoutes(
            Database database,
            Schools schools,
            Stations stations,
            Enrolment enrolment,
            CertificateAuthority authority,
            SnapshotKey snapshotKey,
            Optional<Broker> broker,
            Consumer<SchoolId> onEnrolled,
            Clock clock) {
        this.database = database;
        this.schools = schools;
        this.stations = stations;
        this.enrolment = enrolment;
        this.authority = authority;
        this.snapshotKey = snapshotKey;
        this.broker = broker;
        this.onEnrolled = onEnrolled;
        this.limit = new AttemptLimit(clock);
    }

    public void register(Api api) {
        api.route("createStation", Access.admins(), this::create);
        api.route("enrol", Access.everyone(), this::enrol);
    }

    private record NewStation(String id, String name) {}

    private record NewStationView(
            String id, String name, String state, String claimCode, Instant claimExpiresAt) {}

    private record NewEnrolment(String claimCode, String publicKey, String proof) {}

    private record EnrolmentView(
            String school,
            String station,
            String stationName,
            String zone,
            String certificate,
            String caCertificate,
            BrokerView broker,
            List<KeyView> snapshotKeys) {}

    private record BrokerView(String host, int port) {}

    private record KeyView(String id, String publicKey) {}

    /**
     * Repeating it for a station nobody has claimed yet gives a new code and voids the old one: a
     * code is not kept, so it cannot be answered twice.
     */
    private Reply create(Request request) {
        var body = request.body(NewStation.class);
        var id = new StationId(body.id());
        return database.transaction(
                tx -> {
                    SchoolId school = schools.get(tx, request.school()).id();
                    if (!stations.add(tx, school, id, body.name())) {
                        Optional<Station> there = stations.find(tx, school, id);
                        if (there.filter(s -> s.state() == StationState.CLAIMABLE).isEmpty()) {
                            throw Problem.conflict(
                                    "station-exists",
                                    "the station '%s' exists and was claimed; choose another id"
                                            .formatted(id));
                        }
                    }
                    Enrolment.Claim claim = enrolment.issue(tx, school, id);
                    return Reply.created(
                            new NewStationView(
                                    id.value(),
                                    stations.find(tx, school, id).orElseThrow().name(),
                                    StationState.CLAIMABLE.label(),
                                    claim.code(),
                                    claim.expires()));
                });
    }

    private Reply enrol(Request request) {
        if (!limit.take()) {
            throw new Problem(
                    429, "too-many-attempts", "Too many attempts", "wait a second and try again");
        }
        var body = request.body(NewEnrolment.class);
        Broker.Endpoint endpoint =
                broker.map(Broker::stations)
                        .orElseThrow(
                                () ->
                                        new Problem(
                                                503,
                                                "no-broker",
                                                "No broker",
                                                "broker.mode is none: no station can connect"));
        Enrolment.Outcome.Enrolled enrolled =
                database.transaction(
                        tx ->
                                switch (enrolment.enrol(
                                        tx, body.claimCode(), body.publicKey(), body.proof())) {
                                    case Enrolment.Outcome.Enrolled done -> done;
                                    case Enrolment.Outcome.Refused() ->
                                            throw Problem.forbidden(
                                                    "claim-refused",
                                                    "the claim code is wrong, used or expired, or the proof does not fit the key; ask the school for a new code");
                                });
        onEnrolled.accept(enrolled.school());
        return database.read(
                tx -> {
                    School school = schools.get(tx, enrolled.school());
                    String name =
                            stations.find(tx, enrolled.school(), enrolled.station())
                                    .orElseThrow()
                                    .name();
                    return Reply.created(
                            new EnrolmentView(
                                    enrolled.school().value(),
                                    enrolled.station().value(),
                                    name,
                                    school.zone().getId(),
                                    enrolled.certificate(),
                                    Pem.of(authority.certificate()),
                                    new BrokerView(endpoint.host(), endpoint.port()),
                                    List.of(
                                            new KeyView(
                                                    snapshotKey.id(), snapshotKey.publicKey()))));
                });
    }
}
