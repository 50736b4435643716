package com.hasivu.simulator.load;

import org.jspecify.annotations.Nullable;

/**
 * One second of the time line. What was not measured is absent.
 *
 * @param at seconds since the first request
 * @param warmUp does not count
 * @param requests answered rightly, a second
 * @param errors wrong answers and missing ones
 * @param p50Millis of the answers of this second; 0 without any
 * @param cloudMib the process's memory in RAM
 * @param cloudCpu the process's part of all cores, 0 to 1
 * @param usersCpu the load's own part
 * @param machineCpu of everything on the machine
 * @param statementP95Millis as the cloud's metrics tell
 * @param poolWaiting who waited for a database connection, as the cloud's metrics tell
 */
record Second(
        double at,
        boolean warmUp,
        double requests,
        long errors,
        double p50Millis,
        double p95Millis,
        double p99Millis,
        double maxMillis,
        @Nullable Double cloudMib,
        @Nullable Double cloudCpu,
        @Nullable Double usersCpu,
        @Nullable Double machineCpu,
        @Nullable Double statementP95Millis,
        @Nullable Double poolWaiting) {}
