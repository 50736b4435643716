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
import com.hasivu.protocol.Topics;

import org.jooq.DSLContext;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

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
    private final StationKeyFiles keyFiles;

    /**
     * @param cloud where stations reach this service over HTTP
     * @param onEnrolled told after the commit; it must not block
     */
    public EnrolmentRoutes(
            Database database,
            Schools schools,
            Stations stations,
            Enrolment enrolment,
            CertificateAuthority authority,
            SnapshotKey snapshotKey,
            Optional<Broker> broker,
            Supplier<URI> cloud,
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
        this.keyFiles = new StationKeyFiles(cloud, authority, snapshotKey);
    }

    public void register(Api api) {
        api.route("createStation", Access.admins(), this::create);
        api.route("reopenStation", Access.admins(), this::reopen);
        api.route("enrol", Access.everyone(), this::enrol);
    }

    private record NewStation(String id, String name) {}

    private record NewStationView(
            String id,
            String name,
            String state,
            String claimCode,
            Instant claimExpiresAt,
            String keyFile) {}

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
                    return claimable(tx, school, id);
                });
    }

    /**
     * The only way back for a revoked station, and for one whose certificate has expired. Not for
     * one that is let in now: its device could be in anybody's hands, so revoking comes first.
     */
    private Reply reopen(Request request) {
        var id = new StationId(request.path("id"));
        return database.transaction(
                tx -> {
                    SchoolId school = schools.get(tx, request.school()).id();
                    if (stations.find(tx, school, id).isEmpty()) {
                        throw Problem.notFound();
                    }
                    if (!stations.reopen(tx, school, id)) {
                        throw Problem.conflict(
                                "station-in-use",
                                "the station '%s' has a certificate that counts; revoke it first, then its old device is refused"
                                        .formatted(id));
                    }
                    return claimable(tx, school, id);
                });
    }

    private Reply claimable(DSLContext tx, SchoolId school, StationId id) {
        Enrolment.Claim claim = enrolment.issue(tx, school, id);
        return Reply.created(
                new NewStationView(
                        id.value(),
                        stations.find(tx, school, id).orElseThrow().name(),
                        StationState.CLAIMABLE.label(),
                        claim.code(),
                        claim.expires(),
                        keyFiles.text(new Topics(school, id), claim)));
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
