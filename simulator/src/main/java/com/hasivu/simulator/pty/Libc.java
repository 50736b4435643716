package com.hasivu.simulator.pty;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The few C calls a pseudo-terminal takes; numbers are those of Linux on x86-64 and arm64. Any
 * thread.
 */
final class Libc {
    static final int O_RDWR = 0x2;
    static final int O_NOCTTY = 0x100;
    static final int O_NONBLOCK = 0x800;
    static final int O_CLOEXEC = 0x80000;
    static final short POLLIN = 0x1;
    static final short POLLOUT = 0x4;
    static final int EINTR = 4;
    static final int EAGAIN = 11;
    private static final int TCSANOW = 0;
    private static final int TERMIOS_BYTES = 64; // 60 in glibc
    private static final int NAME_BYTES = 64;

    /** struct pollfd: int fd, short events, short revents. */
    private static final StructLayout POLLFD =
            MemoryLayout.structLayout(JAVA_INT, JAVA_SHORT, JAVA_SHORT);

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
            STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle POSIX_OPENPT = find("posix_openpt", JAVA_INT, JAVA_INT);
    private static final MethodHandle GRANTPT = find("grantpt", JAVA_INT, JAVA_INT);
    private static final MethodHandle UNLOCKPT = find("unlockpt", JAVA_INT, JAVA_INT);
    private static final MethodHandle PTSNAME_R =
            find("ptsname_r", JAVA_INT, JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle TCGETATTR = find("tcgetattr", JAVA_INT, JAVA_INT, ADDRESS);
    private static final MethodHandle TCSETATTR =
            find("tcsetattr", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
    private static final MethodHandle CFMAKERAW =
            LINKER.downcallHandle(
                    LINKER.defaultLookup().findOrThrow("cfmakeraw"),
                    FunctionDescriptor.ofVoid(ADDRESS));
    private static final MethodHandle OPEN =
            LINKER.downcallHandle(
                    LINKER.defaultLookup().findOrThrow("open"),
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
                    Linker.Option.firstVariadicArg(2),
                    Linker.Option.captureCallState("errno"));
    private static final MethodHandle READ = find("read", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle WRITE =
            find("write", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle POLL = find("poll", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final MethodHandle CLOSE = find("close", JAVA_INT, JAVA_INT);

    private Libc() {}

    /** The master side of a new pseudo-terminal, not blocking. */
    static int openMaster() {
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(STATE);
            int fd =
                    (int)
                            POSIX_OPENPT.invokeExact(
                                    state, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
            check("posix_openpt", fd, state);
            check("grantpt", (int) GRANTPT.invokeExact(state, fd), state);
            check("unlockpt", (int) UNLOCKPT.invokeExact(state, fd), state);
            return fd;
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    static String slaveName(int master) {
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(STATE);
            var name = arena.allocate(NAME_BYTES);
            check(
                    "ptsname_r",
                    -(int) PTSNAME_R.invokeExact(state, master, name, (long) NAME_BYTES),
                    state);
            return name.getString(0);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    static int open(String path) {
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(STATE);
            int fd =
                    (int)
                            OPEN.invokeExact(
                                    state, arena.allocateFrom(path), O_RDWR | O_NOCTTY | O_CLOEXEC);
            check("open " + path, fd, state);
            return fd;
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    /** No echo, no line editing, no translation: bytes pass as they are. */
    static void makeRaw(int fd) {
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(STATE);
            var termios = arena.allocate(TERMIOS_BYTES);
            check("tcgetattr", (int) TCGETATTR.invokeExact(state, fd, termios), state);
            CFMAKERAW.invokeExact(termios);
            check("tcsetattr", (int) TCSETATTR.invokeExact(state, fd, TCSANOW, termios), state);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    /** Whether {@code events} may be had within {@code millis}. */
    static boolean poll(int fd, short events, int millis) {
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(STATE);
            var pollfd = arena.allocate(POLLFD);
            pollfd.set(JAVA_INT, 0, fd);
            pollfd.set(JAVA_SHORT, 4, events);
            int ready = (int) POLL.invokeExact(state, pollfd, 1L, millis);
            if (ready < 0 && errno(state) != EINTR) {
                check("poll", ready, state);
            }
            return ready > 0;
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    /** What is there, up to {@code limit} bytes; none if nothing is. */
    static byte[] read(int fd, int limit) {
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(STATE);
            var buffer = arena.allocate(limit);
            long count = (long) READ.invokeExact(state, fd, buffer, (long) limit);
            if (count < 0 && isLater(state)) {
                return new byte[0];
            }
            check("read", count, state);
            return buffer.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    /** How many of the bytes fitted. */
    static int write(int fd, byte[] bytes) {
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(STATE);
            var buffer = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
            long count = (long) WRITE.invokeExact(state, fd, buffer, (long) bytes.length);
            if (count < 0 && isLater(state)) {
                return 0;
            }
            check("write", count, state);
            return (int) count;
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    static void close(int fd) {
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(STATE);
            int result = (int) CLOSE.invokeExact(state, fd);
            if (result < 0 && errno(state) != EINTR) { // Linux has closed it then, too
                check("close", result, state);
            }
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    private static MethodHandle find(String name, ValueLayout result, ValueLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(result, arguments),
                Linker.Option.captureCallState("errno"));
    }

    private static boolean isLater(MemorySegment state) {
        int errno = errno(state);
        return errno == EAGAIN || errno == EINTR;
    }

    private static int errno(MemorySegment state) {
        return (int) ERRNO.get(state, 0L);
    }

    private static void check(String call, long result, MemorySegment state) {
        if (result < 0) {
            throw new PtyException("%s failed, errno %d".formatted(call, errno(state)));
        }
    }

    private static RuntimeException failure(Throwable e) {
        return switch (e) {
            case RuntimeException runtime -> runtime;
            case Error error -> throw error;
            default -> new IllegalStateException(e);
        };
    }
}
