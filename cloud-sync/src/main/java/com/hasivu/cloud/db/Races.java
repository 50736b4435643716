package com.hasivu.cloud.db;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.util.Set;

/**
 * Tells a lost race, which is worth another try, from a failure. SQL states: PostgreSQL, appendix A
 * (40001 serialization, 40P01 deadlock, 23505 unique); H2, ErrorCode (90131 concurrent update,
 * HYT00 lock timeout). A unique key is a race because every expected duplicate is written with
 * {@code onConflict}: only H2's MERGE, or two updates at once, still meet it.
 */
final class Races {
    private static final Set<String> LOST = Set.of("40001", "40P01", "23505", "90131", "HYT00");

    private Races() {}

    static boolean lost(@Nullable Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql
                    && LOST.contains(String.valueOf(sql.getSQLState()))) {
                return true;
            }
        }
        return false;
    }
}
