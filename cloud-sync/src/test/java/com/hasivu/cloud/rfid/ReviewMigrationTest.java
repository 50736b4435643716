package com.hasivu.cloud.rfid;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.cloud.Engine;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.db.DatabaseConfig;
import com.hasivu.protocol.SchoolId;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** What was in doubt before there was a review is found by it. */
class ReviewMigrationTest {
    private static final List<String> BEFORE =
            List.of(
                    "insert into schools (id, name, zone, created) values ('s', 'S', 'Asia/Kolkata', current_timestamp)",
                    "insert into stations (school, id, name, state, created) values ('s', 'c1', 'C', 'enrolled', current_timestamp)",
                    "insert into station_status (school, station, online, seen, snapshot_version, snapshot_digest, epoch, last_sequence, acked_sequence, agent_version, clock) values ('s', 'c1', true, current_timestamp, 1, '', 5, 3, 1, '', '')",
                    "insert into tap_heads (school, station, epoch, last_sequence, last_hash, quarantined, changed) values ('s', 'c1', 5, 1, '', 'record 1 differs', current_timestamp)",
                    "insert into tap_inbox (school, station, epoch, sequence, record_type, payload, hash, set_aside, received) values ('s', 'c1', 5, 1, 9, '', '', 'record type 9 is not known', current_timestamp)",
                    "insert into tap_quarantine (school, station, fingerprint, topic, reason, payload, received) values ('s', 'c1', 'a', 't', 'record 1 differs', '', current_timestamp)",
                    "insert into tap_quarantine (school, station, fingerprint, topic, reason, payload, received) values ('s', 'c1', 'b', 't', 'record 1 differs', '', current_timestamp)",
                    "insert into delivery_conflicts (school, station, epoch, sequence, order_id, student, kind, detail, recorded) values ('s', 'c1', 5, 1, 9, 9, 'not-paid', '', current_timestamp)");

    @TempDir Path folder = Path.of("");

    @ParameterizedTest
    @EnumSource(Engine.class)
    void findingsOfBefore_areKept(Engine engine) throws Exception {
        DatabaseConfig config = engine.of("103", folder, BEFORE);
        try (Database database = Database.open(config)) {
            database.migrate();
            var scope = ReviewScope.of(new SchoolId("s"), Optional.empty());
            var clock = Clock.systemUTC();
            database.read(
                    tx -> {
                        assertThat(
                                        new ChainReview(clock)
                                                .page(tx, scope, ChainReview.Which.OPEN, 0, 9))
                                .hasSize(1);
                        assertThat(new SetAsideReview().page(tx, scope, 0, 9)).hasSize(1);
                        assertThat(new PayloadReview().page(tx, scope, 0, 9))
                                .extracting(PayloadReview.Entry::id)
                                .doesNotHaveDuplicates()
                                .hasSize(2);
                        assertThat(
                                        new ConflictReview(clock)
                                                .page(tx, scope, Optional.of("open"), 0, 9))
                                .hasSize(1);
                        return true;
                    });
        }
    }
}
