package com.hasivu.cloud.outbox;

import com.hasivu.cloud.Engine;

import org.junit.jupiter.api.Nested;

/** {@link Outboxes} on both databases. */
class OutboxTest {
    @Nested
    class OnH2 extends Outboxes {
        OnH2() throws Exception {
            super(Engine.H2);
        }
    }

    @Nested
    class OnPostgres extends Outboxes {
        OnPostgres() throws Exception {
            super(Engine.POSTGRES);
        }
    }
}
