package com.hasivu.reader.pcsc;

import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.line.Transport;
import com.hasivu.reader.pcsc.PcscOpen.Found;
import com.hasivu.reader.pcsc.SlotFrame.Channel;
import com.hasivu.reader.pcsc.SlotFrame.Word;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A reader's slot: performs commands, each with a connection of its own that leaves the card as it
 * is, and tells when a card comes or goes. Other programs may use the reader in between.
 *
 * <p>Threading: one platform thread per reader makes all calls of the service and at last closes
 * the connection. It asks for the slot's state every {@value #LOOK_MILLIS} ms instead of waiting in
 * the service, so that no call has to be cancelled. {@link #read} and {@link #write} belong to the
 * reading thread; {@link #close} may come from any.
 */
final class PcscTransport implements Transport {
    private static final int LOOK_MILLIS = 25;
    private static final int QUEUE_LIMIT = 64;
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

    /** A look returns within its own time-out; a service that is stopped (SIGSTOP) never does. */
    private static final long FROZEN_NANOS = PcscMachine.PATIENCE_NANOS;

    // SCARD_STATE_ of pcsclite.h
    private static final int NO_READER = 0x1 | 0x4 | 0x8; // ignore, unknown, unavailable
    private static final int CARD = 0x20;
    private static final int MUTE = 0x200;
    private static final int MOVEMENTS_SHIFT = 16;

    private final Pcsc.Context context;
    private final String reader;
    private final BlockingQueue<byte[]> commands = new ArrayBlockingQueue<>(QUEUE_LIMIT);
    private final BlockingQueue<Got> arrived = new ArrayBlockingQueue<>(QUEUE_LIMIT);
    private final Thread owner;
    private volatile long awakeAt = System.nanoTime(); // the owner, when it last came back
    private volatile boolean closed;

    private PcscTransport(Found found, ReaderConfig config) {
        this.context = found.context();
        this.reader = found.reader();
        this.owner =
                Thread.ofPlatform().daemon().name("pcsc " + config.name()).unstarted(this::run);
    }

    static PcscTransport open(Found found, ReaderConfig config) {
        var transport = new PcscTransport(found, config);
        transport.owner.start();
        return transport;
    }

    private void run() {
        try (context) {
            work();
        } catch (InterruptedException e) {
            lost("its thread was interrupted");
        } catch (PcscException e) {
            lost("%s (%s)".formatted(PcscOpen.why(e), e.getMessage()));
        } catch (RuntimeException e) {
            lost(e.toString());
        }
    }

    private void work() throws InterruptedException {
        int before = context.state(reader);
        tell(word(before));
        while (!closed) {
            byte[] command = commands.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            if (closed) {
                return;
            }
            if (command != null) {
                hand(answer(command));
            }
            int state = context.state(reader);
            awakeAt = System.nanoTime();
            boolean moved = state >>> MOVEMENTS_SHIFT != before >>> MOVEMENTS_SHIFT;
            if ((state & NO_READER) != 0) {
                lost("the reader is gone (unplugged)");
                return;
            }
            if (word(state) != word(before) || (moved && word(state) == Word.PRESENT)) {
                tell(word(state)); // told again: another card, perhaps
            }
            before = state;
        }
    }

    private static Word word(int state) {
        if ((state & CARD) == 0) {
            return Word.ABSENT;
        }
        return (state & MUTE) == 0 ? Word.PRESENT : Word.MUTE;
    }

    private byte[] answer(byte[] sent) {
        Channel channel = Channel.values()[sent[0]];
        byte[] command = Arrays.copyOfRange(sent, 1, sent.length);
        try {
            return SlotCodec.answer(
                    switch (channel) {
                        case CARD -> toCard(command);
                        case READER -> toReader(command);
                    });
        } catch (PcscException e) {
            return SlotCodec.word(
                    switch (e.kind()) {
                        case TAKEN -> Word.TAKEN;
                        case CARD_GONE -> Word.GONE;
                        case READER_GONE, SERVICE_GONE, FORBIDDEN -> throw e;
                        case OTHER -> channel == Channel.READER ? Word.NO_ESCAPE : Word.FAILED;
                    });
        }
    }

    private byte[] toCard(byte[] command) {
        try (Pcsc.Connection card = context.connectCard(reader)) {
            return card.transmit(command);
        }
    }

    private byte[] toReader(byte[] command) {
        try (Pcsc.Connection slot = context.connectReader(reader)) {
            return slot.escape(command);
        }
    }

    private void tell(Word word) throws InterruptedException {
        hand(SlotCodec.word(word));
    }

    private void hand(byte[] frame) throws InterruptedException {
        var got = new Got.Bytes(frame, System.nanoTime());
        boolean handed = false;
        while (!handed && !closed) {
            handed = arrived.offer(got, LOOK_MILLIS, TimeUnit.MILLISECONDS);
            awakeAt = System.nanoTime();
        }
    }

    /** Whoever reads must hear of it, however full the queue is. */
    private void lost(String why) {
        var got = new Got.Lost("%s: %s".formatted(reader, why));
        while (!closed && !arrived.offer(got)) {
            arrived.poll();
        }
    }

    /** A new connection has no past. */
    @Override
    public int staleBytes() {
        return 0;
    }

    @Override
    public Got read(Duration patience) throws InterruptedException {
        if (closed) {
            return new Got.Closed();
        }
        Got got = arrived.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
        if (closed) {
            return new Got.Closed();
        }
        if (got != null) {
            return got;
        }
        return System.nanoTime() - awakeAt > FROZEN_NANOS
                ? new Got.Lost("%s: pcscd does not answer in 6 s".formatted(reader))
                : new Got.Nothing();
    }

    @Override
    public boolean write(byte[] bytes) {
        return commands.offer(bytes) || closed;
    }

    @Override
    public void close() {
        closed = true;
        arrived.clear();
        arrived.add(new Got.Closed()); // wakes read
        commands.offer(new byte[] {0}); // wakes the owner; a full queue keeps it awake anyway
        try {
            owner.join(CLOSE_PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the owner closes the connection on its own
        }
    }
}
