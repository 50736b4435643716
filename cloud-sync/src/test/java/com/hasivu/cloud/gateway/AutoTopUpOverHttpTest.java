package com.hasivu.cloud.gateway;

import com.hasivu.cloud.Engine;

import org.junit.jupiter.api.Nested;

/** {@link AutoTopUpOverHttp} on both databases. */
class AutoTopUpOverHttpTest {
    @Nested
    class OnH2 extends AutoTopUpOverHttp {
        OnH2() throws Exception {
            super(Engine.H2);
        }
    }

    @Nested
    class OnPostgres extends AutoTopUpOverHttp {
        OnPostgres() throws Exception {
            super(Engine.POSTGRES);
        }
    }
}
