package com.hasivu.cloud.snapshots;

import static com.hasivu.cloud.schema.Tables.CARDS;
import static com.hasivu.cloud.schema.Tables.MEAL_WINDOWS;
import static com.hasivu.cloud.schema.Tables.ORDERS;
import static com.hasivu.cloud.schema.Tables.OUTBOX;
import static com.hasivu.cloud.schema.Tables.STATIONS;
import static com.hasivu.cloud.schema.Tables.STUDENTS;
import static com.hasivu.cloud.schema.Tables.SUPERVISORS;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import com.google.protobuf.ByteString;
import com.hasivu.cloud.Engine;
import com.hasivu.cloud.devices.Desk;
import com.hasivu.protocol.StudentId;

import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;

/** Versions made of the newest one and what changed are what a look at the whole school gives. */
class GrownRowsTest {
    @TempDir Path folder;

    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final Logger log = (Logger) LoggerFactory.getLogger(SchoolRows.class);

    @BeforeEach
    void listen() {
        logged.start();
        log.addAppender(logged);
    }

    @AfterEach
    void stop() {
        log.detachAppender(logged);
    }

    private final class Stage implements AutoCloseable {
        final Desk desk;
        final SnapshotKey key = SnapshotKey.open(folder.resolve("snapshot-key.pem"));
        final List<SchoolSnapshots> nodes;

        Stage(Engine engine) {
            desk = new Desk(engine, folder);
            var unused = desk.station("c1"); // or no version is made
            nodes = List.of(node(), node());
            nodes.forEach(node -> node.refresh(true));
        }

        private SchoolSnapshots node() {
            return Nodes.at(desk, key, (topic, payload, delivery) -> true);
        }

        NavigableMap<ByteString, ByteString> truth() {
            return desk.database.read(tx -> Nodes.source(desk).rows(tx, Desk.SCHOOL, today()));
        }

        LocalDate today() {
            return LocalDate.ofInstant(desk.clock.instant(), ZoneId.of("Asia/Kolkata"));
        }

        void words(DSLContext tx, String what) {
            desk.outbox.schoolChanged(tx, Desk.SCHOOL, what);
        }

