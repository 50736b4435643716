package com.hasivu.simulator.bench;

import com.hasivu.simulator.demo.Mosquitto;
import com.hasivu.simulator.demo.SchoolDay;
import com.hasivu.simulator.demo.Site;
import com.hasivu.simulator.proxy.FaultProxy;
import com.hasivu.simulator.school.Consented;

import org.postgresql.PGConnection;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A backlog on its way: stations with a week of taps in their journals, written by the shipped
 * journal, are let on the link at once. Their shipped sync sends over Mosquitto to the cloud
 * program, without a pace; what counts is what PostgreSQL has committed. Beside it, on the same
 * server right after: COPY of the same rows to a table without a key, in one transaction.
 *
 * <p>The bytes of one station are counted where it meets the broker: all it sends, TLS and MQTT
 * included, and all it gets.
 */
final class DrainBench {
    private static final int COPIES = 3;
    private static final long FIRST = 1_000_000;
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration TELL = Duration.ofSeconds(10);

    /** Nothing committed for so long: it will not be. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path dir;
    private final int taps;
    private final int count;
    private final PrintStream progress;

    DrainBench(Path dir, int taps, int stations, PrintStream progress) {
        this.dir = dir;
        this.taps = taps;
        this.count = stations;
        this.progress = progress;
    }

    List<Outcome> run() throws IOException, SQLException, InterruptedException {
        try (Mosquitto mosquitto = Mosquitto.start(dir);
                Site site = Site.withBroker(dir, Site.Store.POSTGRES, mosquitto.forCloud());
                FaultProxy counted =
                        FaultProxy.open(new InetSocketAddress("127.0.0.1", 0), site.broker(), 1)) {
            site.drainUnpaced();
            site.startCloud();
            SchoolDay day = SchoolDay.open(site.http(), Site.ADMIN, Site.ADMIN_PASSWORD);
            List<DrainStation> stations = new ArrayList<>();
            try (Connection database = DriverManager.getConnection(site.postgresUrl())) {
                long served = prepare(site, day, counted.address(), database, stations);
                double seconds = drain(stations, database);
                check(database, served);
                double ours = taps / seconds;
                double copy = copied(database);
                double each = (double) counted.tally().passed() / taps(0);
                progress.printf(
                        "%d taps of %d stations committed in %.1f s; %d sent in %d batches, %d of them again, over %d links; COPY %.0f rows a second%n",
                        taps,
                        count,
                        seconds,
                        sum(stations, "records-sent"),
                        sum(stations, "batches-sent"),
                        sum(stations, "records-resent"),
                        sum(stations, "connects"),
                        copy);
                return List.of(
                        new Outcome(
                                "drain",
                                "backlog committed, beside COPY",
                                "1/s",
                                ours,
                                copy,
                                ours / copy,
                                ">= 0.65 x",
                                ours / copy >= 0.65),
                        Outcome.under("drain", "on the wire, both ways, per tap", "B", each, 35));
            } finally {
                stations.forEach(DrainStation::close);
            }
        }
    }

    private static long sum(List<DrainStation> stations, String what) {
        return stations.stream().mapToLong(station -> station.count(what)).sum();
    }

    /** How many of the taps are one station's. */
    private int taps(int station) {
        return taps / count + (station < taps % count ? 1 : 0);
    }

    private long prepare(
            Site site,
            SchoolDay day,
            InetSocketAddress counted,
            Connection database,
            List<DrainStation> stations)
            throws SQLException {
        long served = 0;
        long written = 0;
        for (int i = 0; i < count; i++) {
            DrainStation station =
                    new DrainStation(
                            dir.resolve("s" + i),
                            site,
                            day.claimCode("c" + i),
                            i == 0 ? counted : site.broker());
            stations.add(station);
            long first = FIRST * (i + 1);
            DrainWeek week = new DrainWeek(taps(i), first, first, i);
            station.write(week);
            fill(database, first, DrainWeek.children(taps(i)));
            served += week.served();
            written += taps(i);
            progress.printf("%d of %d taps in the journals%n", written, taps);
        }
        try (Statement sql = database.createStatement()) {
            sql.execute("vacuum analyze");
        }
        return served;
    }

