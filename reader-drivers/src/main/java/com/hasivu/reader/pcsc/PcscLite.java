package com.hasivu.reader.pcsc;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * {@link Pcsc} through pcsc-lite's client library, on Linux with 64 bit, where LONG and DWORD have
 * 8 bytes. Source: pcsc-lite, winscard.h, pcsclite.h, reader.h.
 */
final class PcscLite implements Pcsc {
    static final String LIBRARY = "libpcsclite.so.1";

    private static final long SCOPE_SYSTEM = 2;
    private static final long SHARE_SHARED = 2;
    private static final long SHARE_DIRECT = 3;
    private static final long PROTOCOLS = 1 | 2; // T=0, T=1
    private static final long LEAVE_CARD = 0;
    private static final long AT_ONCE = 0;
    private static final long ESCAPE = 0x42000001L; // CCID: IOCTL_SMARTCARD_VENDOR_IFD_EXCHANGE
    private static final int ANSWER_LIMIT = 258 + 2;

    /** 16 readers, each name up to 128 bytes (MAX_READERNAME), and an end. */
    private static final int NAMES_LIMIT = 16 * 128 + 1;

    /** SCARD_READERSTATE: name, user data, current state, event state, ATR length, ATR (33). */
    private static final StructLayout READER_STATE =
            MemoryLayout.structLayout(
                    ADDRESS,
                    ADDRESS,
                    JAVA_LONG,
                    JAVA_LONG,
                    JAVA_LONG,
                    MemoryLayout.sequenceLayout(40, JAVA_BYTE));

    private static final long EVENT_STATE_AT = 24;

    /** SCARD_IO_REQUEST: protocol, own length. */
    private static final StructLayout IO_REQUEST = MemoryLayout.structLayout(JAVA_LONG, JAVA_LONG);

    private static final AddressLayout POINTER = ADDRESS;

    private final MethodHandle establish;
    private final MethodHandle release;
    private final MethodHandle list;
    private final MethodHandle status;
    private final MethodHandle connect;
    private final MethodHandle disconnect;
    private final MethodHandle transmit;
    private final MethodHandle control;

    /**
     * @throws IllegalArgumentException if the library is not there
     */
    PcscLite() {
        SymbolLookup lookup = SymbolLookup.libraryLookup(LIBRARY, Arena.global());
        establish = find(lookup, "SCardEstablishContext", JAVA_LONG, POINTER, POINTER, POINTER);
        release = find(lookup, "SCardReleaseContext", JAVA_LONG);
        list = find(lookup, "SCardListReaders", JAVA_LONG, POINTER, POINTER, POINTER);
        status = find(lookup, "SCardGetStatusChange", JAVA_LONG, JAVA_LONG, POINTER, JAVA_LONG);
        connect =
                find(
                        lookup,
                        "SCardConnect",
                        JAVA_LONG,
                        POINTER,
                        JAVA_LONG,
                        JAVA_LONG,
                        POINTER,
                        POINTER);
        disconnect = find(lookup, "SCardDisconnect", JAVA_LONG, JAVA_LONG);
        transmit =
                find(
                        lookup,
                        "SCardTransmit",
                        JAVA_LONG,
                        POINTER,
                        POINTER,
                        JAVA_LONG,
                        POINTER,
                        POINTER,
                        POINTER);
        control =
                find(
                        lookup,
                        "SCardControl",
                        JAVA_LONG,
                        JAVA_LONG,
                        POINTER,
                        JAVA_LONG,
                        POINTER,
                        JAVA_LONG,
                        POINTER);
    }

    private static MethodHandle find(SymbolLookup lookup, String name, ValueLayout... arguments) {
        return Linker.nativeLinker()
                .downcallHandle(
                        lookup.findOrThrow(name), FunctionDescriptor.of(JAVA_LONG, arguments));
    }

    @Override
    public Context open() {
        try (var arena = Arena.ofConfined()) {
            MemorySegment context = arena.allocate(JAVA_LONG);
            var none = MemorySegment.NULL;
            check(
                    "SCardEstablishContext",
                    (long) establish.invokeExact(SCOPE_SYSTEM, none, none, context));
            return new LiteContext(context.get(JAVA_LONG, 0));
        } catch (Throwable e) {
            throw failure(e);
        }
    }

    private final class LiteContext implements Context {
        private final long context;

        LiteContext(long context) {
            this.context = context;
        }

