package com.hasivu.cloud.mail;

import com.hasivu.cloud.Engine;

import org.junit.jupiter.api.Nested;

/** {@link MailDelivery} on both databases. */
class MailDeliveryTest {
    @Nested
    class OnH2 extends MailDelivery {
        OnH2() throws Exception {
            super(Engine.H2);
        }
    }

    @Nested
    class OnPostgres extends MailDelivery {
        OnPostgres() throws Exception {
            super(Engine.POSTGRES);
        }
    }
}
