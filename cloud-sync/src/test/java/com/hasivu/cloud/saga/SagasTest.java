package com.hasivu.cloud.saga;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.cloud.Engine;
import com.hasivu.cloud.TestClock;
import com.hasivu.cloud.db.Database;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** What {@link Sagas} promises, with steps that only say that they were here. */
class SagasTest {
    private static final Instant NOW = Instant.parse("2026-11-23T04:30:00Z");

    @TempDir Path folder = Path.of("");

    private final TestClock clock = new TestClock(NOW);
    private final List<String> said = new ArrayList<>();
    private Optional<Database> opened = Optional.empty();

    @AfterEach
    void stop() {
        opened.ifPresent(Database::close);
    }

    private Database database(Engine engine) {
        Database database = engine.migrated(folder);
        opened = Optional.of(database);
        return database;
    }

    private Saga.Step step(String name, Saga.Action action) {
        return new Saga.Step(
                name,
                (tx, subject) -> {
                    said.add(name);
                    return action.run(tx, subject);
                },
                (tx, subject) -> said.add("undo " + name));
    }

    private Sagas sagas(Database database, Saga.Step... steps) {
        var sagas = new Sagas(database, clock);
        sagas.define(
                new Saga("three", (tx, subject) -> said.add("undo beginning"), List.of(steps)));
        return sagas;
    }

    private static void begin(Database database, Sagas sagas, Optional<Instant> deadline) {
        database.transaction(
                tx -> {
                    sagas.begin(tx, "three", "s", deadline);
                    return true;
                });
    }

    private static SagaRow row(Database database, Sagas sagas) {
        return database.read(tx -> sagas.find(tx, "three", "s")).orElseThrow();
    }

    private static Saga.Outcome done() {
        return new Saga.Outcome.Done();
    }

