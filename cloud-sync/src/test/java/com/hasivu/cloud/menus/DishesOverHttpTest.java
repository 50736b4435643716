package com.hasivu.cloud.menus;

import com.hasivu.cloud.Engine;

import org.junit.jupiter.api.Nested;

/** {@link DishesOverHttp} on both databases. */
class DishesOverHttpTest {
    @Nested
    class OnH2 extends DishesOverHttp {
        OnH2() throws Exception {
            super(Engine.H2);
        }
    }

    @Nested
    class OnPostgres extends DishesOverHttp {
        OnPostgres() throws Exception {
            super(Engine.POSTGRES);
        }
    }
}
