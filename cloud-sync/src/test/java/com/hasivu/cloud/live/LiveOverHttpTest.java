package com.hasivu.cloud.live;

import com.hasivu.cloud.Engine;

import org.junit.jupiter.api.Nested;

/** {@link LiveOverHttp} on both databases. */
class LiveOverHttpTest {
    @Nested
    class OnH2 extends LiveOverHttp {
        OnH2() throws Exception {
            super(Engine.H2);
        }
    }

    @Nested
    class OnPostgres extends LiveOverHttp {
        OnPostgres() throws Exception {
            super(Engine.POSTGRES);
        }
    }
}
