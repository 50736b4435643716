package com.hasivu.cloud.orders;

import com.hasivu.cloud.Engine;

import org.junit.jupiter.api.Nested;

/** {@link OrdersOverHttp} on both databases. */
class OrdersOverHttpTest {
    @Nested
    class OnH2 extends OrdersOverHttp {
        OnH2() throws Exception {
            super(Engine.H2);
        }
    }

    @Nested
    class OnPostgres extends OrdersOverHttp {
        OnPostgres() throws Exception {
            super(Engine.POSTGRES);
        }
    }
}
