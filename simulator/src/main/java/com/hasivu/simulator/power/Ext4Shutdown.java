package com.hasivu.simulator.power;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;

/**
 * Ends a mounted ext4 as a power cut does: from now on nothing reaches its device any more, and
 * what was not written is gone. The ioctl EXT4_IOC_SHUTDOWN, _IOR('X', 125, __u32), with
 * EXT4_GOING_FLAGS_NOLOGFLUSH: Linux fs/ext4/ext4.h.
 */
final class Ext4Shutdown {
    private static final long SHUTDOWN = 0x8004587dL;
    private static final int NO_LOG_FLUSH = 2;
    private static final int O_RDONLY = 0;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
            STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle OPEN =
            LINKER.downcallHandle(
                    LINKER.defaultLookup().findOrThrow("open"),
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
                    Linker.Option.firstVariadicArg(2),
                    Linker.Option.captureCallState("errno"));
    private static final MethodHandle IOCTL =
            LINKER.downcallHandle(
                    LINKER.defaultLookup().findOrThrow("ioctl"),
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
                    Linker.Option.firstVariadicArg(2),
                    Linker.Option.captureCallState("errno"));
    private static final MethodHandle CLOSE =
            LINKER.downcallHandle(
                    LINKER.defaultLookup().findOrThrow("close"),
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private Ext4Shutdown() {}

    static void cut(Path mountPoint) {
        try (Arena arena = Arena.ofConfined()) {
            var state = arena.allocate(STATE);
            int fd =
                    (int)
                            OPEN.invokeExact(
                                    state, arena.allocateFrom(mountPoint.toString()), O_RDONLY);
            check("open " + mountPoint, fd, (int) ERRNO.get(state, 0L));
            var flag = arena.allocateFrom(JAVA_INT, NO_LOG_FLUSH);
            int result = (int) IOCTL.invokeExact(state, fd, SHUTDOWN, flag);
            int errno = (int) ERRNO.get(state, 0L);
            int closed = (int) CLOSE.invokeExact(fd);
            check("ioctl EXT4_IOC_SHUTDOWN on " + mountPoint, result, errno);
            check("close " + mountPoint, closed, 0);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static void check(String call, int result, int errno) {
        if (result < 0) {
            throw new VolumeException("%s failed, errno %d".formatted(call, errno));
        }
    }
}
