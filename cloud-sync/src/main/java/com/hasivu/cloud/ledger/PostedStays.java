package com.hasivu.cloud.ledger;

import org.h2.api.Trigger;
import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * H2's trigger on transfers and postings: what is posted stays. Named by V131; PostgreSQL has the
 * same as a function.
 */
public final class PostedStays implements Trigger {
    @Override
    public void fire(Connection connection, Object @Nullable [] before, Object @Nullable [] after)
            throws SQLException {
        throw new SQLException(
                "the ledger refuses to change or delete: what is posted stays; post a transfer that undoes it",
                "23000");
    }
}
