package com.hasivu.simulator.bench;

import com.hasivu.edge.decision.CardEvidence;
import com.hasivu.edge.decision.ClockView;
import com.hasivu.edge.decision.Decider;
import com.hasivu.edge.decision.ServedSet;
import com.hasivu.edge.decision.TapDecision;
import com.hasivu.edge.decision.TapDecision.Serve;
import com.hasivu.protocol.CardId;
import com.hasivu.protocol.wire.ClockState;
import com.hasivu.reader.FrameDecoder;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Frame bytes to verdict, without I/O, beside one indexed lookup in SQLite (in memory, prepared,
 * the same cards).
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DecideBench {
    @Param({"300", "3000"})
    int children;

    private BenchSchool school = new BenchSchool(1);
    private Optional<com.hasivu.edge.decision.DayOrders> orders = Optional.empty();
    private final ClockView clock = new ClockView(ClockState.CLOCK_SYNCED, Instant.EPOCH);
    private FrameDecoder decoder = BenchSchool.decoder();
    private Instant now = Instant.EPOCH;
    private int next;
    private Path file;
    private Connection sqlite;
    private PreparedStatement lookup;

    /** For JMH. */
    @SuppressWarnings("NullAway.Init") // JMH sets up before it measures
    public DecideBench() {}

    @Setup
    public void setUp() throws SQLException, IOException {
        school = new BenchSchool(children);
        orders = Optional.of(school.snapshot.orders());
        decoder = BenchSchool.decoder();
        now = Instant.now();
        file = Files.createTempFile("hasivu-bench-", ".sqlite");
        sqlite = DriverManager.getConnection("jdbc:sqlite:" + file);
        try (var statement = sqlite.createStatement()) {
            statement.execute(
                    "create table card (uid text primary key, student integer, state integer) without rowid");
        }
        sqlite.setAutoCommit(false);
        try (PreparedStatement insert =
                sqlite.prepareStatement("insert into card values (?, ?, 1)")) {
            for (int i = 0; i < school.cards.size(); i++) {
                insert.setString(1, school.cards.get(i).hex());
                insert.setInt(2, i + 1);
                insert.executeUpdate();
            }
        }
        sqlite.commit();
        sqlite.setAutoCommit(true); // each lookup is a read of its own, as a tap is
        lookup = sqlite.prepareStatement("select student, state from card where uid = ?");
    }

    @TearDown
    public void tearDown() throws SQLException, IOException {
        sqlite.close();
        Files.delete(file);
    }

    /** Ours: decode the frame, look the card up, apply every rule. */
    @Benchmark
    public TapDecision decide() {
        byte[] frame = school.frames.get(advance());
        CardId card = BenchSchool.decode(decoder, frame);
        TapDecision decision =
                Decider.decide(card, CardEvidence.NUMBER_ONLY, orders, ServedSet.EMPTY, now, clock);
        if (!(decision instanceof Serve)) {
            throw new IllegalStateException("must serve, not " + decision);
        }
        return decision;
    }

    /** The reference: only the lookup of the card. */
    @Benchmark
    public int sqliteLookup() throws SQLException {
        lookup.setString(1, school.cards.get(advance()).hex());
        try (ResultSet found = lookup.executeQuery()) {
            if (!found.next()) {
                throw new IllegalStateException("card not found");
            }
            return found.getInt(1);
        }
    }

    private int advance() {
        next = next + 1 == school.cards.size() ? 0 : next + 1;
        return next;
    }

    static List<Outcome> run(boolean quick) throws RunnerException {
        List<Outcome> outcomes = new ArrayList<>();
        Collection<RunResult> results =
                new Runner(
                                new OptionsBuilder()
                                        .include(DecideBench.class.getName())
                                        .forks(quick ? 1 : 3)
                                        .warmupIterations(quick ? 2 : 3)
                                        .measurementIterations(quick ? 2 : 3)
                                        .warmupTime(TimeValue.milliseconds(quick ? 300 : 1000))
                                        .measurementTime(TimeValue.milliseconds(quick ? 300 : 1000))
                                        .addProfiler(GCProfiler.class)
                                        .verbosity(
                                                org.openjdk.jmh.runner.options.VerboseMode.SILENT)
                                        .build())
                        .run();
        double p50 = at(results, "decide", 3000, 50);
        outcomes.add(Outcome.under("decide", "p50, 3000 children", "us", p50, 1));
        outcomes.add(
                Outcome.under(
                        "decide",
                        "p99.9, 3000 children",
                        "us",
                        at(results, "decide", 3000, 99.9),
                        50));
        outcomes.add(
                Outcome.faster(
                        "decide",
                        "against a SQLite lookup, p50",
                        "us",
                        p50,
                        at(results, "sqliteLookup", 3000, 50),
                        50));
        outcomes.add(
                Outcome.atMost(
                        "decide",
                        "bytes allocated, 3000 against 300 children",
                        "B",
                        allocated(results, 3000),
                        allocated(results, 300),
                        1.05));
        return outcomes;
    }

    private static RunResult find(Collection<RunResult> results, String name, int children) {
        return results.stream()
                .filter(r -> r.getParams().getBenchmark().endsWith("." + name))
                .filter(r -> r.getParams().getParam("children").equals(Integer.toString(children)))
                .findFirst()
                .orElseThrow();
    }

    private static double at(
            Collection<RunResult> results, String name, int children, double percentile) {
        return find(results, name, children)
                        .getPrimaryResult()
                        .getStatistics()
                        .getPercentile(percentile)
                / 1e3;
    }

    private static double allocated(Collection<RunResult> results, int children) {
        var rate =
                find(results, "decide", children).getSecondaryResults().get("gc.alloc.rate.norm");
        if (rate == null) {
            throw new IllegalStateException("JMH's GC profiler gave no allocation rate");
        }
        return rate.getScore();
    }
}