    /** A station's children, each with a paid order for each of the seven days. */
    private static void fill(Connection database, long first, int children) throws SQLException {
        try (Statement sql = database.createStatement()) {
            sql.execute(
                    """
                    insert into students
                      (id, school, name, class_name, roll_number, allergens, active, created)
                    select %d + n, '%s', 'Child ' || n, '1A', %d || '-' || n, '', false, now()
                    from generate_series(0, %d) n
                    """
                            .formatted(first, SchoolDay.SCHOOL, first, children - 1));
            for (String consented : Consented.ALL) {
                sql.execute(consented);
            }
            sql.execute(
                    """
                    insert into orders (id, school, student, placed_by, school_day, window_id, state,
                      total_paise, created, changed)
                    select %d + n, '%s', %d + n %% %d, (select min(id) from users),
                      current_date - 7 + n / %d, 'lunch', 'confirmed', 4500, now(), now()
                    from generate_series(0, %d) n
                    """
                            .formatted(
                                    first,
                                    SchoolDay.SCHOOL,
                                    first,
                                    children,
                                    children,
                                    7 * children - 1));
        }
    }

    /** Seconds from when the stations were let on the link until the last tap was committed. */
    private double drain(List<DrainStation> stations, Connection database)
            throws SQLException, InterruptedException {
        long begun = System.nanoTime();
        stations.forEach(DrainStation::start);
        long told = begun;
        long moved = begun;
        long before = 0;
        while (true) {
            long committed =
                    number(database, "select coalesce(sum(last_sequence), 0) from tap_heads");
            long now = System.nanoTime();
            if (committed == taps) {
                return (now - begun) / 1e9;
            }
            if (committed > before) {
                moved = now;
                before = committed;
            }
            if (now - moved > PATIENCE.toNanos()) {
                throw new IllegalStateException(
                        "%d of %d taps are committed and no more in %s; stations say: %s"
                                .formatted(
                                        committed,
                                        taps,
                                        PATIENCE,
                                        stations.stream().map(DrainStation::halted).toList()));
            }
            if (now - told > TELL.toNanos()) {
                told = now;
                progress.printf(
                        "%d of %d taps committed, %.0f a second%n",
                        committed, taps, committed / ((now - begun) / 1e9));
            }
            TimeUnit.NANOSECONDS.sleep(LOOK.toNanos()); // a table has no way to call us
        }
    }

    private void check(Connection database, long served) throws SQLException {
        long rows = number(database, "select count(*) from tap_inbox");
        long deliveries = number(database, "select count(*) from deliveries");
        long conflicts = number(database, "select count(*) from delivery_conflicts");
        if (rows != taps || deliveries != served || conflicts != 0) {
            throw new IllegalStateException(
                    "%d taps with %d serves were sent; the cloud holds %d with %d deliveries and %d conflicts"
                            .formatted(taps, served, rows, deliveries, conflicts));
        }
    }

    /** Rows a second, the median of some. */
    private double copied(Connection database) throws SQLException, IOException {
        var copy = database.unwrap(PGConnection.class).getCopyAPI();
        Path rows = dir.resolve("rows");
        try (OutputStream out = Files.newOutputStream(rows)) {
            copy.copyOut("copy tap_inbox to stdout", out);
        }
        double[] rates = new double[COPIES];
        for (int i = 0; i < COPIES; i++) {
            try (Statement sql = database.createStatement()) {
                sql.execute("create table stage_" + i + " (like tap_inbox)");
            }
            long begun = System.nanoTime();
            try (InputStream in = Files.newInputStream(rows)) {
                copy.copyIn("copy stage_" + i + " from stdin", in, 1 << 16);
            }
            rates[i] = taps / ((System.nanoTime() - begun) / 1e9);
        }
        return Samples.median(rates);
    }

    private static long number(Connection database, String query) throws SQLException {
        try (Statement sql = database.createStatement();
                ResultSet row = sql.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }
}
