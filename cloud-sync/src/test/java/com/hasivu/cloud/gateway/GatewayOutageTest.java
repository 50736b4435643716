package com.hasivu.cloud.gateway;

import com.hasivu.cloud.Engine;

import org.junit.jupiter.api.Nested;

/** {@link GatewayOutage} on both databases. */
class GatewayOutageTest {
    @Nested
    class OnH2 extends GatewayOutage {
        OnH2() throws Exception {
            super(Engine.H2);
        }
    }

    @Nested
    class OnPostgres extends GatewayOutage {
        OnPostgres() throws Exception {
            super(Engine.POSTGRES);
        }
    }
}
