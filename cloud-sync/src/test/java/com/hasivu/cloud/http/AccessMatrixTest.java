package com.hasivu.cloud.http;

import com.hasivu.cloud.Engine;

import org.junit.jupiter.api.Nested;

/** Who may call what, on both databases. */
class AccessMatrixTest {
    @Nested
    class OnH2 extends AccessMatrix {
        OnH2() throws Exception {
            super(Engine.H2);
        }
    }

    @Nested
    class OnPostgres extends AccessMatrix {
        OnPostgres() throws Exception {
            super(Engine.POSTGRES);
        }
    }
}
