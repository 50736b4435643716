package com.hasivu.cloud.schools;

import com.hasivu.cloud.Engine;

import org.junit.jupiter.api.Nested;

/** Schools, students and guardians on both databases. */
class PeopleOverHttpTest {
    @Nested
    class OnH2 extends PeopleOverHttp {
        OnH2() throws Exception {
            super(Engine.H2);
        }
    }

    @Nested
    class OnPostgres extends PeopleOverHttp {
        OnPostgres() throws Exception {
            super(Engine.POSTGRES);
        }
    }
}
