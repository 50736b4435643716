package com.hasivu.cloud.kitchen;

import com.hasivu.cloud.Engine;

import org.junit.jupiter.api.Nested;

/** {@link KitchenOverHttp} on both databases. */
class KitchenOverHttpTest {
    @Nested
    class OnH2 extends KitchenOverHttp {
        OnH2() throws Exception {
            super(Engine.H2);
        }
    }

    @Nested
    class OnPostgres extends KitchenOverHttp {
        OnPostgres() throws Exception {
            super(Engine.POSTGRES);
        }
    }
}
