package com.hasivu.cloud.audit;

import org.h2.api.Trigger;
import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;

/**
 * H2's trigger on the log: what is written stays; only its seal may be set, once. Named by V142;
 * PostgreSQL has the same as a function. The seal is the last two columns.
 */
public final class WrittenStays implements Trigger {
    private static final int SEAL = 2;

    @Override
    public void fire(Connection connection, Object @Nullable [] before, Object @Nullable [] after)
            throws SQLException {
        if (before == null || after == null || !seals(before, after)) {
            throw new SQLException(
                    "audit_entries refuses to change: what is written stays", "23000");
        }
    }

    private static boolean seals(Object[] before, Object[] after) {
        int held = before.length - SEAL;
        boolean fresh = true;
        for (int i = held; i < before.length; i++) {
            fresh &= before[i] == null && after[i] != null;
        }
        return fresh && Arrays.equals(before, 0, held, after, 0, held);
    }
}
