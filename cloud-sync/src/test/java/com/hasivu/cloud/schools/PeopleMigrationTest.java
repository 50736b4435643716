package com.hasivu.cloud.schools;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.cloud.Engine;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.outbox.Outbox;
import com.hasivu.protocol.SchoolId;

import org.jooq.impl.DSL;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/**
 * Children from before consents were kept: nobody consented, so they wait, and counters are told.
 */
class PeopleMigrationTest {
    private static final String CHILD =
            "insert into students (id, school, name, class_name, roll_number, allergens, active, created)"
                    + " values (%d, 's', 'C', '4B', '%s', '', %s, current_timestamp)";

    @TempDir Path folder = Path.of("");

    @ParameterizedTest
    @EnumSource(Engine.class)
    void childrenOfBefore_awaitConsent(Engine engine) throws Exception {
        var config =
                engine.of(
                        "134",
                        folder,
                        List.of(
                                "insert into schools (id, name, zone, created) values ('s', 'S', 'Asia/Kolkata', current_timestamp)",
                                CHILD.formatted(1, "7", "true"),
                                CHILD.formatted(2, "7", "true"),
                                CHILD.formatted(3, "8", "false"),
                                CHILD.formatted(4, "8", "true")));
        try (Database database = Database.open(config)) {
            database.migrate();
            var students = new Students(new Outbox(Clock.systemUTC()), Clock.systemUTC());
            var after = database.read(tx -> students.all(tx, new SchoolId("s")));
            assertThat(after)
                    .extracting(Student::state)
                    .containsExactly(
                            StudentState.AWAITING_CONSENT,
                            StudentState.AWAITING_CONSENT,
                            StudentState.LEFT,
                            StudentState.AWAITING_CONSENT);
            long told =
                    database.read(
                            tx ->
                                    tx.fetchCount(
                                            DSL.table("outbox"),
                                            DSL.condition(
                                                    "kind = 'school-changed' and school = 's'")));
            assertThat(told).isEqualTo(1);
            List<Long> keepers =
                    database.read(
                            tx ->
                                    tx.fetchValues(
                                            DSL.select(DSL.field("id", Long.class))
                                                    .from("students")
                                                    .where("taken_roll is not null")
                                                    .orderBy(1)));
            assertThat(keepers)
                    .as("of two children with one roll number the first keeps it")
                    .containsExactly(1L, 4L);
        }
    }
}
