package com.hasivu.cloud.wallet;

import com.hasivu.cloud.Engine;

import org.junit.jupiter.api.Nested;

/** Wallets on both databases. */
class WalletOverHttpTest {
    @Nested
    class OnH2 extends WalletOverHttp {
        OnH2() throws Exception {
            super(Engine.H2);
        }
    }

    @Nested
    class OnPostgres extends WalletOverHttp {
        OnPostgres() throws Exception {
            super(Engine.POSTGRES);
        }
    }
}
