package com.hasivu.cloud.db;

import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.jooq.ExecuteType;

/** Refuses what writes: H2 has no read-only transaction. Stateless. */
final class ReadsOnly implements ExecuteListener {
    private static final long serialVersionUID = 1L;

    static final ReadsOnly LISTENER = new ReadsOnly();

    private ReadsOnly() {}

    @Override
    public void executeStart(ExecuteContext context) {
        if (context.type() != ExecuteType.READ) {
            throw new IllegalStateException(
                    "a read-only use of the database writes; use Database.transaction: "
                            + context.sql());
        }
    }
}
