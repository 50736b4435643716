package com.hasivu.simulator.load;

import com.hasivu.simulator.check.Finding;

import java.time.Instant;
import java.util.List;
import java.util.SortedMap;

/**
 * What came of a load; written as JSON by its components' names. Times are milliseconds.
 *
 * @param partial stopped before its end: nothing is judged by it
 * @param loop what a time means: closed or open loop, in words
 * @param seconds that counted, without the warm-up
 * @param errors what went wrong and how often, warm-up included
 * @param books the tables against what users were told; empty when they were not read
 * @param booksNote why they were not read
 */
record LoadReport(
        String profile,
        boolean partial,
        Instant begun,
        String target,
        String machine,
        int users,
        long seed,
        double seconds,
        double warmUpSeconds,
        String loop,
        boolean passed,
        List<Gate> gates,
        Row all,
        List<Row> operations,
        SortedMap<String, Long> errors,
        List<Finding> books,
        String booksNote,
        List<String> bottlenecks,
        List<Second> timeLine) {
    /** One operation: right answers and their times, and how many went wrong. */
    record Row(
            String operation,
            long count,
            long errors,
            double perSecond,
            double p50,
            double p90,
            double p95,
            double p99,
            double max) {}
}
