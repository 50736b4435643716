package com.hasivu.cloud.bulk;

import com.hasivu.cloud.Engine;

import org.junit.jupiter.api.Nested;

/** Sheets of students on both databases. */
class SheetOverHttpTest {
    @Nested
    class OnH2 extends SheetOverHttp {
        OnH2() throws Exception {
            super(Engine.H2);
        }
    }

    @Nested
    class OnPostgres extends SheetOverHttp {
        OnPostgres() throws Exception {
            super(Engine.POSTGRES);
        }
    }
}
