package com.hasivu.simulator.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.hasivu.simulator.demo.SchoolDay;
import com.hasivu.simulator.demo.Site;
import com.hasivu.simulator.process.Program;
import com.hasivu.simulator.school.Child;
import com.hasivu.simulator.school.Part;
import com.hasivu.simulator.school.School;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * From the moment a card is blocked or an order cancelled by the HTTP API until the station decides
 * by it: cloud-sync with its broker, PostgreSQL and a station as processes of one machine. Beside
 * it one insert and its commit on the same PostgreSQL, between any two changes.
 */
final class ChangeBench {
    private static final int CHILDREN = 400;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path dir;
    private final int warmUp;
    private final int changes;

    ChangeBench(Path dir, boolean quick) {
        this.dir = dir;
        this.warmUp = quick ? 5 : 80;
        this.changes = quick ? 10 : 100;
    }

    List<Outcome> run() throws SQLException, InterruptedException {
        School school = School.of(5, School.fewestTaps(), CHILDREN);
        try (Site site = new Site(dir, Site.Store.POSTGRES)) {
            site.startCloud();
            SchoolDay day = SchoolDay.open(site.http(), Site.ADMIN, Site.ADMIN_PASSWORD);
            day.fill(school);
            site.configureEdge(day.claimCode(), List.of());
            Program edge = site.startEdge();
            BlockingQueue<Long> activated = new LinkedBlockingQueue<>();
            edge.onEvent(event -> note(event, activated));
            edge.await("ready", PATIENCE);
            edge.await("snapshot", PATIENCE);
            activated.clear();
            List<Child> regular =
                    school.children().stream().filter(c -> c.part() == Part.REGULAR).toList();
            try (Connection database = DriverManager.getConnection(site.postgresUrl());
                    PreparedStatement insert = prepared(database)) {
                List<Long> blocks = new ArrayList<>();
                List<Long> cancels = new ArrayList<>();
                List<Long> commits = new ArrayList<>();
                for (int i = 0; i < warmUp + changes; i++) {
                    Child child = regular.get(i);
                    long blocked = timed(() -> day.blockCard(child), activated);
                    long committed = commit(database, insert, i);
                    long cancelled = timed(() -> day.cancelOrder(child), activated);
                    if (i >= warmUp) {
                        blocks.add(blocked);
                        commits.add(committed);
                        cancels.add(cancelled);
                    }
                }
                double commit = millis(commits, 0.5);
                return List.of(
                        figure("card blocked, p50", blocks, 0.5, commit, 4),
                        figure("card blocked, p99", blocks, 0.99, commit, 15),
                        figure("order cancelled, p50", cancels, 0.5, commit, 4),
                        figure("order cancelled, p99", cancels, 0.99, commit, 15));
            }
        }
    }

    private static void note(JsonNode event, BlockingQueue<Long> activated) {
        if (event.path("event").asText().equals("snapshot")) {
            activated.add(System.nanoTime());
        }
    }

    /** Nanoseconds until the station uses the snapshot that holds the change. */
    private static long timed(Runnable change, BlockingQueue<Long> activated)
            throws InterruptedException {
        long begun = System.nanoTime();
        change.run();
        Long at = activated.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (at == null) {
            throw new IllegalStateException(
                    "the station got no snapshot within %s of a change".formatted(PATIENCE));
        }
        return at - begun;
    }

    private static PreparedStatement prepared(Connection database) throws SQLException {
        database.setAutoCommit(false);
        try (var create = database.createStatement()) {
            create.execute("create table bench_commits (id bigint primary key, what varchar(40))");
        }
        database.commit();
        return database.prepareStatement("insert into bench_commits values (?, 'one change')");
    }

    private static long commit(Connection database, PreparedStatement insert, int id)
            throws SQLException {
        long begun = System.nanoTime();
        insert.setLong(1, id);
        insert.executeUpdate();
        database.commit();
        return System.nanoTime() - begun;
    }

    private static Outcome figure(
            String what, List<Long> nanos, double part, double commit, double limit) {
        double ours = millis(nanos, part);
        return new Outcome(
                "change",
                what,
                "ms",
                ours,
                commit,
                ours / commit,
                "<= %.0f ms + c".formatted(limit),
                ours <= limit + commit);
    }

    private static double millis(List<Long> nanos, double part) {
        return Samples.percentile(nanos.stream().mapToLong(Long::longValue).toArray(), part) / 1e3;
    }
}
