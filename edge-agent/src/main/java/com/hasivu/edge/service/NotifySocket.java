package com.hasivu.edge.service;

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
import java.nio.charset.StandardCharsets;

/**
 * Datagrams to a Unix socket, which Java's own channels cannot send. Numbers are those of Linux on
 * x86-64 and arm64; socket(2), unix(7).
 *
 * <pre>
 *   struct sockaddr_un: family (2 bytes, AF_UNIX), path (108 bytes)
 *   path "@name" of the environment is the abstract socket "\0name"
 * </pre>
 *
 * Thread-safe: each word opens, sends and closes, a few times a minute.
 */
final class NotifySocket {
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int MSG_DONTWAIT = 0x40; // a full queue loses a word, not a thread
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MAX_PATH = 107;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
            STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle SOCKET =
            find("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle SENDTO =
            find("sendto", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle CLOSE = find("close", JAVA_INT, JAVA_INT);

    private final String name;
    private final byte[] path;

    /** {@code name} as in {@code NOTIFY_SOCKET}. */
    NotifySocket(String name) {
        this.name = name;
        this.path = name.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * @throws ServiceException if the words are not taken
     */
    void send(String words) {
        if (path.length > MAX_PATH || path.length < 2 || path[0] != '/' && path[0] != '@') {
            throw new ServiceException(
                    "NOTIFY_SOCKET '%s' is neither an absolute path nor '@' and a name, of at most %d bytes"
                            .formatted(name, MAX_PATH));
        }
        try (var arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            int fd = (int) SOCKET.invokeExact(state, AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
            check("socket", fd, state);
            try {
                MemorySegment address = address(arena);
                byte[] bytes = words.getBytes(StandardCharsets.UTF_8);
                long sent =
                        (long)
                                SENDTO.invokeExact(
                                        state,
                                        fd,
                                        arena.allocateFrom(JAVA_BYTE, bytes),
                                        (long) bytes.length,
                                        MSG_DONTWAIT | MSG_NOSIGNAL,
                                        address,
                                        (int) address.byteSize());
                check("sendto " + name, sent, state);
            } finally {
                int _ = (int) CLOSE.invokeExact(state, fd);
            }
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    private MemorySegment address(Arena arena) {
        boolean isAbstract = path[0] == '@';
        MemorySegment address =
                arena.allocate(JAVA_SHORT.byteSize() + path.length + (isAbstract ? 0 : 1), 2);
        address.set(JAVA_SHORT, 0, (short) AF_UNIX);
        MemorySegment.copy(path, 0, address, JAVA_BYTE, JAVA_SHORT.byteSize(), path.length);
        if (isAbstract) {
            address.set(JAVA_BYTE, JAVA_SHORT.byteSize(), (byte) 0);
        }
        return address;
    }

    private static MethodHandle find(String call, ValueLayout result, ValueLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(call),
                FunctionDescriptor.of(result, arguments),
                Linker.Option.captureCallState("errno"));
    }

    private static void check(String call, long result, MemorySegment state) {
        if (result < 0) {
            throw new ServiceException(
                    "%s failed, errno %d".formatted(call, (int) ERRNO.get(state, 0L)));
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
