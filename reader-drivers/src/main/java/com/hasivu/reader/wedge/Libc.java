package com.hasivu.reader.wedge;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
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
 * The C calls an input device takes. A call that fails gives minus its errno. Numbers are those of
 * Linux on x86-64 and arm64. Any thread.
 */
final class Libc {
    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int ENXIO = 6;
    static final int EAGAIN = 11;
    static final int EACCES = 13;
    static final int EBUSY = 16;
    static final int ENODEV = 19;
    static final int EINVAL = 22;
    static final int ENOTTY = 25;

    private static final int O_NOCTTY = 0x100;
    private static final int O_NONBLOCK = 0x800;
    private static final int O_CLOEXEC = 0x80000;
    private static final int LOCK_EX_NB = 2 | 4;
    private static final short POLLIN = 0x1;

    /** struct pollfd: int fd, short events, short revents. */
    private static final StructLayout POLLFD =
            MemoryLayout.structLayout(JAVA_INT, JAVA_SHORT, JAVA_SHORT);

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
            STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle OPEN = variadic("open", JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle IOCTL =
            variadic("ioctl", JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS);
    private static final MethodHandle READ = find("read", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle POLL = find("poll", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final MethodHandle FLOCK = find("flock", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle CLOSE = find("close", JAVA_INT, JAVA_INT);

    private Libc() {}

    /** For reading, without waiting. */
    static int open(String path) {
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(STATE);
            int flags = O_NOCTTY | O_NONBLOCK | O_CLOEXEC;
            return result((int) OPEN.invokeExact(state, arena.allocateFrom(path), flags), state);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    /** A request whose argument is a number. */
    static int ioctl(int fd, long request, long argument) {
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(STATE);
            var value = MemorySegment.ofAddress(argument);
            return result((int) IOCTL.invokeExact(state, fd, request, value), state);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    /** A request whose argument is a pointer to a number. */
    static int ioctlInt(int fd, long request, int argument) {
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(STATE);
            var value = arena.allocateFrom(JAVA_INT, argument);
            return result((int) IOCTL.invokeExact(state, fd, request, value), state);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    /** Locks the file for this opening of it alone, or fails at once. */
    static int lock(int fd) {
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(STATE);
            return result((int) FLOCK.invokeExact(state, fd, LOCK_EX_NB), state);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    /** Above 0 if a read would not have to wait, or would fail; 0 after {@code millis}. */
    static int poll(int fd, int millis) {
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(STATE);
            var pollfd = arena.allocate(POLLFD);
            pollfd.set(JAVA_INT, 0, fd);
            pollfd.set(JAVA_SHORT, 4, POLLIN);
            return result((int) POLL.invokeExact(state, pollfd, 1L, millis), state);
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    /** How many bytes came; 0 at the end of a file. */
    static int read(int fd, byte[] into) {
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(STATE);
            var buffer = arena.allocate(into.length);
            int count =
                    result((long) READ.invokeExact(state, fd, buffer, (long) into.length), state);
            if (count > 0) {
                MemorySegment.copy(buffer, JAVA_BYTE, 0, into, 0, count);
            }
            return count;
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    static int close(int fd) {
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(STATE);
            return result((int) CLOSE.invokeExact(state, fd), state);
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

    /** A function whose last arguments, from the third on, are {@code ...}. */
    private static MethodHandle variadic(
            String name, ValueLayout result, ValueLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(result, arguments),
                Linker.Option.firstVariadicArg(2),
                Linker.Option.captureCallState("errno"));
    }

    private static int result(long value, MemorySegment state) {
        return value < 0 ? -(int) ERRNO.get(state, 0L) : Math.toIntExact(value);
    }

    private static RuntimeException failure(Throwable e) {
        return switch (e) {
            case RuntimeException runtime -> runtime;
            case Error error -> throw error;
            default -> new IllegalStateException(e);
        };
    }
}
