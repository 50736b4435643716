package com.hasivu.edge.service;

import static com.hasivu.edge.Patience.await;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Plays the service manager: a real datagram socket of Linux, and every word with its time. */
public final class ManagerEar implements AutoCloseable {
    /** One datagram. */
    public record Word(long atNanos, String text) {}

    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int ROOM = 4096;
    private static final int LOOK_MILLIS = 50;
    private static final short POLLIN = 1;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle SOCKET =
            find("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle BIND = find("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle POLL = find("poll", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final MethodHandle RECV =
            find("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final MethodHandle CLOSE = find("close", JAVA_INT, JAVA_INT);

    private static final String MARK = "mark ";

    private final AtomicInteger marks = new AtomicInteger();
    private final String name;
    private final List<Word> words = new CopyOnWriteArrayList<>();
    private final int fd;
    private final Thread thread;
    private volatile boolean closed;

    /** Listens at once. {@code name} is a path, or {@code @} and a name. */
    public ManagerEar(String name) {
        this.name = name;
        byte[] path = name.getBytes(StandardCharsets.UTF_8);
        if (path[0] == '@') {
            path[0] = 0;
        }
        try (Arena arena = Arena.ofConfined()) {
            fd = (int) SOCKET.invokeExact(AF_UNIX, SOCK_DGRAM, 0);
            MemorySegment address = arena.allocate(2 + path.length + (path[0] == 0 ? 0 : 1), 2);
            address.set(JAVA_SHORT, 0, (short) AF_UNIX);
            MemorySegment.copy(path, 0, address, JAVA_BYTE, 2, path.length);
            int bound = (int) BIND.invokeExact(fd, address, (int) address.byteSize());
            if (bound != 0) {
                throw new AssertionError("cannot bind " + name);
            }
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
        thread = Thread.ofPlatform().daemon().name("manager").start(this::listen);
    }

    private void listen() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment room = arena.allocate(ROOM);
            MemorySegment poll = arena.allocate(8, 4);
            while (!closed) {
                poll.set(JAVA_INT, 0, fd);
                poll.set(JAVA_SHORT, 4, POLLIN);
                int ready = (int) POLL.invokeExact(poll, 1L, LOOK_MILLIS);
                if (ready > 0) {
                    int length = (int) (long) RECV.invokeExact(fd, room, (long) ROOM, 0);
                    byte[] bytes = room.asSlice(0, length).toArray(JAVA_BYTE);
                    words.add(
                            new Word(System.nanoTime(), new String(bytes, StandardCharsets.UTF_8)));
                }
            }
            int _ = (int) CLOSE.invokeExact(fd);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    public List<Word> words() {
        return words;
    }

    /** Times of the signs of life. */
    public List<Long> alive() {
        return aliveAfter(0);
    }

    /** Times of the signs of life among the words behind a {@link #mark}. */
    public List<Long> aliveAfter(int mark) {
        return words.subList(mark, words.size()).stream()
                .filter(word -> word.text().equals("WATCHDOG=1"))
                .map(Word::atNanos)
                .toList();
    }

    /**
     * How many words there are of what was sent before this call, as one socket keeps the order of
     * all who send: a word may be heard long after it was said.
     */
    public int mark() {
        String own = MARK + marks.incrementAndGet();
        ServiceManager.in(Map.of("NOTIFY_SOCKET", name), 0).status(own);
        await().until(() -> heard(own));
        return words.size();
    }

    /** Whether the last status is one of a stuck path. */
    public boolean isStuck() {
        return words.stream()
                .map(Word::text)
                .filter(text -> text.startsWith("STATUS=") && !text.contains(MARK))
                .reduce((first, second) -> second)
                .filter(text -> text.startsWith("STATUS=stuck: "))
                .isPresent();
    }

    public boolean heard(String part) {
        return words.stream().anyMatch(word -> word.text().contains(part));
    }

    private static MethodHandle find(String call, ValueLayout result, ValueLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(call), FunctionDescriptor.of(result, arguments));
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.join();
    }
}
