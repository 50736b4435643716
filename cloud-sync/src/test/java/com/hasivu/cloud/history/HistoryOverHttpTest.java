package com.hasivu.cloud.history;

import com.hasivu.cloud.Engine;

import org.junit.jupiter.api.Nested;

/** {@link HistoryOverHttp} on both databases. */
class HistoryOverHttpTest {
    @Nested
    class OnH2 extends HistoryOverHttp {
        OnH2() throws Exception {
            super(Engine.H2);
        }
    }

    @Nested
    class OnPostgres extends HistoryOverHttp {
        OnPostgres() throws Exception {
            super(Engine.POSTGRES);
        }
    }
}
