package com.hasivu.cloud.recurring;

import com.hasivu.cloud.Engine;

import org.junit.jupiter.api.Nested;

/** {@link RecurringOverHttp} on both databases. */
class RecurringOverHttpTest {
    @Nested
    class OnH2 extends RecurringOverHttp {
        OnH2() throws Exception {
            super(Engine.H2);
        }
    }

    @Nested
    class OnPostgres extends RecurringOverHttp {
        OnPostgres() throws Exception {
            super(Engine.POSTGRES);
        }
    }
}
