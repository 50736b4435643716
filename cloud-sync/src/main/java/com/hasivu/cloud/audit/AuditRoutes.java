package com.hasivu.cloud.audit;

import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.Access;
import com.hasivu.cloud.http.Api;
import com.hasivu.cloud.http.Page;
import com.hasivu.cloud.http.Reply;
import com.hasivu.cloud.http.Request;
import com.hasivu.cloud.http.Role;
import com.hasivu.protocol.SchoolId;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/** The log as administrators read it, newest first. */
public final class AuditRoutes {
    private final Database database;

    public AuditRoutes(Database database) {
        this.database = database;
    }

    public void register(Api api) {
        api.route("listAuditEntries", Access.admins(), r -> list(r, Optional.of(r.school())));
        api.route(
                "listAllAuditEntries",
                Access.only(Role.PLATFORM_ADMIN),
                r -> list(r, Optional.empty()));
    }

    private record EntryView(
            long id,
            String at,
            @Nullable Long actor,
            @Nullable String role,
            @Nullable String school,
            String operation,
            String subject,
            String fields,
            String requestId,
            @Nullable String note,
            @Nullable Long place,
            @Nullable String hash) {}

    private Reply list(Request request, Optional<SchoolId> school) {
        var which =
                AuditTable.which(
                        school,
                        request.query("actor").map(Long::parseLong),
                        request.query("operation"));
        return database.readOnce(
                tx -> {
                    var rows =
                            AuditTable.page(
                                            tx,
                                            which,
                                            request.query("cursor").map(Long::parseLong),
                                            request.limit() + 1)
                                    .stream()
                                    .map(AuditRoutes::view)
                                    .toList();
                    return Reply.ok(Page.of(rows, request.limit(), EntryView::id));
                });
    }

    private static EntryView view(AuditEntry entry) {
        return new EntryView(
                entry.id(),
                entry.made().toString(),
                entry.actor(),
                entry.role(),
                entry.school(),
                entry.operation(),
                entry.subject(),
                entry.fields(),
                entry.requestId(),
                entry.note(),
                entry.place(),
                entry.hash());
    }
}
