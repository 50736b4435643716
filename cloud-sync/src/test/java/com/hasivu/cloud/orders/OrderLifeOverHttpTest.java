package com.hasivu.cloud.orders;

import com.hasivu.cloud.Engine;

import org.junit.jupiter.api.Nested;

/** {@link OrderLifeOverHttp} on both databases. */
class OrderLifeOverHttpTest {
    @Nested
    class OnH2 extends OrderLifeOverHttp {
        OnH2() throws Exception {
            super(Engine.H2);
        }
    }

    @Nested
    class OnPostgres extends OrderLifeOverHttp {
        OnPostgres() throws Exception {
            super(Engine.POSTGRES);
        }
    }
}
