package com.hasivu.cloud.orders;

import com.hasivu.cloud.Engine;

import org.junit.jupiter.api.Nested;

/** {@link SchoolDaysOverHttp} on both databases. */
class SchoolDaysOverHttpTest {
    @Nested
    class OnH2 extends SchoolDaysOverHttp {
        OnH2() throws Exception {
            super(Engine.H2);
        }
    }

    @Nested
    class OnPostgres extends SchoolDaysOverHttp {
        OnPostgres() throws Exception {
            super(Engine.POSTGRES);
        }
    }
}
