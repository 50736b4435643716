package com.hasivu.cloud.schools;

import com.hasivu.cloud.cache.Cache;
import com.hasivu.cloud.cache.Caches;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.Access;
import com.hasivu.cloud.http.Api;
import com.hasivu.cloud.http.Once;
import com.hasivu.cloud.http.Problem;
import com.hasivu.cloud.http.Reply;
import com.hasivu.cloud.http.Request;
import com.hasivu.cloud.http.Role;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.WindowId;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;

/** Schools and their meal windows over HTTP. */
public final class SchoolRoutes {
    private static final int SHOWN = 10_000;

    /** So old an answer of another node may be. */
    private static final Duration SHOWN_FOR = Duration.ofSeconds(10);

    private final Database database;
    private final Once once;
    private final Schools schools;
    private final Cache<SchoolId, SchoolView> shown;

    public SchoolRoutes(Database database, Once once, Schools schools, Caches caches) {
        this.database = database;
        this.once = once;
        this.schools = schools;
        this.shown = caches.make("schools", SHOWN, SHOWN_FOR);
    }

    /** What is shown of a school has changed: told after the commit. */
    public void changed(SchoolId school) {
        shown.forget(school);
    }

    public void register(Api api) {
        api.route("createSchool", Access.only(Role.PLATFORM_ADMIN), this::create);
        api.route("getSchool", Access.signedIn(), this::get);
        api.route("putWindow", Access.admins(), this::putWindow);
    }

    private record NewSchool(String id, String name, String zone) {}

    private record SchoolView(String id, String name, String zone, List<WindowView> windows) {}

    private record Deadline(int daysBefore, String time) {}

    private record NewWindow(String name, String opens, String closes, Deadline deadline) {}

    private record WindowView(
            String id, String name, String opens, String closes, Deadline deadline) {}

    private Reply create(Request request) {
        var body = request.body(NewSchool.class);
        var school = new School(new SchoolId(body.id()), body.name(), zone(body.zone()));
        return once.run(
                request,
                tx -> {
                    if (!schools.add(tx, school)) {
                        throw Problem.conflict(
                                "school-exists",
                                "the school id '%s' is taken".formatted(body.id()));
                    }
                    return Reply.created(view(school, List.of()));
                });
    }

    private Reply get(Request request) {
        SchoolId id = request.school();
        return Reply.ok(shown.get(id, () -> read(id)));
    }

    private SchoolView read(SchoolId id) {
        return database.read(tx -> view(schools.get(tx, id), schools.windows(tx, id)));
    }

    private Reply putWindow(Request request) {
        var body = request.body(NewWindow.class);
        MealWindow window;
        try {
            window =
                    new MealWindow(
                            new WindowId(request.path("window")),
                            body.name(),
                            MealWindow.minute(body.opens()),
                            MealWindow.minute(body.closes()),
                            body.deadline().daysBefore(),
                            MealWindow.minute(body.deadline().time()));
        } catch (IllegalArgumentException e) {
            throw Problem.refused(
                    "impossible-window",
                    String.valueOf(e.getMessage()),
                    Problem.Fault.at("/closes", "must be later than opens"));
        }
        return database.transaction(
                tx -> {
                    schools.get(tx, request.school());
                    schools.put(tx, request.school(), window);
                    return Reply.ok(view(window));
                });
    }

    private static ZoneId zone(String name) {
        if (!ZoneId.getAvailableZoneIds().contains(name)) {
            throw Problem.refused(
                    "unknown-zone",
                    "'%s' is no IANA time zone; use one like Asia/Kolkata".formatted(name),
                    Problem.Fault.at("/zone", "is no IANA time zone"));
        }
        return ZoneId.of(name);
    }

    private static SchoolView view(School school, List<MealWindow> windows) {
        return new SchoolView(
                school.id().value(),
                school.name(),
                school.zone().getId(),
                windows.stream().map(SchoolRoutes::view).toList());
    }

    private static WindowView view(MealWindow window) {
        return new WindowView(
                window.id().value(),
                window.name(),
                MealWindow.clockText(window.opensMinute()),
                MealWindow.clockText(window.closesMinute()),
                new Deadline(
                        window.deadlineDaysBefore(),
                        MealWindow.clockText(window.deadlineMinute())));
    }
}
