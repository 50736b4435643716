package com.hasivu.cloud.audit;

import com.hasivu.cloud.Engine;

import org.junit.jupiter.api.Nested;

/** {@link AuditLog} on both databases. */
class AuditLogTest {
    @Nested
    class OnH2 extends AuditLog {
        OnH2() throws Exception {
            super(Engine.H2);
        }
    }

    @Nested
    class OnPostgres extends AuditLog {
        OnPostgres() throws Exception {
            super(Engine.POSTGRES);
        }
    }
}
