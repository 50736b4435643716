package com.hasivu.simulator.load;

import java.net.InetSocketAddress;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A cloud somebody else runs. It keeps the school that was made.
 *
 * @param url without TLS: put the load on this side of a proxy
 * @param database JDBC URL of its PostgreSQL, user and password included
 */
record OtherCloud(
        URI url, Account admin, OptionalLong pid, Optional<URI> metrics, Optional<String> database)
        implements Target {
    private static final int HTTP_PORT = 80;

    @Override
    public InetSocketAddress http() {
        return new InetSocketAddress(url.getHost(), url.getPort() < 0 ? HTTP_PORT : url.getPort());
    }

    @Override
    public String describe() {
        return url.toString();
    }

    @Override
    public Optional<Connection> books() throws SQLException {
        return database.isEmpty()
                ? Optional.empty()
                : Optional.of(DriverManager.getConnection(database.get()));
    }

    @Override
    public void close() {}
}
