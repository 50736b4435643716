package com.hasivu.reader.supervisor;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.TimeUnit;

/**
 * Time since the machine booted, that of its suspensions included: CLOCK_BOOTTIME of
 * clock_gettime(2). {@link System#nanoTime} is CLOCK_MONOTONIC, which stands still with the
 * machine. Any thread.
 */
final class BootTime {
    private static final int CLOCK_BOOTTIME = 7; // linux/time.h, every architecture

    /** struct timespec of 64-bit machines: seconds, nanoseconds. */
    private static final StructLayout TIMESPEC = MemoryLayout.structLayout(JAVA_LONG, JAVA_LONG);

    private static final MethodHandle CLOCK_GETTIME =
            Linker.nativeLinker()
                    .downcallHandle(
                            Linker.nativeLinker().defaultLookup().findOrThrow("clock_gettime"),
                            FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));

    private BootTime() {}

    /** Nanoseconds; of a kernel without that clock, those of {@link System#nanoTime}. */
    static long nanos() {
        try (var arena = Arena.ofConfined()) {
            MemorySegment time = arena.allocate(TIMESPEC);
            int failed = (int) CLOCK_GETTIME.invokeExact(CLOCK_BOOTTIME, time);
            return failed != 0
                    ? System.nanoTime()
                    : TimeUnit.SECONDS.toNanos(time.get(JAVA_LONG, 0))
                            + time.get(JAVA_LONG, JAVA_LONG.byteSize());
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
