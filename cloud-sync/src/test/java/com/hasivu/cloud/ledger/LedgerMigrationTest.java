package com.hasivu.cloud.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.cloud.Engine;
import com.hasivu.cloud.LedgerAfterEach;
import com.hasivu.cloud.books.Books;
import com.hasivu.cloud.books.Finding;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.db.DatabaseConfig;
import com.hasivu.protocol.SchoolId;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Clock;
import java.util.List;

/** Cash that was taken before there was a ledger is in it. */
class LedgerMigrationTest {
    private static final String ORDER =
            "insert into orders (id, school, student, placed_by, school_day, window_id, state, total_paise, created, changed)"
                    + " values (%d, '%s', 1, 1, current_date, 'lunch', '%s', %d, current_timestamp, current_timestamp)";
    private static final String PAYMENT =
            "insert into payments (id, order_id, school, method, amount_paise, reference, taken_by, taken)"
                    + " values (%d, %d, '%s', 'cash', %d, 'receipt', 1, current_timestamp)";

    private static final List<String> BEFORE =
            List.of(
                    "insert into schools (id, name, zone, created) values ('s', 'S', 'Asia/Kolkata', current_timestamp)",
                    "insert into schools (id, name, zone, created) values ('t', 'T', 'Asia/Kolkata', current_timestamp)",
                    "insert into schools (id, name, zone, created) values ('unpaid', 'U', 'Asia/Kolkata', current_timestamp)",
                    "insert into users (id, school, email, name, role, password_hash, failures, active, created) values (1, 's', 'a@b.in', 'A', 'school_admin', '-', 0, true, current_timestamp)",
                    "insert into students (id, school, name, class_name, roll_number, allergens, active, created) values (1, 's', 'C', '4B', '1', '', true, current_timestamp)",
                    ORDER.formatted(1, "s", "confirmed", 4500),
                    ORDER.formatted(2, "s", "cancelled", 3000),
                    ORDER.formatted(3, "s", "pending_payment", 100),
                    ORDER.formatted(4, "s", "delivered", 0),
                    ORDER.formatted(5, "t", "delivered", 700),
                    PAYMENT.formatted(11, 1, "s", 4500),
                    PAYMENT.formatted(12, 2, "s", 3000),
                    PAYMENT.formatted(14, 4, "s", 0),
                    PAYMENT.formatted(15, 5, "t", 700),
                    "insert into refunds_due (id, payment, order_id, school, amount_paise, recorded) values (7, 12, 2, 's', 3000, current_timestamp)");

    @TempDir Path folder = Path.of("");

    @ParameterizedTest
    @EnumSource(Engine.class)
    void cashOfBefore_isInTheLedger(Engine engine) throws Exception {
        DatabaseConfig config = engine.of("122", folder, BEFORE);
        try (Database database = Database.open(config)) {
            database.migrate();
            assertThat(balance(database, "s", Account.Kind.CASH)).isEqualTo(-7500);
            assertThat(balance(database, "s", Account.Kind.MEALS)).isEqualTo(4500);
            assertThat(balance(database, "s", Account.Kind.REFUNDS_DUE)).isEqualTo(3000);
            assertThat(balance(database, "t", Account.Kind.MEALS)).isEqualTo(700);
            assertThat(balance(database, "unpaid", Account.Kind.MEALS)).isZero();
            List<Finding> findings = database.read(tx -> Books.check(tx, 10));
            assertThat(findings).isEmpty();
            try (var connection =
                    DriverManager.getConnection(
                            config.jdbcUrl(), config.user(), config.password())) {
                LedgerAfterEach.assertBalanced(connection);
            }
        }
    }

    private static long balance(Database database, String school, Account.Kind kind) {
        return database.read(
                tx ->
                        new Ledger(Clock.systemUTC())
                                .balance(tx, Account.of(new SchoolId(school), kind)));
    }
}
