package com.hasivu.cloud.audit;

import static com.hasivu.cloud.schema.Tables.AUDIT_ENTRIES;
import static com.hasivu.cloud.schema.Tables.AUDIT_SEALER;

import com.hasivu.cloud.http.Reply;
import com.hasivu.cloud.http.Role;
import com.hasivu.cloud.http.UserId;
import com.hasivu.cloud.schema.tables.records.AuditEntriesRecord;
import com.hasivu.protocol.SchoolId;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** The log's rows. */
final class AuditTable {
    private static final int SUBJECT = 300;
    private static final int FIELDS = 500;
    private static final int NOTE = 200;

    private final Clock clock;

    AuditTable(Clock clock) {
        this.clock = clock;
    }

    void insert(DSLContext tx, Act act, Optional<Reply> reply) {
        tx.insertInto(AUDIT_ENTRIES)
                .set(AUDIT_ENTRIES.MADE, clock.instant().truncatedTo(ChronoUnit.MILLIS))
                .set(AUDIT_ENTRIES.ACTOR, act.actor().map(UserId::value).orElse(null))
                .set(AUDIT_ENTRIES.ROLE, act.role().map(Role::label).orElse(null))
                .set(AUDIT_ENTRIES.SCHOOL, act.school().map(SchoolId::value).orElse(null))
                .set(AUDIT_ENTRIES.OPERATION, act.request().operation())
                .set(AUDIT_ENTRIES.SUBJECT, cut(subject(act, reply), SUBJECT))
                .set(AUDIT_ENTRIES.FIELDS, cut(String.join(",", act.request().fields()), FIELDS))
                .set(AUDIT_ENTRIES.REQUEST_ID, act.request().id())
                .set(AUDIT_ENTRIES.NOTE, act.note() == null ? null : cut(act.note(), NOTE))
                .execute();
    }

    private static String subject(Act act, Optional<Reply> reply) {
        String resource = act.request().resource();
        return reply.filter(it -> it.status() == 201)
                .flatMap(Reply::madeId)
                .map(id -> resource + "/" + id)
                .orElse(resource);
    }

    /** Holds the sealer's row until the transaction ends; false when another node has it. */
    static boolean holdSealer(DSLContext tx) {
        return tx.selectFrom(AUDIT_SEALER).forUpdate().skipLocked().fetchOptional().isPresent();
    }

    /** The newest sealed row. */
    static Optional<AuditEntry> head(DSLContext tx) {
        return tx.selectFrom(AUDIT_ENTRIES)
                .where(AUDIT_ENTRIES.PLACE.isNotNull())
                .orderBy(AUDIT_ENTRIES.PLACE.desc())
                .limit(1)
                .fetchOptional(AuditTable::entry);
    }

    static List<AuditEntry> unsealed(DSLContext tx, int limit) {
        return tx.selectFrom(AUDIT_ENTRIES)
                .where(AUDIT_ENTRIES.PLACE.isNull())
                .orderBy(AUDIT_ENTRIES.ID)
                .limit(limit)
                .fetch(AuditTable::entry);
    }

    static int countUnsealed(DSLContext tx) {
        return tx.fetchCount(AUDIT_ENTRIES, AUDIT_ENTRIES.PLACE.isNull());
    }

    static void seal(DSLContext tx, long id, long place, String hash) {
        int sealed =
                tx.update(AUDIT_ENTRIES)
                        .set(AUDIT_ENTRIES.PLACE, place)
                        .set(AUDIT_ENTRIES.HASH, hash)
                        .where(AUDIT_ENTRIES.ID.eq(id), AUDIT_ENTRIES.PLACE.isNull())
                        .execute();
        if (sealed != 1) {
            throw new IllegalStateException(
                    "audit entry %d was sealed by somebody without the sealer's row".formatted(id));
        }
    }

    /** The chain's rows above a place, in order. */
    static List<AuditEntry> chain(DSLContext tx, long after, int limit) {
        return tx.selectFrom(AUDIT_ENTRIES)
                .where(AUDIT_ENTRIES.PLACE.gt(after))
                .orderBy(AUDIT_ENTRIES.PLACE)
                .limit(limit)
                .fetch(AuditTable::entry);
    }

    /** Newest first: those with ids below {@code before}. */
    static List<AuditEntry> page(DSLContext tx, Condition which, Optional<Long> before, int limit) {
        return tx.selectFrom(AUDIT_ENTRIES)
                .where(
                        which,
                        before.map(AUDIT_ENTRIES.ID::lt).orElse(org.jooq.impl.DSL.noCondition()))
                .orderBy(AUDIT_ENTRIES.ID.desc())
                .limit(limit)
                .fetch(AuditTable::entry);
    }

    static Condition which(
            Optional<SchoolId> school, Optional<Long> actor, Optional<String> operation) {
        Condition all = org.jooq.impl.DSL.noCondition();
        if (school.isPresent()) {
            all = all.and(AUDIT_ENTRIES.SCHOOL.eq(school.get().value()));
        }
        if (actor.isPresent()) {
            all = all.and(AUDIT_ENTRIES.ACTOR.eq(actor.get()));
        }
        return operation.isPresent() ? all.and(AUDIT_ENTRIES.OPERATION.eq(operation.get())) : all;
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest);
    }

    private static AuditEntry entry(AuditEntriesRecord row) {
        @Nullable String note = row.getNote();
        return new AuditEntry(
                row.getId(),
                row.getMade(),
                row.getActor(),
                row.getRole(),
                row.getSchool(),
                row.getOperation(),
                row.getSubject(),
                row.getFields(),
                row.getRequestId(),
                note,
                row.getPlace(),
                row.getHash());
    }
}
