package com.hasivu.cloud.orders;

import com.hasivu.cloud.Engine;

import org.junit.jupiter.api.Nested;

/** {@link StatementsOfRequests} on both databases. */
class StatementsOfRequestsTest {
    @Nested
    class OnH2 extends StatementsOfRequests {
        OnH2() throws Exception {
            super(Engine.H2);
        }
    }

    @Nested
    class OnPostgres extends StatementsOfRequests {
        OnPostgres() throws Exception {
            super(Engine.POSTGRES);
        }
    }
}