    private static void runDue(Sagas sagas) {
        while (sagas.runOne()) {
            continue;
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void steps_areDoneInOrderOnce(Engine engine) {
        Database database = database(engine);
        Sagas sagas =
                sagas(
                        database,
                        step("a", (tx, s) -> done()),
                        step("b", (tx, s) -> done()),
                        step("c", (tx, s) -> done()));
        begin(database, sagas, Optional.empty());
        runDue(sagas);
        assertThat(said).containsExactly("a", "b", "c");
        assertThat(row(database, sagas).state()).isEqualTo(SagaState.COMPLETED);
        assertThat(sagas.counts()).isEqualTo(new SagaCounts(1, 3, 0, 0, 1, 0));
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void declaredFailure_undoesInReverse(Engine engine) {
        Database database = database(engine);
        Sagas sagas =
                sagas(
                        database,
                        step("a", (tx, s) -> done()),
                        step("b", (tx, s) -> done()),
                        step("c", (tx, s) -> new Saga.Outcome.Failed("never")));
        begin(database, sagas, Optional.empty());
        runDue(sagas);
        assertThat(said).containsExactly("a", "b", "c", "undo b", "undo a", "undo beginning");
        assertThat(row(database, sagas).state()).isEqualTo(SagaState.UNDONE);
        assertThat(row(database, sagas).failure()).contains("never");
        assertThat(sagas.counts()).isEqualTo(new SagaCounts(1, 2, 3, 0, 0, 1));
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void declaredFailure_rollsBackWhatItsStepWrote(Engine engine) {
        Database database = database(engine);
        Sagas sagas =
                sagas(
                        database,
                        step(
                                "a",
                                (tx, s) -> {
                                    tx.execute(
                                            "insert into database_identity (id, created) values ('half', current_timestamp)");
                                    return new Saga.Outcome.Failed("half done");
                                }));
        begin(database, sagas, Optional.empty());
        runDue(sagas);
        int kept =
                database.read(
                        tx -> tx.fetch("select 1 from database_identity where id = 'half'").size());
        assertThat(kept).isZero();
        assertThat(row(database, sagas).state()).isEqualTo(SagaState.UNDONE);
    }

    /** What is thrown is no answer: it is tried again, later and later, and undoes nothing. */
    @ParameterizedTest
    @EnumSource(Engine.class)
    void thrownFailure_isTriedAgainLater(Engine engine) {
        Database database = database(engine);
        Sagas sagas =
                sagas(
                        database,
                        step(
                                "a",
                                (tx, s) -> {
                                    if (said.size() < 3) {
                                        throw new IllegalArgumentException("not now");
                                    }
                                    return done();
                                }));
        begin(database, sagas, Optional.empty());
        runDue(sagas);
        assertThat(said).containsExactly("a");
        assertThat(row(database, sagas).failure().orElse("")).contains("not now");
        clock.set(NOW.plusSeconds(1));
        runDue(sagas);
        clock.set(NOW.plusSeconds(2));
        runDue(sagas);
        assertThat(said).containsExactly("a", "a");
        clock.set(NOW.plusSeconds(3));
        runDue(sagas);
        assertThat(said).containsExactly("a", "a", "a");
        assertThat(row(database, sagas).state()).isEqualTo(SagaState.COMPLETED);
        assertThat(row(database, sagas).failure()).isEmpty();
        assertThat(sagas.counts().triesInVain()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void deadline_undoes(Engine engine) {
        Database database = database(engine);
        Sagas sagas = sagas(database, step("a", (tx, s) -> done()), step("b", (tx, s) -> done()));
        begin(database, sagas, Optional.of(NOW.plus(Duration.ofMinutes(1))));
        assertThat(sagas.runOne()).isTrue();
        clock.set(NOW.plus(Duration.ofMinutes(1)));
        runDue(sagas);
        assertThat(said).containsExactly("a", "undo a", "undo beginning");
        assertThat(row(database, sagas).failure()).contains("the deadline has passed");
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void backlog_tellsWhatIsNotEnded(Engine engine) {
        Database database = database(engine);
        Sagas sagas =
                sagas(
                        database,
                        step(
                                "a",
                                (tx, s) -> {
                                    throw new IllegalArgumentException("not now");
                                }));
        assertThat(database.<SagaBacklog>read(sagas::backlog))
                .isEqualTo(new SagaBacklog(0, 0, 0, Optional.empty()));
        begin(database, sagas, Optional.empty());
        assertThat(database.<SagaBacklog>read(sagas::backlog))
                .isEqualTo(new SagaBacklog(1, 0, 0, Optional.of(NOW)));
        for (int i = 1; i <= 2; i++) {
            clock.set(NOW.plusSeconds(10L * i));
            runDue(sagas);
        }
        assertThat(database.<SagaBacklog>read(sagas::backlog))
                .isEqualTo(new SagaBacklog(1, 0, 1, Optional.of(NOW)));
    }

    /** Whatever is in its way is mended: it need not wait for its next turn. */
    @ParameterizedTest
    @EnumSource(Engine.class)
    void tryNow_doesNotWait(Engine engine) {
        Database database = database(engine);
        var mended = new AtomicBoolean();
        Sagas sagas =
                sagas(
                        database,
                        step(
                                "a",
                                (tx, s) -> {
                                    if (!mended.get()) {
                                        throw new IllegalArgumentException("not now");
                                    }
                                    return done();
                                }));
        begin(database, sagas, Optional.empty());
        runDue(sagas);
        mended.set(true);
        runDue(sagas);
        SagaRow stuck = row(database, sagas);
        assertThat(stuck.state()).isEqualTo(SagaState.RUNNING);
        Optional<OpenSaga> hastened = database.transaction(tx -> sagas.tryNow(tx, stuck.id()));
        assertThat(hastened).hasValueSatisfying(it -> assertThat(it.attempt()).isEqualTo(1));
        runDue(sagas);
        assertThat(row(database, sagas).state()).isEqualTo(SagaState.COMPLETED);
        Optional<OpenSaga> ended = database.transaction(tx -> sagas.tryNow(tx, stuck.id()));
        assertThat(ended).isEmpty();
    }
}
