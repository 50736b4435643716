package com.hasivu.simulator.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.hasivu.edge.journal.Journal;
import com.hasivu.edge.journal.JournalSettings;
import com.hasivu.protocol.CardId;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.wire.ByHand;
import com.hasivu.protocol.wire.Reason;
import com.hasivu.protocol.wire.Refusal;
import com.hasivu.protocol.wire.Serve;
import com.hasivu.protocol.wire.TapRecord;
import com.hasivu.protocol.wire.Undo;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The checker must see each broken invariant: a real journal and tables in which one thing is
 * planted.
 */
class CheckerTest {
    private static final CardId CARD = CardId.parse("04A1B2C3");
    private static final int HEADER = 4096;

    @TempDir Path dir;
    private final List<Evidence> lights = new ArrayList<>();
    private Connection tables;

    @SuppressWarnings("NullAway.Init") // JUnit opens the tables
    CheckerTest() {}

    @BeforeEach
    void open() throws SQLException {
        tables = DriverManager.getConnection(url(), "hasivu", "");
        tables.createStatement()
                .execute(
                        """
                        create table tap_inbox (school varchar, station varchar, epoch bigint, sequence bigint, record_type int, payload bytea, hash varchar, set_aside varchar);
                        create table tap_heads (school varchar, station varchar, epoch bigint, last_sequence bigint, last_hash varchar, quarantined varchar);
                        create table deliveries (school varchar, station varchar, order_id bigint, epoch bigint, sequence bigint);
                        create table delivery_conflicts (school varchar, station varchar);
                        create table delivery_corrections (school varchar, station varchar, epoch bigint);
                        create table orders (id bigint, school varchar, state varchar);
                        """);
    }

    @AfterEach
    void close() throws SQLException {
        tables.createStatement().execute("shutdown");
    }

    private String url() {
        return "jdbc:h2:mem:%s;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DB_CLOSE_DELAY=-1"
                .formatted(dir.getFileName());
    }

    /** Three serves of three orders and a refusal, all seen as lights. */
    private void lunch(long... orders) {
        try (Journal journal =
                Journal.open(dir, new SchoolId("s"), new StationId("c"), JournalSettings.DEFAULT)) {
            for (long order : orders) {
                TapRecord.Builder tap =
                        TapRecord.newBuilder().setCard(ByteString.copyFrom(CARD.bytes()));
                if (order > 0) {
                    tap.setServe(Serve.newBuilder().setOrder(order).setStudent(1));
                } else {
                    tap.setRefusal(Refusal.newBuilder().setReason(Reason.NOT_PAID));
                }
                long sequence = journal.append(1, tap.build().toByteArray()).id().sequence();
                lights.add(
                        new Evidence(
                                "%016x".formatted(journal.epoch()), sequence, CARD, order > 0));
            }
            journal.acked(orders.length, journal.hashAt(orders.length));
        }
    }

    /** Order 7 by card, taken back by record 2, and served by hand. */
    private void takenBack(long nanosAfter, boolean servedInBetween) {
        try (Journal journal =
                Journal.open(dir, new SchoolId("s"), new StationId("c"), JournalSettings.DEFAULT)) {
            append(
                    journal,
                    TapRecord.newBuilder()
                            .setCard(ByteString.copyFrom(CARD.bytes()))
                            .setServe(Serve.newBuilder().setOrder(7).setStudent(1)));
            if (!servedInBetween) {
                append(
                        journal,
                        TapRecord.newBuilder()
                                .setMonotonicNanos(nanosAfter)
                                .setByHand(ByHand.newBuilder().setStaff(3))
                                .setUndo(
                                        Undo.newBuilder()
                                                .setSequence(1)
                                                .setOrder(7)
                                                .setStudent(1)));
            }
            append(
                    journal,
                    TapRecord.newBuilder()
                            .setByHand(ByHand.newBuilder().setStaff(3))
                            .setServe(Serve.newBuilder().setOrder(7).setStudent(1)));
            journal.acked(journal.lastSequence(), journal.hashAt(journal.lastSequence()));
        }
    }

    private static void append(Journal journal, TapRecord.Builder record) {
        var unused = journal.append(1, record.build().toByteArray());
    }

    @Test
    void check_takesASecondServeWhenTheFirstWasTakenBack() throws SQLException {
        takenBack(9_000_000_000L, false);
        arrive();
        assertThat(broken()).containsExactly("S2"); // the cloud knows of no correction
        sql("delete from deliveries where sequence = 1");
        sql("delete from orders");
        insert("orders", 7L, "s", "delivered");
        insert("delivery_corrections", "s", "c", RawJournal.read(dir, "s", "c").epoch());
        assertThat(broken()).isEmpty();
    }

