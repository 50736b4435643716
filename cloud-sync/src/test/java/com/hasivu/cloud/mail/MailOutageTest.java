package com.hasivu.cloud.mail;

import com.hasivu.cloud.Engine;

import org.junit.jupiter.api.Nested;

/** {@link MailOutage} on both databases. */
class MailOutageTest {
    @Nested
    class OnH2 extends MailOutage {
        OnH2() throws Exception {
            super(Engine.H2);
        }
    }

    @Nested
    class OnPostgres extends MailOutage {
        OnPostgres() throws Exception {
            super(Engine.POSTGRES);
        }
    }
}
