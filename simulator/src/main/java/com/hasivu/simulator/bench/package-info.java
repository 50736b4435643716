/**
 * Benchmarks, each beside its reference from the same run, against the goals of the project's
 * targets. Start at {@link com.hasivu.simulator.bench.BenchCommand}. Measures the shipped classes,
 * not copies.
 */
@NullMarked
package com.hasivu.simulator.bench;

import org.jspecify.annotations.NullMarked;
