package com.hasivu.simulator.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MetricsPageTest {
    private static final String EARLIER =
            """
            # HELP hasivu_cloud_database_statement_seconds One statement.
            # TYPE hasivu_cloud_database_statement_seconds histogram
            hasivu_cloud_database_statement_seconds_bucket{kind="read",le="0.001"} 1000
            hasivu_cloud_database_statement_seconds_bucket{kind="read",le="0.01"} 1000
            hasivu_cloud_database_statement_seconds_bucket{kind="read",le="+Inf"} 1000
            """;

    /** Since then 60 reads under 1 ms, 30 writes under 10 ms and 10 longer than any bound. */
    private static final String NOW =
            """
            hasivu_cloud_database_statement_seconds_bucket{kind="read",le="0.001"} 1060
            hasivu_cloud_database_statement_seconds_bucket{kind="read",le="0.01"} 1060
            hasivu_cloud_database_statement_seconds_bucket{kind="read",le="+Inf"} 1060
            hasivu_cloud_database_statement_seconds_bucket{kind="write",le="0.001"} 0
            hasivu_cloud_database_statement_seconds_bucket{kind="write",le="0.01"} 36.0
            hasivu_cloud_database_statement_seconds_bucket{kind="write",le="+Inf"} 40.0
            hasivu_cloud_database_connections{state="waiting"} 3.0
            """;

    @Test
    void statementP95_isOfWhatCameSinceTheEarlierPageOverAllKinds() {
        MetricsPage now = MetricsPage.parse(NOW);

        // 95 of 100: 60 below 1 ms, so 35 of the 36 between 1 and 10 ms
        assertThat(now.statementP95(MetricsPage.parse(EARLIER)).orElseThrow())
                .isCloseTo(1 + 9 * 35 / 36.0, within(1e-9));
        assertThat(now.poolWaiting()).hasValue(3);
    }

    @Test
    void figures_areAbsentWhenThePageHasThemNot() {
        MetricsPage other = MetricsPage.parse("process_cpu_seconds_total 3.5\n");

        assertThat(other.statementP95(other)).isEmpty();
        assertThat(other.poolWaiting()).isEmpty();
        MetricsPage now = MetricsPage.parse(NOW);
        assertThat(now.statementP95(now)).as("nothing came").isEmpty();
    }
}
