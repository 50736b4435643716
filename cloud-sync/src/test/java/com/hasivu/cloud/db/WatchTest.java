package com.hasivu.cloud.db;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import com.hasivu.cloud.observe.Metrics;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

import java.time.Duration;

class WatchTest {
    @Test
    void slowStatement_isCountedEachTimeAndToldOncePerShapeWithoutValues() {
        var metrics = new Metrics();
        var log = (Logger) LoggerFactory.getLogger(StatementWatch.class);
        var told = new ListAppender<ILoggingEvent>();
        told.start();
        log.addAppender(told);
        try (Database database =
                Database.open(
                        DatabaseConfig.memory("watch"),
                        // a busy machine lets a quick statement wait for less
                        new Watch(metrics, Duration.ofSeconds(1)))) {
            database.transaction(
                    tx -> tx.execute("create alias rest for \"java.lang.Thread.sleep(long)\""));
            told.list.clear();
            for (int i = 0; i < 3; i++) {
                int round = i;
                database.transaction(
                        tx ->
                                tx.fetch(
                                        "select rest(1100), 'Asha Rao', cast(? as int) from (values (%d))"
                                                .formatted(round),
                                        round));
            }
            database.transaction(tx -> tx.fetch("select 1"));
        } finally {
            log.detachAppender(told);
        }
        assertThat(told.list).hasSize(1);
        assertThat(told.list.getFirst().getFormattedMessage())
                .contains("slow statement", "select rest(?)")
                .doesNotContain("Asha");
        assertThat(metrics.text())
                .contains("hasivu_cloud_database_slow_statements_total{kind=\"read\"} 3.0")
                .containsPattern("hasivu_cloud_database_wait_seconds_count [1-9]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    select 1 from t1 where a in (?, ?, ?)   | select ? from t1 where a in (?, ...)
                    insert into x values ('O''Hara', 3.5)   | insert into x values (?, ...)
                    select  v2.a from  v2                   | select v2.a from v2
                    where $1 = 7                            | where $1 = ?
                    """)
    void shape_hasNoValues(String sql, String shape) {
        assertThat(StatementWatch.shape(sql)).isEqualTo(shape);
    }
}
