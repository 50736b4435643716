package com.hasivu.cloud.privacy;

import com.hasivu.cloud.Engine;

import org.junit.jupiter.api.Nested;

/** Export and erasure on both databases. */
class PrivacyOverHttpTest {
    @Nested
    class OnH2 extends PrivacyOverHttp {
        OnH2() throws Exception {
            super(Engine.H2);
        }
    }

    @Nested
    class OnPostgres extends PrivacyOverHttp {
        OnPostgres() throws Exception {
            super(Engine.POSTGRES);
        }
    }
}
