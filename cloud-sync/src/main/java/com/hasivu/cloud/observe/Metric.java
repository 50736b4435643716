package com.hasivu.cloud.observe;

import java.util.List;
import java.util.Locale;

/**
 * Every metric of the service, as docs/metrics.md lists it. Names follow
 * prometheus.io/docs/practices/naming: base units, a counter ends in {@code _total}. The values of
 * labels must be few and never a person's, a card's or a raw path.
 */
public enum Metric {
    HTTP_REQUESTS(
            Type.COUNTER,
            "hasivu_cloud_http_requests_total",
            "Requests answered, by operation and status.",
            "operation",
            "status"),
    HTTP_SECONDS(
            Type.HISTOGRAM,
            "hasivu_cloud_http_request_seconds",
            "From a request's head to the end of its answer.",
            "operation"),
    HTTP_IN_FLIGHT(
            Type.GAUGE, "hasivu_cloud_http_in_flight", "Requests being handled now.", "operation"),
    HTTP_CONNECTIONS(
            Type.GAUGE, "hasivu_cloud_http_connections", "Connections of clients open now."),
    HTTP_SLOW_CLIENTS(
            Type.COUNTER,
            "hasivu_cloud_http_slow_clients_total",
            "Connections closed because the client was too slow, by what was waited for.",
            "waiting"),
    HTTP_LIMITED(
            Type.COUNTER,
            "hasivu_cloud_http_limited_total",
            "Requests refused with 429, by policy.",
            "policy"),
    DATABASE_CONNECTIONS(
            Type.GAUGE,
            "hasivu_cloud_database_connections",
            "Connections of the pool by state (active, idle); waiting counts who wants one.",
            "state"),
    DATABASE_CONNECTIONS_MOST(
            Type.GAUGE,
            "hasivu_cloud_database_connections_most",
            "Most connections the pool may hold."),
    DATABASE_WAIT(
            Type.HISTOGRAM,
            "hasivu_cloud_database_wait_seconds",
            "From asking the pool for a connection until it was there."),
    DATABASE_CONNECT(
            Type.HISTOGRAM,
            "hasivu_cloud_database_connect_seconds",
            "Opening a new connection to the database."),
    DATABASE_WAITED_IN_VAIN(
            Type.COUNTER,
            "hasivu_cloud_database_waited_in_vain_total",
            "Calls that got no connection in time."),
    DATABASE_STATEMENT(
            Type.HISTOGRAM,
            "hasivu_cloud_database_statement_seconds",
            "One statement, by kind (read, write, other).",
            "kind"),
    DATABASE_FAILED(
            Type.COUNTER,
            "hasivu_cloud_database_failed_statements_total",
            "Statements that failed, lost races included.",
            "kind"),
    DATABASE_SLOW(
            Type.COUNTER,
            "hasivu_cloud_database_slow_statements_total",
            "Statements slower than database.slow-query.",
            "kind"),
    CACHE_READS(
            Type.COUNTER,
            "hasivu_cloud_cache_reads_total",
            "Reads through a cache by outcome (hit, load, off, failed).",
            "cache",
            "outcome"),
    CACHE_ENTRIES(
            Type.GAUGE, "hasivu_cloud_cache_entries", "Values a cache holds, about.", "cache"),
    DEPENDENCY_CALLS(
            Type.COUNTER,
            "hasivu_cloud_dependency_calls_total",
            "Tries to call another system by outcome (ok, failed, refused-open, refused-full).",
            "dependency",
            "outcome"),
    DEPENDENCY_SECONDS(
            Type.HISTOGRAM,
            "hasivu_cloud_dependency_try_seconds",
            "One try to call another system.",
            "dependency"),
    DEPENDENCY_RETRIES(
            Type.COUNTER,
            "hasivu_cloud_dependency_retries_total",
            "Tries beyond the first of a call.",
            "dependency"),
    DEPENDENCY_OPEN(
            Type.GAUGE,
            "hasivu_cloud_dependency_open",
            "The breaker: 0 closed, 0.5 half open, 1 open.",
            "dependency"),
    HEALTH(
            Type.GAUGE,
            "hasivu_cloud_health",
            "Health by check: 0 healthy, 1 degraded, 2 critical.",
            "check"),
    SAGAS_WAITING(
            Type.GAUGE,
            "hasivu_cloud_sagas_waiting",
            "Sagas that are due and that no worker has taken."),
    OUTBOX_AGE(
            Type.GAUGE,
            "hasivu_cloud_outbox_age_seconds",
            "Age of the oldest change nobody has consumed; 0 without one."),
    DISK_FREE(
            Type.GAUGE,
            "hasivu_cloud_disk_free_bytes",
            "Free for this user on the data folder's disk."),
    HEAP(Type.GAUGE, "hasivu_cloud_heap_bytes", "Memory the program's objects take."),
    HEAP_MOST(Type.GAUGE, "hasivu_cloud_heap_most_bytes", "Memory the objects may take at most.");

    /** How its values behave. */
    public enum Type {
        /** Only grows, from zero at the start of the process. */
        COUNTER,
        GAUGE,
        /** Seconds, counted by bounds. */
        HISTOGRAM;

        /** As Prometheus writes it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Type type;
    private final String exposed;
    private final String help;
    private final List<String> labels;

    Metric(Type type, String exposed, String help, String... labels) {
        this.type = type;
        this.exposed = exposed;
        this.help = help;
        this.labels = List.of(labels);
    }

    public Type type() {
        return type;
    }

    /** Its name for Prometheus. */
    public String exposed() {
        return exposed;
    }

    /** One sentence. */
    public String help() {
        return help;
    }

    /** The names of its labels, in the order their values are given. */
    public List<String> labels() {
        return labels;
    }
}
