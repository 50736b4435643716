package com.hasivu.cloud.auth;

import com.hasivu.cloud.Engine;

import org.junit.jupiter.api.Nested;

/** {@link SignIns} on both databases. */
class SignInsTest {
    @Nested
    class OnH2 extends SignIns {
        OnH2() throws Exception {
            super(Engine.H2);
        }
    }

    @Nested
    class OnPostgres extends SignIns {
        OnPostgres() throws Exception {
            super(Engine.POSTGRES);
        }
    }
}
