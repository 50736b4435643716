package com.hasivu.cloud.consent;

import com.hasivu.cloud.Engine;

import org.junit.jupiter.api.Nested;

/** Consents on both databases. */
class ConsentOverHttpTest {
    @Nested
    class OnH2 extends ConsentOverHttp {
        OnH2() throws Exception {
            super(Engine.H2);
        }
    }

    @Nested
    class OnPostgres extends ConsentOverHttp {
        OnPostgres() throws Exception {
            super(Engine.POSTGRES);
        }
    }
}
