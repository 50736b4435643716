package com.hasivu.cloud.orders;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;

class OrderStateTest {
    /**
     * Written from CAPABILITIES.md, row O2, not from the code; and from docs/wire-protocol.md,
     * "Conflicts", for what was unclaimed.
     */
    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    PENDING_PAYMENT | CONFIRMED CANCELLED EXPIRED
                    CONFIRMED       | PREPARING READY DELIVERED CANCELLED UNCLAIMED
                    PREPARING       | READY DELIVERED CANCELLED UNCLAIMED
                    READY           | DELIVERED CANCELLED UNCLAIMED
                    DELIVERED       | ''
                    CANCELLED       | ''
                    EXPIRED         | ''
                    UNCLAIMED       | DELIVERED
                    """)
    void mayBecome_onlyMovesForward(OrderState from, String next) {
        for (OrderState to : OrderState.values()) {
            boolean expected = Arrays.asList(next.split(" ")).contains(to.name());
            assertThat(from.mayBecome(to)).as("%s -> %s", from, to).isEqualTo(expected);
        }
    }
}
