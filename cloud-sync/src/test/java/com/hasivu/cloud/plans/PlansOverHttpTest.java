package com.hasivu.cloud.plans;

import com.hasivu.cloud.Engine;

import org.junit.jupiter.api.Nested;

/** {@link PlansOverHttp} on both databases. */
class PlansOverHttpTest {
    @Nested
    class OnH2 extends PlansOverHttp {
        OnH2() throws Exception {
            super(Engine.H2);
        }
    }

    @Nested
    class OnPostgres extends PlansOverHttp {
        OnPostgres() throws Exception {
            super(Engine.POSTGRES);
        }
    }
}