        @Override
        public void close() {
            desk.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void anyChanges_leadToWhatTheWholeSchoolGivesByteForByte(Engine engine) {
        try (Stage stage = new Stage(engine)) {
            for (long seed = 1; seed <= 3; seed++) {
                Random random = new Random(seed);
                for (int look = 0; look < 150; look++) {
                    boolean heard = random.nextInt(12) > 0;
                    stations(stage, heard);
                    int changes = 1 + random.nextInt(random.nextInt(8) == 0 ? 20 : 3);
                    for (int i = 0; i < changes; i++) {
                        stage.desk.tx(tx -> change(stage, tx, random));
                    }
                    if (random.nextInt(40) == 0) {
                        stage.desk.clock.advance(Duration.ofDays(1));
                    }
                    SchoolSnapshots node = stage.nodes.get(random.nextInt(2));
                    node.refresh(true);
                    if (heard) {
                        assertThat(node.newestRows())
                                .as("seed %d look %d", seed, look)
                                .isEqualTo(stage.truth());
                    }
                    assertThat(stage.desk.count(OUTBOX)).isZero();
                }
            }
            assertThat(logged.list).as("every change was told").isEmpty();
        }
    }

    /** Which also shows that a look at a change reads nothing else. */
    @ParameterizedTest
    @EnumSource(Engine.class)
    void rowChangedWithoutAWord_isFoundAndMendedAtTheNextLookAtTheWhole(Engine engine) {
        try (Stage stage = new Stage(engine)) {
            SchoolSnapshots node = stage.nodes.getFirst();
            StudentId student = stage.desk.student("Asha");
            long card =
                    stage.desk.tx(
                            tx -> {
                                long id = stage.desk.card(tx, "04A1B2C3", student, "active");
                                stage.words(tx, "card " + id);
                                return id;
                            });
            node.refresh(true);
            stage.desk.tx(tx -> tx.update(STUDENTS).set(STUDENTS.NAME, "Bela").execute());
            int looks = 0;
            do {
                assertThat(logged.list).isEmpty();
                String state = looks % 2 == 0 ? "blocked" : "active";
                stage.desk.tx(
                        tx -> {
                            tx.update(CARDS).set(CARDS.STATE, state).execute();
                            stage.words(tx, "card " + card);
                            return true;
                        });
                node.refresh(true);
                looks++;
            } while (!node.newestRows().equals(stage.truth()) && looks < 1_000);

            assertThat(looks).isBetween(2, SchoolRows.WHOLE_EVERY);
            assertThat(logged.list).hasSize(1);
            assertThat(logged.list.getFirst().getLevel()).isEqualTo(Level.ERROR);
            assertThat(logged.list.getFirst().getFormattedMessage())
                    .contains("1 rows are not as snapshot", "([s])")
                    .doesNotContain("04A1B2C3", "Bela");
        }
    }

    private static void stations(Stage stage, boolean heard) {
        stage.desk.tx(
                tx ->
                        tx.update(STATIONS)
                                .set(STATIONS.STATE, heard ? "enrolled" : "revoked")
                                .execute());
    }

    private boolean change(Stage stage, DSLContext tx, Random random) {
        Desk desk = stage.desk;
        long student = some(tx, random, STUDENTS, STUDENTS.ID);
        long card = some(tx, random, CARDS, CARDS.ID);
        long order = some(tx, random, ORDERS, ORDERS.ID);
        int what = student == 0 ? 0 : random.nextInt(20);
        if (card == 0 && what >= 4 && what <= 8 || order == 0 && what >= 9 && what <= 14) {
            what = 1 + random.nextInt(3);
        }
        switch (what) {
            case 0 -> stage.words(tx, "student " + desk.student(tx, "child " + random.nextInt(99)));
            case 1 -> stage.words(tx, "card " + newCard(desk, tx, random, student));
            case 2, 3 -> stage.words(tx, "order " + newOrder(stage, tx, random, student));
            case 4, 5 -> {
                String state = random.nextBoolean() ? "blocked" : "active";
                tx.update(CARDS).set(CARDS.STATE, state).where(CARDS.ID.eq(card)).execute();
                stage.words(tx, "card " + card);
            }
            case 6 -> { // to another child
                tx.update(CARDS).set(CARDS.STUDENT, student).where(CARDS.ID.eq(card)).execute();
                stage.words(tx, "card " + card);
            }
            case 7 -> { // nobody's
                tx.update(CARDS)
                        .set(CARDS.STUDENT, (Long) null)
                        .set(CARDS.STATE, "registered")
                        .where(CARDS.ID.eq(card))
                        .execute();
                stage.words(tx, "card " + card);
            }
            case 8 -> {
                tx.deleteFrom(CARDS).where(CARDS.ID.eq(card)).execute();
                stage.words(tx, "card " + card);
            }
            case 9, 10 -> {
                String state = random.nextBoolean() ? "cancelled" : "ready";
                tx.update(ORDERS).set(ORDERS.STATE, state).where(ORDERS.ID.eq(order)).execute();
                stage.words(tx, "order " + order + " taken back");
            }
            case 11 -> { // to another window, another child, or another day and back
                String window = random.nextBoolean() ? "lunch" : window(tx, random, stage);
                tx.update(ORDERS)
                        .set(ORDERS.WINDOW_ID, window)
                        .set(ORDERS.STUDENT, student)
                        .where(ORDERS.ID.eq(order))
                        .execute();
                stage.words(tx, "order " + order);
            }
            case 12, 13 -> {
                LocalDate day = stage.today().plusDays(random.nextInt(2));
                tx.update(ORDERS).set(ORDERS.SCHOOL_DAY, day).where(ORDERS.ID.eq(order)).execute();
                stage.words(tx, "orders " + order + " " + some(tx, random, ORDERS, ORDERS.ID));
            }
            case 14 -> {
                tx.deleteFrom(ORDERS).where(ORDERS.ID.eq(order)).execute();
                stage.words(tx, "order " + order);
            }
            case 15 -> {
                tx.update(STUDENTS)
                        .set(STUDENTS.NAME, "renamed " + random.nextInt(99))
                        .set(STUDENTS.ACTIVE, random.nextBoolean())
                        .where(STUDENTS.ID.eq(student), STUDENTS.CONSENT.isNotNull())
                        .execute();
                stage.words(tx, "student " + student);
            }
            case 16 -> leave(stage, tx, student);
            case 17 -> {
                var unused = window(tx, random, stage);
            }
            case 18 -> supervisor(stage, tx, random);
            default -> stage.words(tx, "something else");
        }
        return true;
    }

    private static long some(DSLContext tx, Random random, Table<?> table, Field<Long> id) {
        List<Long> all = tx.select(id).from(table).orderBy(id).fetch(id);
        return all.isEmpty() ? 0 : all.get(random.nextInt(all.size()));
    }

    private static long newCard(Desk desk, DSLContext tx, Random random, long student) {
        String uid = "04%010X".formatted(random.nextLong() & 0xFFFFFFFFFFL);
        return desk.card(tx, uid, new StudentId(student), "active");
    }

    private static long newOrder(Stage stage, DSLContext tx, Random random, long student) {
        LocalDate day = stage.today().plusDays(random.nextInt(4) / 3);
        return stage.desk.order(tx, new StudentId(student), "confirmed", day).value();
    }

    /** A child loses all it has, its consent too. */
    private static void leave(Stage stage, DSLContext tx, long student) {
        for (long id :
                tx.select(CARDS.ID).from(CARDS).where(CARDS.STUDENT.eq(student)).fetch(CARDS.ID)) {
            tx.update(CARDS).set(CARDS.STUDENT, (Long) null).where(CARDS.ID.eq(id)).execute();
            stage.words(tx, "card " + id);
        }
        for (long id :
                tx.select(ORDERS.ID)
                        .from(ORDERS)
                        .where(ORDERS.STUDENT.eq(student))
                        .fetch(ORDERS.ID)) {
            tx.deleteFrom(ORDERS).where(ORDERS.ID.eq(id)).execute();
            stage.words(tx, "order " + id);
        }
        tx.update(STUDENTS)
                .setNull(STUDENTS.CONSENT)
                .set(STUDENTS.LEFT_AT, stage.desk.clock.instant())
                .set(STUDENTS.ACTIVE, false)
                .where(STUDENTS.ID.eq(student))
                .execute();
        stage.words(tx, "student " + student);
    }

    private static String window(DSLContext tx, Random random, Stage stage) {
        String id = "w" + random.nextInt(4);
        int opens = random.nextInt(600);
        int there =
                tx.update(MEAL_WINDOWS)
                        .set(MEAL_WINDOWS.OPENS_MINUTE, opens)
                        .where(MEAL_WINDOWS.ID.eq(id))
                        .execute();
        if (there == 0) {
            Desk.window(tx, id, "Window", opens);
        }
        stage.words(tx, "window " + id);
        return id;
    }

    private static void supervisor(Stage stage, DSLContext tx, Random random) {
        long id = some(tx, random, SUPERVISORS, SUPERVISORS.ID);
        if (id == 0 || random.nextInt(3) == 0) {
            id =
                    tx.insertInto(SUPERVISORS)
                            .set(SUPERVISORS.SCHOOL, Desk.SCHOOL.value())
                            .set(SUPERVISORS.NAME, "Supervisor")
                            .set(SUPERVISORS.ACTIVE, true)
                            .set(SUPERVISORS.CREATED, stage.desk.clock.instant())
                            .returning(SUPERVISORS.ID)
                            .fetchSingle(SUPERVISORS.ID);
        } else {
            tx.update(SUPERVISORS)
                    .set(SUPERVISORS.ACTIVE, random.nextBoolean())
                    .where(SUPERVISORS.ID.eq(id))
                    .execute();
        }
        stage.words(tx, "supervisor " + id);
    }
}
