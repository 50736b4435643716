package com.hasivu.cloud.snapshots;

import static com.hasivu.cloud.schema.Tables.SNAPSHOT_HEADS;
import static com.hasivu.cloud.schema.Tables.SNAPSHOT_VERSIONS;

import com.hasivu.protocol.SchoolId;

import org.jooq.DSLContext;

import java.time.Instant;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which version of a school's snapshot had which digest. Runs in the caller's transaction. */
final class Versions {
    /** How many versions of a school are remembered. */
    static final int KEPT = 50;

    private static final LocalDate NEVER = LocalDate.EPOCH;

    /**
     * The newest version.
     *
     * @param version 0: none was made yet
     * @param digest hex; empty when changes were taken since that it does not hold
     */
    record Head(long version, LocalDate day, String digest) {
        /** Whether it is this snapshot, and holds every change that was taken. */
        boolean names(Snapshot snapshot) {
            return snapshot.version() == version
                    && HexFormat.of().formatHex(snapshot.digest().toByteArray()).equals(digest);
        }
    }

    /** The head, locked until the transaction ends: two nodes never make the same version. */
    Head lock(DSLContext tx, SchoolId school) {
        var row = locked(tx, school);
        if (row.isPresent()) {
            return row.get();
        }
        tx.insertInto(
                        SNAPSHOT_HEADS,
                        SNAPSHOT_HEADS.SCHOOL,
                        SNAPSHOT_HEADS.VERSION,
                        SNAPSHOT_HEADS.SCHOOL_DAY,
                        SNAPSHOT_HEADS.DIGEST)
                .values(school.value(), 0L, NEVER, "")
                .onConflict(SNAPSHOT_HEADS.SCHOOL)
                .doNothing()
                .execute();
        return locked(tx, school)
                .orElseThrow(() -> new IllegalStateException("no snapshot head of " + school));
    }

    private static Optional<Head> locked(DSLContext tx, SchoolId school) {
        return tx.selectFrom(SNAPSHOT_HEADS)
                .where(SNAPSHOT_HEADS.SCHOOL.eq(school.value()))
                .forUpdate()
                .fetchOptional(
                        row -> new Head(row.getVersion(), row.getSchoolDay(), row.getDigest()));
    }

    /**
     * Changes are taken without a version that holds them: whoever knows the newest one may not go
     * on from it. Locks the head, if there is one, until the transaction ends.
     */
    void disown(DSLContext tx, SchoolId school) {
        tx.update(SNAPSHOT_HEADS)
                .set(SNAPSHOT_HEADS.DIGEST, "")
                .where(SNAPSHOT_HEADS.SCHOOL.eq(school.value()))
                .execute();
    }

    /** The newest version, not locked; empty before the first. */
    Optional<Head> newest(DSLContext tx, SchoolId school) {
        return tx.selectFrom(SNAPSHOT_HEADS)
                .where(SNAPSHOT_HEADS.SCHOOL.eq(school.value()), SNAPSHOT_HEADS.VERSION.gt(0L))
                .fetchOptional(
                        row -> new Head(row.getVersion(), row.getSchoolDay(), row.getDigest()));
    }

    /**
     * Makes {@code head} the newest; forgets what is older than {@link #KEPT} versions.
     *
     * @param step the sealed difference from the version before it, for other nodes
     */
    void add(
            DSLContext tx,
            SchoolId school,
            Head head,
            int rows,
            Instant made,
            Optional<byte[]> step) {
        tx.update(SNAPSHOT_HEADS)
                .set(SNAPSHOT_HEADS.VERSION, head.version())
                .set(SNAPSHOT_HEADS.SCHOOL_DAY, head.day())
                .set(SNAPSHOT_HEADS.DIGEST, head.digest())
                .where(SNAPSHOT_HEADS.SCHOOL.eq(school.value()))
                .execute();
        tx.insertInto(
                        SNAPSHOT_VERSIONS,
                        SNAPSHOT_VERSIONS.SCHOOL,
                        SNAPSHOT_VERSIONS.VERSION,
                        SNAPSHOT_VERSIONS.SCHOOL_DAY,
                        SNAPSHOT_VERSIONS.DIGEST,
                        SNAPSHOT_VERSIONS.ROW_COUNT,
                        SNAPSHOT_VERSIONS.MADE,
                        SNAPSHOT_VERSIONS.STEP)
                .values(
                        school.value(),
                        head.version(),
                        head.day(),
                        head.digest(),
                        rows,
                        made,
                        step.orElse(null))
                .execute();
        tx.deleteFrom(SNAPSHOT_VERSIONS)
                .where(
                        SNAPSHOT_VERSIONS.SCHOOL.eq(school.value()),
                        SNAPSHOT_VERSIONS.VERSION.le(head.version() - KEPT))
                .execute();
    }

    /**
     * The steps to the versions after this one, in order, sealed; those without one are not there.
     */
    List<byte[]> stepsAfter(DSLContext tx, SchoolId school, long version) {
        return tx.select(SNAPSHOT_VERSIONS.STEP)
                .from(SNAPSHOT_VERSIONS)
                .where(
                        SNAPSHOT_VERSIONS.SCHOOL.eq(school.value()),
                        SNAPSHOT_VERSIONS.VERSION.gt(version),
                        SNAPSHOT_VERSIONS.STEP.isNotNull())
                .orderBy(SNAPSHOT_VERSIONS.VERSION)
                .fetch(SNAPSHOT_VERSIONS.STEP);
    }

    /** Every school's newest version. */
    Map<SchoolId, Long> heads(DSLContext tx) {
        return tx.select(SNAPSHOT_HEADS.SCHOOL, SNAPSHOT_HEADS.VERSION)
                .from(SNAPSHOT_HEADS)
                .fetchMap(row -> new SchoolId(row.value1()), row -> row.value2());
    }

    /** The digest, in hex, of a version that is remembered. */
    Optional<String> digest(DSLContext tx, SchoolId school, long version) {
        return tx.select(SNAPSHOT_VERSIONS.DIGEST)
                .from(SNAPSHOT_VERSIONS)
                .where(
                        SNAPSHOT_VERSIONS.SCHOOL.eq(school.value()),
                        SNAPSHOT_VERSIONS.VERSION.eq(version))
                .fetchOptional(SNAPSHOT_VERSIONS.DIGEST);
    }
}