    @Test
    void check_findsAServeTakenBackTooLate() throws SQLException {
        takenBack(11_000_000_000L, false);
        arrive();
        assertThat(broken()).contains("E2");
    }

    @Test
    void check_findsAServeByHandOfAServedOrder() throws SQLException {
        takenBack(0, true);
        arrive();
        assertThat(broken()).contains("E2");
    }

    /** The cloud as it is when everything arrived. */
    private void arrive() throws SQLException {
        RawJournal journal = RawJournal.read(dir, "s", "c");
        for (RawRecord record : journal.records()) {
            insert(
                    "tap_inbox",
                    "s",
                    "c",
                    record.epoch(),
                    record.sequence(),
                    record.type(),
                    record.payload(),
                    HexFormat.of().formatHex(record.hash()),
                    "");
            if (record.tap().hasServe()) {
                long order = record.tap().getServe().getOrder();
                insert("deliveries", "s", "c", order, record.epoch(), record.sequence());
                insert("orders", order, "s", "delivered");
            }
        }
        RawRecord last = journal.records().getLast();
        insert(
                "tap_heads",
                "s",
                "c",
                last.epoch(),
                last.sequence(),
                HexFormat.of().formatHex(last.hash()),
                "");
    }

    private void insert(String table, Object... values) throws SQLException {
        String marks = "?" + ", ?".repeat(values.length - 1);
        try (PreparedStatement insert =
                tables.prepareStatement("insert into " + table + " values (" + marks + ")")) {
            for (int i = 0; i < values.length; i++) {
                insert.setObject(i + 1, values[i]);
            }
            insert.executeUpdate();
        }
    }

    private void sql(String statement) throws SQLException {
        assertThat(tables.createStatement().executeUpdate(statement)).isPositive();
    }

    private List<String> broken() {
        RawCloud cloud = RawCloud.over(tables);
        return Checker.check(RawJournal.read(dir, "s", "c"), cloud, "s", "c", lights).stream()
                .filter(f -> !f.holds())
                .map(Finding::id)
                .toList();
    }

    @Test
    void check_findsNothingInASoundLunch() throws SQLException {
        lunch(7, 8, 0, 9);
        arrive();

        assertThat(broken()).isEmpty();
    }

    @Test
    void check_findsAGreenWithoutARecord() throws SQLException {
        lunch(7, 8);
        arrive();
        lights.add(new Evidence(lights.getFirst().epoch(), 3, CARD, true));

        assertThat(broken()).containsExactly("E1");
    }

    @Test
    void check_findsARedLightForAServe() throws SQLException {
        lunch(7, 8);
        arrive();
        lights.set(1, new Evidence(lights.getFirst().epoch(), 2, CARD, false));

        assertThat(broken()).containsExactly("E3");
    }

    @Test
    void check_findsAnOrderServedTwice() throws SQLException {
        lunch(7, 8, 7);
        arrive();

        assertThat(broken()).contains("E2");
    }

    @Test
    void check_findsAFlippedBitInTheJournal() throws SQLException, IOException {
        lunch(7, 8, 9);
        arrive();
        Path segment;
        try (var files = Files.list(dir)) {
            segment =
                    files.filter(f -> f.toString().endsWith(".journal"))
                            .sorted()
                            .findFirst()
                            .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(segment);
        bytes[HEADER + 62] ^= 1;
        Files.write(segment, bytes);

        assertThat(broken()).contains("E1", "E5", "S1");
    }

    @Test
    void check_findsWhatTheCloudLacks() throws SQLException {
        lunch(7, 8, 9);
        arrive();
        sql("delete from tap_inbox where sequence = 2");

        assertThat(broken()).containsExactly("S1", "S4");
    }

    @Test
    void check_findsASecondEffect() throws SQLException {
        lunch(7, 8, 9);
        arrive();
        sql("update deliveries set order_id = 7 where order_id = 8");

        assertThat(broken()).containsExactly("S2");
    }

    @Test
    void check_findsAnotherRecordUnderTheSameName() throws SQLException {
        lunch(7, 8, 9);
        arrive();
        sql("update tap_inbox set payload = x'00' where sequence = 2");

        assertThat(broken()).containsExactly("S3");
    }

    @Test
    void check_findsAnOrderThatIsNotDelivered() throws SQLException {
        lunch(7, 8, 9);
        arrive();
        sql("update orders set state = 'confirmed' where id = 8");

        assertThat(broken()).containsExactly("S2");
    }
}
