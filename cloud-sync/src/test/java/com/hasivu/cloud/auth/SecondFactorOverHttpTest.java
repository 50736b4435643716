package com.hasivu.cloud.auth;

import com.hasivu.cloud.Engine;

import org.junit.jupiter.api.Nested;

/** {@link SecondFactorOverHttp} on both databases. */
class SecondFactorOverHttpTest {
    @Nested
    class OnH2 extends SecondFactorOverHttp {
        OnH2() throws Exception {
            super(Engine.H2);
        }
    }

    @Nested
    class OnPostgres extends SecondFactorOverHttp {
        OnPostgres() throws Exception {
            super(Engine.POSTGRES);
        }
    }
}
