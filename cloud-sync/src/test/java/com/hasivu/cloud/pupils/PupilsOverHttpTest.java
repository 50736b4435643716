package com.hasivu.cloud.pupils;

import com.hasivu.cloud.Engine;

import org.junit.jupiter.api.Nested;

/** Children's own sign-ins on both databases. */
class PupilsOverHttpTest {
    @Nested
    class OnH2 extends PupilsOverHttp {
        OnH2() throws Exception {
            super(Engine.H2);
        }
    }

    @Nested
    class OnPostgres extends PupilsOverHttp {
        OnPostgres() throws Exception {
            super(Engine.POSTGRES);
        }
    }
}