        @Override
        public List<String> readers() {
            try (var arena = Arena.ofConfined()) {
                MemorySegment names = arena.allocate(NAMES_LIMIT);
                MemorySegment length = arena.allocateFrom(JAVA_LONG, NAMES_LIMIT);
                long result = (long) list.invokeExact(context, MemorySegment.NULL, names, length);
                if ((int) result == PcscException.NO_READERS_AVAILABLE) {
                    return List.of();
                }
                check("SCardListReaders", result);
                byte[] all = names.asSlice(0, length.get(JAVA_LONG, 0)).toArray(JAVA_BYTE);
                String text = new String(all, StandardCharsets.UTF_8);
                return Arrays.stream(text.split("\0")).filter(name -> !name.isEmpty()).toList();
            } catch (Throwable e) {
                throw failure(e);
            }
        }

        @Override
        public int state(String reader) {
            try (var arena = Arena.ofConfined()) {
                MemorySegment state = arena.allocate(READER_STATE); // zeros: nothing known
                state.set(ADDRESS, 0, arena.allocateFrom(reader));
                check(
                        "SCardGetStatusChange",
                        (long) status.invokeExact(context, AT_ONCE, state, 1L));
                return (int) state.get(JAVA_LONG, EVENT_STATE_AT);
            } catch (Throwable e) {
                throw failure(e);
            }
        }

        @Override
        public Connection connectCard(String reader) {
            return connectTo(reader, SHARE_SHARED, PROTOCOLS);
        }

        @Override
        public Connection connectReader(String reader) {
            return connectTo(reader, SHARE_DIRECT, 0);
        }

        private Connection connectTo(String reader, long share, long protocols) {
            try (var arena = Arena.ofConfined()) {
                MemorySegment card = arena.allocate(JAVA_LONG);
                MemorySegment active = arena.allocate(JAVA_LONG);
                MemorySegment name = arena.allocateFrom(reader);
                check(
                        "SCardConnect",
                        (long) connect.invokeExact(context, name, share, protocols, card, active));
                return new LiteConnection(card.get(JAVA_LONG, 0), active.get(JAVA_LONG, 0));
            } catch (Throwable e) {
                throw failure(e);
            }
        }

        @Override
        public void close() {
            try {
                // a context the service has lost already needs no release
                long ignored = (long) release.invokeExact(context);
            } catch (Throwable e) {
                throw failure(e);
            }
        }
    }

    private final class LiteConnection implements Connection {
        private final long card;
        private final long protocol;

        LiteConnection(long card, long protocol) {
            this.card = card;
            this.protocol = protocol;
        }

        @Override
        public byte[] transmit(byte[] command) {
            try (var arena = Arena.ofConfined()) {
                MemorySegment header = arena.allocate(IO_REQUEST);
                header.set(JAVA_LONG, 0, protocol);
                header.set(JAVA_LONG, JAVA_LONG.byteSize(), IO_REQUEST.byteSize());
                MemorySegment sent = arena.allocateFrom(JAVA_BYTE, command);
                MemorySegment got = arena.allocate(ANSWER_LIMIT);
                MemorySegment length = arena.allocateFrom(JAVA_LONG, ANSWER_LIMIT);
                long result =
                        (long)
                                transmit.invokeExact(
                                        card,
                                        header,
                                        sent,
                                        (long) command.length,
                                        MemorySegment.NULL,
                                        got,
                                        length);
                check("SCardTransmit", result);
                return got.asSlice(0, length.get(JAVA_LONG, 0)).toArray(JAVA_BYTE);
            } catch (Throwable e) {
                throw failure(e);
            }
        }

        @Override
        public byte[] escape(byte[] command) {
            try (var arena = Arena.ofConfined()) {
                MemorySegment sent = arena.allocateFrom(JAVA_BYTE, command);
                MemorySegment got = arena.allocate(ANSWER_LIMIT);
                MemorySegment length = arena.allocate(JAVA_LONG);
                long result =
                        (long)
                                control.invokeExact(
                                        card,
                                        ESCAPE,
                                        sent,
                                        (long) command.length,
                                        got,
                                        (long) ANSWER_LIMIT,
                                        length);
                check("SCardControl", result);
                return got.asSlice(0, length.get(JAVA_LONG, 0)).toArray(JAVA_BYTE);
            } catch (Throwable e) {
                throw failure(e);
            }
        }

        @Override
        public void close() {
            try {
                // fails where card, reader or service went away, and then there is nothing to leave
                long ignored = (long) disconnect.invokeExact(card, LEAVE_CARD);
            } catch (Throwable e) {
                throw failure(e);
            }
        }
    }

    /** Error codes have 32 bits, whatever the width of LONG. */
    private static void check(String call, long result) {
        if ((int) result != 0) {
            throw new PcscException(call, (int) result);
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
