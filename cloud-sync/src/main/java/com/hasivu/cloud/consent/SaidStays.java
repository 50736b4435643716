package com.hasivu.cloud.consent;

import org.h2.api.Trigger;
import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * H2's trigger on the ledger of consents: what was said stays. Named by V151; PostgreSQL has the
 * same as a function.
 */
public final class SaidStays implements Trigger {
    @Override
    public void fire(Connection connection, Object @Nullable [] before, Object @Nullable [] after)
            throws SQLException {
        throw new SQLException(
                "the ledger of consents refuses to change or delete: what was said stays; add an entry that takes it back",
                "23000");
    }
}
