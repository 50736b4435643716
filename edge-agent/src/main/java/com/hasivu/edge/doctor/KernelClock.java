package com.hasivu.edge.doctor;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.Callable;

/**
 * Asks the kernel whether anything keeps its clock: adjtimex(2) without a change returns TIME_ERROR
 * (5) while the clock is not synchronised, whichever NTP program runs.
 */
final class KernelClock implements Callable<Boolean> {
    private static final int TIME_ERROR = 5;
    private static final int TIMEX_BYTES = 256; // struct timex has 208 on 64 bit

    @Override
    public Boolean call() throws Exception {
        Linker linker = Linker.nativeLinker();
        MethodHandle adjtimex =
                linker.downcallHandle(
                        linker.defaultLookup().findOrThrow("adjtimex"),
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
        try (Arena arena = Arena.ofConfined()) {
            int state = (int) adjtimex.invokeExact(arena.allocate(TIMEX_BYTES, 8)); // modes 0
            return state >= 0 && state != TIME_ERROR;
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("adjtimex", e);
        }
    }
}
