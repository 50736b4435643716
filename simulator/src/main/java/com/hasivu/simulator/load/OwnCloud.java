package com.hasivu.simulator.load;

import com.hasivu.simulator.check.RawCloud;
import com.hasivu.simulator.demo.Site;
import com.hasivu.simulator.process.Program;
import com.hasivu.simulator.process.ProgramException;
import com.hasivu.simulator.process.Programs;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A cloud started for this, with the options it is shipped with, in a folder of its own. */
final class OwnCloud implements Target {
    private static final Duration START = Duration.ofMinutes(3);

    private final Site site;
    private final Program cloud;
    private final URI http;
    private final Optional<URI> metrics;

    private OwnCloud(Site site, Program cloud) {
        this.site = site;
        this.cloud = cloud;
        this.http = URI.create(site.http());
        this.metrics =
                Optional.of(cloud.await("ready", START).path("metrics").asText())
                        .filter(at -> !at.isEmpty())
                        .map(at -> URI.create("http://" + at + "/metrics"));
    }

    /** Starts it; on failure nothing stays behind. */
    static OwnCloud start(Path dir, Site.Store store) {
        var site = new Site(dir, store);
        try {
            site.sandboxGateway();
            Program cloud = site.startCloud(shippedOptions());
            return new OwnCloud(site, cloud);
        } catch (RuntimeException e) {
            site.close();
            throw e;
        }
    }

    /** Programs otherwise compile for a short life only. */
    private static String[] shippedOptions() {
        Path options = new Programs().packaging().resolve("cloud").resolve("java-options");
        return List.of("-XX:TieredStopAtLevel=4", "@" + options).toArray(String[]::new);
    }

    @Override
    public InetSocketAddress http() {
        return new InetSocketAddress(http.getHost(), http.getPort());
    }

    @Override
    public Account admin() {
        return new Account(Site.ADMIN, Site.ADMIN_PASSWORD, List.of());
    }

    @Override
    public OptionalLong pid() {
        return OptionalLong.of(cloud.pid());
    }

    @Override
    public Optional<URI> metrics() {
        return metrics;
    }

    @Override
    public String describe() {
        return "own process with the shipped Java options, database "
                + (site.store() == Site.Store.H2 ? "H2" : "PostgreSQL");
    }

    /** H2's file has one owner: the cloud is stopped first, as it is stopped in a shop. */
    @Override
    public Optional<Connection> books() throws SQLException {
        if (site.store() == Site.Store.POSTGRES) {
            return Optional.of(DriverManager.getConnection(site.postgresUrl()));
        }
        site.stopPrograms()
                .ifPresent(
                        bad -> {
                            throw new ProgramException("the cloud did not stop cleanly: " + bad);
                        });
        Path file = site.dir().resolve("cloud").resolve("hasivu");
        return Optional.of(DriverManager.getConnection(RawCloud.h2Url(file), "hasivu", ""));
    }

    @Override
    public void close() {
        site.close();
    }
}
