package com.hasivu.cloud.gateway;

import com.hasivu.cloud.Engine;

import org.junit.jupiter.api.Nested;

/** {@link WebhookOverHttp} on both databases. */
class WebhookOverHttpTest {
    @Nested
    class OnH2 extends WebhookOverHttp {
        OnH2() throws Exception {
            super(Engine.H2);
        }
    }

    @Nested
    class OnPostgres extends WebhookOverHttp {
        OnPostgres() throws Exception {
            super(Engine.POSTGRES);
        }
    }
}
