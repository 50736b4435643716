package com.hasivu.simulator.load;

import java.net.InetSocketAddress;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;

/** The cloud that is loaded, and what can be seen of it beside its answers. */
interface Target extends AutoCloseable {
    InetSocketAddress http();

    /** Who may open a school. */
    Account admin();

    /** Its process, when it runs on this machine. */
    OptionalLong pid();

    /** Where it tells its metrics, when it does. */
    Optional<URI> metrics();

    /** In words, for the report. */
    String describe();

    /**
     * Its tables, when no user asks any more; empty when they cannot be read. The cloud may be
     * stopped for it. The caller closes it.
     */
    Optional<Connection> books() throws SQLException;

    @Override
    void close();
}
