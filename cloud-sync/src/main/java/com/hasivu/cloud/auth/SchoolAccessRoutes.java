package com.hasivu.cloud.auth;

import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.Access;
import com.hasivu.cloud.http.Api;
import com.hasivu.cloud.http.Reply;
import com.hasivu.cloud.http.Request;
import com.hasivu.protocol.SchoolId;

import org.jooq.DSLContext;

import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/** How people get into a school, as its administrators see and set it. */
public final class SchoolAccessRoutes {
    private final Database database;
    private final SchoolAccess access;
    private final BiConsumer<DSLContext, SchoolId> requireSchool;

    /**
     * @param requireSchool throws {@link com.hasivu.cloud.http.Problem#notFound} when there is no
     *     such school
     */
    public SchoolAccessRoutes(
            Database database,
            SchoolAccess access,
            BiConsumer<DSLContext, SchoolId> requireSchool) {
        this.database = database;
        this.access = access;
        this.requireSchool = requireSchool;
    }

    public void register(Api api) {
        api.route("getSchoolAccess", Access.admins(), r -> answer(r, access::get));
        api.route("renewSchoolCode", Access.admins(), r -> answer(r, access::renewCode));
        api.route("putSchoolAccess", Access.admins(), this::put);
    }

    private record NewRules(boolean secondFactorRequired) {}

    private record RulesView(String schoolCode, boolean secondFactorRequired) {}

    private Reply put(Request request) {
        boolean wanted = request.body(NewRules.class).secondFactorRequired();
        return answer(request, (tx, school) -> access.wantSecondFactor(tx, school, wanted));
    }

    private Reply answer(
            Request request, BiFunction<DSLContext, SchoolId, SchoolAccess.Rules> work) {
        return database.transaction(
                tx -> {
                    requireSchool.accept(tx, request.school());
                    SchoolAccess.Rules rules = work.apply(tx, request.school());
                    return Reply.ok(new RulesView(rules.code(), rules.secondFactor()));
                });
    }
}
