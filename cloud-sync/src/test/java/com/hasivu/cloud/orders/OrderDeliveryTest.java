package com.hasivu.cloud.orders;

import com.hasivu.cloud.Engine;

import org.junit.jupiter.api.Nested;

/** {@link OrderDelivery} on both databases. */
class OrderDeliveryTest {
    @Nested
    class OnH2 extends OrderDelivery {
        OnH2() throws Exception {
            super(Engine.H2);
        }
    }

    @Nested
    class OnPostgres extends OrderDelivery {
        OnPostgres() throws Exception {
            super(Engine.POSTGRES);
        }
    }
}
