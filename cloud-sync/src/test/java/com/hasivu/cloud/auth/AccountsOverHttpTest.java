package com.hasivu.cloud.auth;

import com.hasivu.cloud.Engine;

import org.junit.jupiter.api.Nested;

/** {@link AccountsOverHttp} on both databases. */
class AccountsOverHttpTest {
    @Nested
    class OnH2 extends AccountsOverHttp {
        OnH2() throws Exception {
            super(Engine.H2);
        }
    }

    @Nested
    class OnPostgres extends AccountsOverHttp {
        OnPostgres() throws Exception {
            super(Engine.POSTGRES);
        }
    }
}
