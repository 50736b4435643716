package com.hasivu.cloud.db;

import java.nio.file.Path;

/**
 * Where the database is.
 *
 * @param url a JDBC URL of PostgreSQL, or {@code jdbc:h2:file:PATH} without options
 * @param user the login; H2 takes any name for a new file and then only that one
 * @param password may be empty
 * @param connections most connections held at once
 */
public record DatabaseConfig(String url, String user, String password, int connections) {
    private static final String H2_FILE = "jdbc:h2:file:";

    private static final String H2_MEMORY = "jdbc:h2:mem:";

    /** About the best on two cores, measured with one-statement orders. */
    public static final int CONNECTIONS = 10;

    /**
     * A file only grows while it is open. H2 that writes over space it has freed can open at an
     * older state after its process was killed: docs/adr/0008-h2-does-not-reuse-space.md.
     */
    private static final String NO_REUSE = ";REUSE_SPACE=FALSE";

    public DatabaseConfig {
        if (!supports(url) && !url.startsWith(H2_MEMORY)) {
            throw new IllegalArgumentException(
                    "database url '%s' is neither jdbc:postgresql://... nor %sPATH"
                            .formatted(url, H2_FILE));
        }
    }

    /** An H2 file {@code hasivu.mv.db} in a folder. */
    public static DatabaseConfig h2(Path folder) {
        return new DatabaseConfig(
                H2_FILE + folder.toAbsolutePath().resolve("hasivu"), "hasivu", "", CONNECTIONS);
    }

    /**
     * An H2 database that ends with the process: for the simulator, whose commits need no disk.
     * {@link #supports} does not know it, so no configuration can ask for it.
     */
    public static DatabaseConfig memory(String name) {
        return new DatabaseConfig(H2_MEMORY + name, "hasivu", "", CONNECTIONS);
    }

    /** Whether a URL names a database this service runs on. */
    public static boolean supports(String url) {
        return url.startsWith("jdbc:postgresql:")
                || (url.startsWith(H2_FILE) && url.length() > H2_FILE.length());
    }

    boolean isH2() {
        return onDisk() || url.startsWith(H2_MEMORY);
    }

    /** Whether it is a file of ours, which one process has open at a time. */
    public boolean onDisk() {
        return url.startsWith(H2_FILE);
    }

    /** The H2 file's path without {@code .mv.db}. */
    Path h2File() {
        return Path.of(url.substring(H2_FILE.length()).split(";", 2)[0]);
    }

    /** The URL with the options this service needs. */
    public String jdbcUrl() {
        if (!isH2() || url.contains(";")) {
            return url;
        }
        return url
                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH"
                + ";DB_CLOSE_DELAY=-1;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=10000;TRACE_LEVEL_FILE=0"
                + (onDisk() ? NO_REUSE : ";QUERY_CACHE_SIZE=256;OPTIMIZE_REUSE_RESULTS=FALSE");
    }

    /** The URL to read by: on H2 the file must be there and is not changed. */
    String readingUrl() {
        return isH2() ? jdbcUrl() + ";IFEXISTS=TRUE;ACCESS_MODE_DATA=r" : url;
    }
}
