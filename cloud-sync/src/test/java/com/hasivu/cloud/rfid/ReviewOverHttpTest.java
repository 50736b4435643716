package com.hasivu.cloud.rfid;

import com.hasivu.cloud.Engine;

import org.junit.jupiter.api.Nested;

/** {@link ReviewOverHttp} on both databases. */
class ReviewOverHttpTest {
    @Nested
    class OnH2 extends ReviewOverHttp {
        OnH2() throws Exception {
            super(Engine.H2);
        }
    }

    @Nested
    class OnPostgres extends ReviewOverHttp {
        OnPostgres() throws Exception {
            super(Engine.POSTGRES);
        }
    }
}
