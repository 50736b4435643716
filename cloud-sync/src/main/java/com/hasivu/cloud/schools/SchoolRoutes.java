package com.hasivu.cloud.schools;

import com.hasivu.cloud.cache.Cache;
import com.hasivu.cloud.cache.Caches;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.Access;
import com.hasivu.cloud.http.Api;
import com.hasivu.cloud.http.Once;
import com.hasivu.cloud.http.Page;
import com.hasivu.cloud.http.Problem;
import com.hasivu.cloud.http.Reply;
import com.hasivu.cloud.http.Request;
import com.hasivu.cloud.http.Role;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.WindowId;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Schools, their settings and their meal windows over HTTP. */
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
        api.route("listSchools", Access.only(Role.PLATFORM_ADMIN), this::list);
        api.route("getSchool", Access.adults(), this::get);
        api.route("getSchoolSettings", Access.staff(), this::getSettings);
        api.route("putSchoolSettings", Access.admins(), this::putSettings);
        api.route("putWindow", Access.admins(), this::putWindow);
    }

    private record NewSchool(
            String id,
            String name,
            String zone,
            @Nullable SettingsView settings,
            @Nullable List<FirstWindow> windows) {}

    private record SettingsView(
            @Nullable String displayName, @Nullable String language, @Nullable Integer daysAhead) {
        static SettingsView of(SchoolSettings settings) {
            return new SettingsView(
                    settings.displayName().label(), settings.language(), settings.daysAhead());
        }

        /** What is not said stays as it is. */
        SchoolSettings over(SchoolSettings old) {
            return new SchoolSettings(
                    displayName == null ? old.displayName() : DisplayName.labelled(displayName),
                    language == null ? old.language() : language,
                    daysAhead == null ? old.daysAhead() : daysAhead);
        }
    }

    private record SchoolView(
            String id,
            String name,
            String zone,
            SettingsView settings,
            @Nullable List<WindowView> windows) {
        static SchoolView of(School school, @Nullable List<MealWindow> windows) {
            return new SchoolView(
                    school.id().value(),
                    school.name(),
                    school.zone().getId(),
                    SettingsView.of(school.settings()),
                    windows == null ? null : windows.stream().map(WindowView::of).toList());
        }
    }

    private record Deadline(int daysBefore, String time) {}

    private record FirstWindow(
            String id, String name, String opens, String closes, Deadline deadline) {
        NewWindow window() {
            return new NewWindow(name, opens, closes, deadline);
        }
    }

    private record NewWindow(String name, String opens, String closes, Deadline deadline) {
        MealWindow as(String id, String pointer) {
            try {
                return new MealWindow(
                        new WindowId(id),
                        name,
                        MealWindow.minute(opens),
                        MealWindow.minute(closes),
                        deadline.daysBefore(),
                        MealWindow.minute(deadline.time()));
            } catch (IllegalArgumentException e) {
                throw Problem.refused(
                        "impossible-window",
                        String.valueOf(e.getMessage()),
                        Problem.Fault.at(pointer + "/closes", "must be later than opens"));
            }
        }
    }

    private record WindowView(
            String id, String name, String opens, String closes, Deadline deadline) {
        static WindowView of(MealWindow window) {
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

    private Reply create(Request request) {
        var body = request.body(NewSchool.class);
        var school =
                new School(
                        new SchoolId(body.id()),
                        body.name(),
                        zone(body.zone()),
                        body.settings() == null
                                ? SchoolSettings.USUAL
                                : body.settings().over(SchoolSettings.USUAL));
        List<MealWindow> windows = windows(body.windows() == null ? List.of() : body.windows());
        return once.run(
                request,
                tx -> {
                    if (!schools.add(tx, school)) {
                        throw Problem.conflict(
                                "school-exists",
                                "the school id '%s' is taken".formatted(body.id()));
                    }
                    windows.forEach(window -> schools.put(tx, school.id(), window));
                    return Reply.created(SchoolView.of(school, schools.windows(tx, school.id())));
                });
    }

    private static List<MealWindow> windows(List<FirstWindow> wanted) {
        var windows = new ArrayList<MealWindow>();
        var ids = new HashSet<String>();
        for (FirstWindow window : wanted) {
            String pointer = "/windows/" + windows.size();
            if (!ids.add(window.id())) {
                throw Problem.refused(
                        "window-twice",
                        "the window '%s' is named twice".formatted(window.id()),
                        Problem.Fault.at(pointer + "/id", "is named twice; give each its own id"));
            }
            windows.add(window.window().as(window.id(), pointer));
        }
        return windows;
    }

    private Reply list(Request request) {
        String after = request.query("cursor").orElse("");
        int size = request.limit();
        List<School> rows = database.read(tx -> schools.page(tx, after, size + 1));
        List<School> shown = rows.subList(0, Math.min(size, rows.size()));
        return Reply.ok(
                new Page<>(
                        shown.stream().map(school -> SchoolView.of(school, null)).toList(),
                        rows.size() > size ? shown.getLast().id().value() : null));
    }

    private Reply get(Request request) {
        SchoolId id = request.school();
        return Reply.ok(shown.get(id, () -> read(id)));
    }

    private SchoolView read(SchoolId id) {
        return database.read(tx -> SchoolView.of(schools.get(tx, id), schools.windows(tx, id)));
    }

    private Reply getSettings(Request request) {
        return database.read(
                tx -> Reply.ok(SettingsView.of(schools.get(tx, request.school()).settings())));
    }

    private Reply putSettings(Request request) {
        var body = request.body(SettingsView.class);
        return database.transaction(
                tx -> {
                    School school = schools.get(tx, request.school());
                    SchoolSettings settings = body.over(SchoolSettings.USUAL);
                    if (!settings.equals(school.settings())) {
                        schools.put(tx, school.id(), settings);
                    }
                    return Reply.ok(SettingsView.of(settings));
                });
    }

    private Reply putWindow(Request request) {
        MealWindow window = request.body(NewWindow.class).as(request.path("window"), "");
        return database.transaction(
                tx -> {
                    schools.get(tx, request.school());
                    schools.put(tx, request.school(), window);
                    return Reply.ok(WindowView.of(window));
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
}
