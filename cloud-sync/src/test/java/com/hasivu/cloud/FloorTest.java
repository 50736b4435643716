package com.hasivu.cloud;

import org.junit.jupiter.api.Nested;

/** On both databases. */
class FloorTest {
    @Nested
    class OnH2 extends Floor {
        OnH2() throws Exception {
            super(Engine.H2);
        }
    }

    @Nested
    class OnPostgres extends Floor {
        OnPostgres() throws Exception {
            super(Engine.POSTGRES);
        }
    }
}
