package com.hasivu.cloud.orders;

import com.hasivu.cloud.Engine;

import org.junit.jupiter.api.Nested;

/** {@link OrderSuitabilityOverHttp} on both databases. */
class OrderSuitabilityOverHttpTest {
    @Nested
    class OnH2 extends OrderSuitabilityOverHttp {
        OnH2() throws Exception {
            super(Engine.H2);
        }
    }

    @Nested
    class OnPostgres extends OrderSuitabilityOverHttp {
        OnPostgres() throws Exception {
            super(Engine.POSTGRES);
        }
    }
}
