package com.hasivu.cloud.db;

import com.hasivu.cloud.Engine;

import org.junit.jupiter.api.Nested;

/** {@link Transactions} on both databases. */
class TransactionsTest {
    @Nested
    class OnH2 extends Transactions {
        OnH2() throws Exception {
            super(Engine.H2);
        }
    }

    @Nested
    class OnPostgres extends Transactions {
        OnPostgres() throws Exception {
            super(Engine.POSTGRES);
        }
    }
}
