package com.hasivu.cloud.menus;

import com.hasivu.cloud.Engine;

import org.junit.jupiter.api.Nested;

/** {@link MenusOverHttp} on both databases. */
class MenusOverHttpTest {
    @Nested
    class OnH2 extends MenusOverHttp {
        OnH2() throws Exception {
            super(Engine.H2);
        }
    }

    @Nested
    class OnPostgres extends MenusOverHttp {
        OnPostgres() throws Exception {
            super(Engine.POSTGRES);
        }
    }
}
