package com.hasivu.cloud;

import org.junit.jupiter.api.Nested;

/** {@link TracesOverHttp} on both databases. */
class TracesOverHttpTest {
    @Nested
    class OnH2 extends TracesOverHttp {
        OnH2() throws Exception {
            super(Engine.H2);
        }
    }

    @Nested
    class OnPostgres extends TracesOverHttp {
        OnPostgres() throws Exception {
            super(Engine.POSTGRES);
        }
    }
}
