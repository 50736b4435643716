package com.hasivu.cloud.wallet;

import static com.hasivu.cloud.schema.Tables.WALLET_BUDGETS;
import static com.hasivu.cloud.schema.Tables.WALLET_LIMITS;

import com.hasivu.cloud.http.UserId;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StudentId;

import org.jooq.DSLContext;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a guardian allows to be spent, in paise; nothing set, nothing limited. */
final class Limits {
    Optional<Long> daily(DSLContext tx, SchoolId school, UserId guardian) {
        return tx.select(WALLET_LIMITS.DAILY_PAISE)
                .from(WALLET_LIMITS)
                .where(
                        WALLET_LIMITS.SCHOOL.eq(school.value()),
                        WALLET_LIMITS.GUARDIAN.eq(guardian.value()))
                .fetchOptional(WALLET_LIMITS.DAILY_PAISE);
    }

    void setDaily(DSLContext tx, SchoolId school, UserId guardian, Optional<Long> paise) {
        tx.deleteFrom(WALLET_LIMITS)
                .where(
                        WALLET_LIMITS.SCHOOL.eq(school.value()),
                        WALLET_LIMITS.GUARDIAN.eq(guardian.value()))
                .execute();
        paise.ifPresent(
                limit ->
                        tx.insertInto(WALLET_LIMITS)
                                .set(WALLET_LIMITS.SCHOOL, school.value())
                                .set(WALLET_LIMITS.GUARDIAN, guardian.value())
                                .set(WALLET_LIMITS.DAILY_PAISE, limit)
                                .execute());
    }

    Optional<Long> budget(DSLContext tx, UserId guardian, StudentId student) {
        return Optional.ofNullable(budgets(tx, guardian).get(student.value()));
    }

    /** By child. */
    SortedMap<Long, Long> budgets(DSLContext tx, UserId guardian) {
        return new TreeMap<>(
                tx.selectFrom(WALLET_BUDGETS)
                        .where(WALLET_BUDGETS.GUARDIAN.eq(guardian.value()))
                        .fetchMap(WALLET_BUDGETS.STUDENT, WALLET_BUDGETS.MONTH_PAISE));
    }

    void setBudget(DSLContext tx, UserId guardian, StudentId student, Optional<Long> paise) {
        tx.deleteFrom(WALLET_BUDGETS)
                .where(
                        WALLET_BUDGETS.GUARDIAN.eq(guardian.value()),
                        WALLET_BUDGETS.STUDENT.eq(student.value()))
                .execute();
        paise.ifPresent(
                budget ->
                        tx.insertInto(WALLET_BUDGETS)
                                .set(WALLET_BUDGETS.GUARDIAN, guardian.value())
                                .set(WALLET_BUDGETS.STUDENT, student.value())
                                .set(WALLET_BUDGETS.MONTH_PAISE, budget)
                                .execute());
    }
}
