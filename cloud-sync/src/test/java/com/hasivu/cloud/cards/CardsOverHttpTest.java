package com.hasivu.cloud.cards;

import com.hasivu.cloud.Engine;

import org.junit.jupiter.api.Nested;

/** {@link CardsOverHttp} on both databases. */
class CardsOverHttpTest {
    @Nested
    class OnH2 extends CardsOverHttp {
        OnH2() throws Exception {
            super(Engine.H2);
        }
    }

    @Nested
    class OnPostgres extends CardsOverHttp {
        OnPostgres() throws Exception {
            super(Engine.POSTGRES);
        }
    }
}
